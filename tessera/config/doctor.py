"""What `tessera check` and the readiness page ask of a running site."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection

from tessera.config.database import APP
from tessera.reference.models import ClockRule

SAMPLE_PASSWORD = "password"  # noqa: S105  that of .env.sample  # nosec B105
HERE = {"", "localhost", "127.0.0.1", "::1"}
CHECKED = {"verify-ca", "verify-full"}


def findings(*, production: bool) -> list[str]:
    """Each thing that is not safe or not finished, as a sentence that says what to do."""
    found = [*_login(), *_migrations()]
    if production:
        found += _demo_only()
    if not found:
        found += _unowned_clocks()
    return found


def _login() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
        name, is_above_the_rule = cursor.fetchone()
    if name != APP:
        return [f"The site logs in as {name}: set DATABASE_URL to log in as {APP}, so that row-level security holds."]
    return [f"{APP} may bypass row-level security: take SUPERUSER and BYPASSRLS from it."] if is_above_the_rule else []


def _migrations() -> list[str]:
    from django.db.migrations.executor import MigrationExecutor

    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except (DatabaseError, ImproperlyConfigured) as error:
        return [f"The database does not answer: {error}"]
    return [f"{len(waiting)} migrations have not run: run `tessera migrate`."] if waiting else []


def _demo_only() -> list[str]:
    rules = [
        (settings.DEMO, "TESSERA_DEMO is on: its accounts have a published password. Unset it."),
        (
            not settings.HTTPS,
            "TESSERA_ADDRESS is not https: what people type would cross the network in clear.",
        ),
        (
            settings.EMBEDDED,
            "The embedded database trusts every local login: set DATABASE_URL to a PostgreSQL of your own.",
        ),
        (
            settings.DATABASES["default"].get("PASSWORD") == SAMPLE_PASSWORD,
            "The database’s password is the one of .env.sample, which anybody can read: choose another.",
        ),
        (
            _is_reached_in_clear(settings.DATABASES["default"]),
            "The database is on another machine and its certificate is not checked: add ?sslmode=verify-full to DATABASE_URL.",
        ),
    ]
    return [sentence for is_so, sentence in rules if is_so]


def _is_reached_in_clear(database: dict[str, Any]) -> bool:
    """Whether what is asked of the database may cross a network unencrypted, or reach another than it is meant for."""
    host = str(database.get("HOST", ""))
    is_here = host in HERE or host.startswith("/")
    return not is_here and database.get("OPTIONS", {}).get("sslmode") not in CHECKED


def _unowned_clocks() -> list[str]:
    unowned = ClockRule.objects.filter(length__isnull=False, owner="").order_by("code").values_list("code", flat=True)
    return [f"These clocks have no owner yet: {', '.join(unowned)}."] if unowned else []
