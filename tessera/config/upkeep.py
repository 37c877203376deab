"""Bringing the database up to date, at each deploy."""

from django.core.management import call_command
from django.db import connections

from tessera.config.database import let_the_site_in
from tessera.reference.loading import load_catalogues


def bring_up_to_date(*, say: bool) -> dict[str, int]:
    """Migrate under the owner's login, then load every catalogue. Answers how many rows each has. Safe to run again."""
    with connections["owner"].cursor() as owner:
        let_the_site_in(owner)
    call_command("migrate", database="owner", interactive=False, verbosity=1 if say else 0)
    connections["owner"].close()
    return load_catalogues()
