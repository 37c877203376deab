"""`tessera audit` as whoever runs the machine meets it: what it prints, what it exits with, and reports as sent."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connections

from tessera.audit import sealing
from tessera.audit.verifying import owners_connection
from tessera.command import main
from tessera.information import receipts
from tessera.information.models import Report
from tests.databases import cloned_database
from tests.reporting import make_staff
from tests.triage import CHILD, reported

pytestmark = pytest.mark.slow


@pytest.fixture
def owner(django_db_setup: None, django_db_blocker: Any) -> Iterator[Any]:
    """A database of its own with two reports, sealed; and its owner."""
    with django_db_blocker.unblock(), cloned_database("test_tessera_verified"):
        staff = make_staff()
        for _ in range(2):
            reported(staff.teacher, CHILD)
        sealing.seal()
        with owners_connection() as own:
            own.autocommit = True
            yield own
        connections["default"].close()
        connections["owner"].close()


def ran(capsys: Any, *arguments: str) -> tuple[int, str]:
    code = main(["audit", *arguments])
    out, err = capsys.readouterr()
    return code, out + err


def test_it_says_what_was_proved_and_what_was_not(owner, capsys, tmp_path):
    code, said = ran(capsys, "verify")
    assert code == 0
    assert "Sealed entries that are what was sealed: " in said
    assert "Reports that are what was sent: 2." in said
    assert "Whether the end of the log was cut off is not known: give --mirror." in said
    assert "reports" not in ran(capsys, "verify", "--log-only")[1]


def test_a_report_that_was_changed_is_named_and_not_quoted(owner, capsys):
    [pk, reference] = owner.execute("SELECT id, reference FROM information_report ORDER BY id LIMIT 1").fetchone()
    owner.execute(f"UPDATE information_report SET narrative = 'Nothing was seen.' WHERE id = '{pk}'")  # noqa: S608
    code, said = ran(capsys, "verify")
    assert code == 1
    assert f"Report {reference} is not what was sent" in said
    assert "Nothing was seen" not in said


def test_a_report_changed_together_with_its_hash_is_found_by_the_log(owner, capsys):
    report = Report.objects.using("owner").order_by("pk")[0]
    report.narrative = "Nothing was seen."
    hashed = receipts.fingerprint(report, files=[])
    owner.execute(
        f"UPDATE information_report SET narrative = 'Nothing was seen.', sha256 = '{hashed}' WHERE id = '{report.pk}'",  # noqa: S608
    )
    code, said = ran(capsys, "verify")
    assert code == 1
    assert f"Report {report.reference} was changed together with its hash: the log has another." in said


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--since", "0"), "--since must be at least 1."),
        (("--mirror", "/nowhere/mirror"), "There is no mirror at /nowhere/mirror."),
        (("--key", "/nowhere/key.pem"), "The key /nowhere/key.pem cannot be read"),
    ],
)
def test_what_cannot_be_used_is_said_in_a_sentence(db, capsys, arguments, sentence):
    code, said = ran(capsys, "verify", *arguments)
    assert code == 2
    assert sentence in said


def test_a_mirror_that_is_none_is_bad_input(owner, capsys, tmp_path):
    (tmp_path / "mirror").write_text("{}\n")
    code, said = ran(capsys, "verify", "--mirror", str(tmp_path / "mirror"))
    assert code == 2
    assert "Line 1 of" in said


def test_a_key_is_made_once_and_is_its_owners_alone(capsys, tmp_path):
    made = tmp_path / "log.pem"
    assert ran(capsys, "key", "--out", str(made))[0] == 0
    assert made.stat().st_mode & 0o777 == 0o600
    code, said = ran(capsys, "key", "--out", str(made))
    assert code == 2
    assert "cannot be written" in said
