"""Rules of the house, read from its own code. Break one on purpose and see the guard notice."""

import ast
import subprocess
import tomllib
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection
from django.urls import URLPattern, URLResolver, get_resolver

ROOT = Path(__file__).parent.parent.parent
OURS = sorted(path for path in (ROOT / "tessera").rglob("*.py") if "migrations" not in path.parts)
APPS = [config for config in apps.get_app_configs() if config.name.startswith("tessera.")]

# Tables without a policy, each with the reason. Anything else with an audience or personal data has one.
NO_POLICY = {
    "access_agency": "organisations, not people",
    "access_user": "staff names: the sign-in reads them before anybody is known, and every page names its author",
    "access_post": "who works where: what the staff directory shows",
    "access_holder": "names of desks, teams and posts",
    "access_key": "read to make the keyring, before there is one",
    "access_audience": "sets of holders; the rule itself reads them",
    "access_audienceholder": "the rule itself reads it",
    "information_shelf": "no login but the owner's reads it: two functions do, which keep the rule",
    "information_words": "as above",
    "information_searchable": "as above",
    "information_versionwords": "as above",
    "staff_departure": "whose post ended and why: staff, no content; posts themselves are read likewise",
    "staff_invitation": "who is invited where: read by its link, before anybody is known",
    "staff_review": "when an agency looked through its staff",
    "staff_reviewanswer": "what was said of a post, not of a child",
    "staff_sitting": "who administered when, and why",
    "reference_contact": "the directory that every agency reads",
    "reference_indicator": "a catalogue",
    "reference_word": "a catalogue",
    "reference_attempt": "a catalogue",
    "reference_barrier": "a catalogue",
    "reference_exploitationmodel": "a catalogue",
    "reference_gradecode": "a catalogue",
    "reference_definition": "a catalogue",
    "reference_origin": "a catalogue",
    "reference_clockrule": "a catalogue",
    "reference_securemaildomain": "a catalogue",
    "reference_importprofile": "a catalogue",
    "reference_tiekind": "a catalogue",
    "reference_tiestrength": "a catalogue",
    "reference_method": "a catalogue",
    "reference_subjectcategory": "a catalogue",
}
# Tables that other people's code keeps, each with what is in it.
KEPT_BY_OTHERS = {
    "access_cache": "which codes were used in the last half minute: read before anybody is known",
    "account_emailaddress": "staff addresses: read to sign in, before anybody is known",
    "account_emailconfirmation": "never filled: nobody signs up, and addresses are not confirmed by e-mail",
    "auth_group": "never filled: roles are in code",
    "auth_group_permissions": "never filled: as above",
    "auth_permission": "names of models",
    "axes_accessattempt": "who failed to sign in, from where: read before anybody is known",
    "axes_accessattemptexpiration": "as above",
    "axes_accessfailurelog": "as above",
    "axes_accesslog": "never filled: the audit log has it",
    "django_content_type": "names of models",
    "django_migrations": "names of migrations",
    "django_session": "who is signed in: read before anybody is known",
    "mfa_authenticator": "second factors, read to sign in before anybody is known; what opens an account is encrypted",
    "socialaccount_socialaccount": "whose account a provider’s number opens: read to sign in, before anybody is known",
    "socialaccount_socialapp": "never filled: providers are in the settings, and the site may not even read it",
    "socialaccount_socialtoken": "never filled: no token of a provider is kept, and the site may add none",
    "procrastinate_events": "when jobs ran",
    "procrastinate_jobs": "jobs with the ids they are about, never content",
    "procrastinate_periodic_defers": "when jobs ran",
    "procrastinate_workers": "which workers are alive",
}


def floors() -> dict[str, int]:
    """The height of each app, from the contract that import-linter reads."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())
    layers = settings["tool"]["importlinter"]["contracts"][0]["layers"]
    return {name.strip(): -height for height, layer in enumerate(layers) for name in layer.split("|")}


def views(patterns=None, prefix=""):
    for pattern in patterns if patterns is not None else get_resolver().url_patterns:
        if isinstance(pattern, URLResolver):
            yield from views(pattern.url_patterns, prefix + str(pattern.pattern))
        elif isinstance(pattern, URLPattern):
            yield prefix + str(pattern.pattern), pattern.callback


@pytest.mark.parametrize(("address", "view"), list(views()), ids=lambda value: value if isinstance(value, str) else "")
def test_every_view_says_who_it_is_for(address, view):
    assert getattr(view, "guard", None), f"{address} has neither @requires nor @public"


def test_foreign_keys_point_downwards():
    floor = floors()
    up = [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        if model._meta.app_label in floor
        for field in model._meta.get_fields()
        if field.is_relation and not field.auto_created and field.related_model
        and field.related_model._meta.app_label != model._meta.app_label
        and floor.get(field.related_model._meta.app_label, -99) >= floor[model._meta.app_label]
    ]  # fmt: skip
    assert not up


@pytest.mark.parametrize(
    "path", [p for p in OURS if p.name.endswith("views.py")], ids=lambda p: str(p.relative_to(ROOT))
)
def test_views_touch_no_orm(path):
    banned = {"objects", "save", "delete", "atomic"}
    used = {node.attr for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Attribute)}
    assert not used & banned


def test_every_protected_table_has_a_policy(db):
    """Of all the tables that PostgreSQL knows of, whoever made them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND NOT relrowsecurity"
            " AND relnamespace = 'public'::regnamespace"
        )
        open_to_all = {row[0] for row in cursor.fetchall()}
    assert open_to_all == {*NO_POLICY, *KEPT_BY_OTHERS}, "a table has no policy and no reason, or a needless reason"


def test_what_hangs_from_a_protected_row_follows_its_audience(db):
    """A child row is never wider than its parent: the database moves it along."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT conrelid::regclass::text FROM pg_constraint WHERE conname = 'follows_audience'")
        follows = {row[0] for row in cursor.fetchall()}
    hanging = {
        model._meta.db_table
        for model in apps.get_models()
        if any(base.__name__ in {"Hanging", "OfCase", "OfAssessment"} for base in model.__mro__)
    }
    assert hanging
    assert hanging <= follows


def migrations():
    return sorted(
        path for config in APPS for path in Path(config.path).glob("migrations/[0-9]*.py") if path.name != "__init__.py"
    )


@pytest.mark.parametrize("path", migrations(), ids=lambda path: f"{path.parent.parent.name}/{path.stem}")
def test_migrations_are_named_and_import_nothing_of_ours(path):
    assert "auto" not in path.stem
    imported = {
        (node.module or "") if isinstance(node, ast.ImportFrom) else node.names[0].name
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Import | ast.ImportFrom)
    }
    assert not {name for name in imported if name.startswith("tessera")}


def test_migrations_are_linear():
    for config in APPS:
        numbers = [path.name[:4] for path in Path(config.path).glob("migrations/[0-9]*.py")]
        assert len(numbers) == len(set(numbers)), f"{config.label} has two migrations of one number"


def test_pairs_are_complete():
    """Every `_at` that somebody did has its `_by` (or the row its author)."""
    lonely = [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        if model._meta.app_config in APPS
        for field in model._meta.get_fields()
        if field.name in {"decided_at", "signed_off_at", "agreed_at", "done_at", "verified_on", "checked_on"}
        and not hasattr(model, field.name.rsplit("_", 1)[0] + "_by")
    ]
    assert not lonely


@pytest.mark.parametrize("name", ["utils.py", "helpers.py", "common.py", "signals.py", "managers.py"])
def test_no_drawer_for_odds_and_ends(name):
    assert not [path for path in OURS if path.name == name]


def test_no_save_overrides():
    """A write is a named service; nothing happens behind a save."""
    found = [
        f"{path.relative_to(ROOT)}:{node.name}"
        for path in OURS
        if path.name == "models.py" or path.parent.name == "models"
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef) and node.name in {"save", "delete"}
    ]
    assert not found


def test_modules_stay_readable():
    long = {str(path.relative_to(ROOT)): len(path.read_text().splitlines()) for path in OURS}
    assert not {path: lines for path, lines in long.items() if lines > 330}


def test_no_address_of_a_stranger():
    """No page asks anything of another site, and no lock file names an address."""
    lines = subprocess.run(
        ["git", "grep", "-nE", r"(src|href|url|action)=?[\"'(]+https?://", "--", "tessera/*.html", "tessera/**/*.css", "requirements"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    ).stdout.splitlines()  # fmt: skip
    assert not lines


def test_every_setting_is_listed_for_administrators():
    named = {
        node.args[0].value
        for path in (ROOT / "tessera/config/settings.py", ROOT / "tessera/commands/serve.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call)
        and node.args
        and isinstance(node.args[0], ast.Constant)
        and isinstance(node.args[0].value, str)
        and node.args[0].value.startswith(("TESSERA_", "DATABASE_"))
    }
    sample = (ROOT / ".env.sample").read_text()
    assert named
    assert not {name for name in named if name not in sample} - {"TESSERA_TESTING"}


@pytest.mark.parametrize("path", OURS, ids=lambda p: str(p.relative_to(ROOT)))
def test_nothing_sends_mail(path):
    """REQ: intake-secure-channel. What the site has to say is said in it: a mail could carry a child's name away."""
    tree = ast.parse(path.read_text())
    imported = {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    imported |= {one.name for node in ast.walk(tree) if isinstance(node, ast.Import) for one in node.names}
    assert not {name for name in imported if name.startswith(("django.core.mail", "smtplib", "email"))}
    assert not {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)} & {"email_user", "send_mail"}
