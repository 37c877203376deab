"""Grading: a trained grader's named act, beside what the writer said; a later grade stands and the earlier stays."""

import html
import re
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import ProgrammingError, connection, transaction
from django.db.utils import IntegrityError
from django.http import Http404
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tessera.access import services as access
from tessera.access.roles import Role
from tessera.audit.models import Entry
from tessera.information import queries
from tessera.information import services as information
from tessera.information.grading import Stale, grade_report
from tessera.information.models import Grade
from tests.cast import agency, as_user, person
from tests.reporting import signed_in

TYPED = {"source": "2", "information": "C", "handling": "P", "conditions": "", "note": "Told once, by her friend."}


@pytest.fixture
def grader(db):
    return person("grader", Role.ANALYST, Role.GRADER, at=agency("county-police", "police"), name="Magda Zielonka")


@pytest.fixture
def other(db):
    return person("other", Role.GRADER, at=agency("county-police", "police"), name="Ivo Lusk")


def sent(by, *readers):
    audience = access.audience_of([access.person(user.post) for user in readers])
    with as_user(by):
        given = {"narrative": "A man waits at the gate.", "how_known": "child_told"}
        return information.send_report(given=given, audience=audience, sent_key=uuid4(), by=by)


@pytest.fixture
def report(cast, grader, other):
    return sent(cast.holder, cast.holder, grader, other)


def graded(by, report, seen=None, **more):
    with as_user(by):
        return grade_report(report=report, seen=seen, by=by, **(TYPED | more))


def in_force(user, report):
    with as_user(user):
        return queries.grades_of(user, report).first()


def history(user, report):
    with as_user(user):
        return list(queries.grades_of(user, report))


def words_of(response):
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


def test_a_grade_stands_beside_what_the_writer_said(cast, grader, report):
    """REQ soft-grade, soft-provenance-hearsay: graded by name, ungraded shown as ungraded, “how you know” as said."""
    page = f"/reports/{report.reference}/"
    before = words_of(signed_in(cast.holder).get(page))
    assert "Ungraded. A suggestion from how the writer knows is not a grade." in before
    assert f"{page}grade/" not in signed_in(cast.holder).get(page).content.decode()
    client = signed_in(grader)
    assert f'href="{page}grade/"' in client.get(page).content.decode()
    asked = words_of(client.get(f"{page}grade/"))
    for words in ("Too little is known of how reliable they are", "2: Untested source", "Not verified by your legal",
                  "The child told me", "Grade in force Ungraded"):  # fmt: skip
        assert words in asked
    answer = client.post(f"{page}grade/", TYPED | {"seen": ""}, follow=True)
    assert answer.redirect_chain == [(page, 302)]
    shown = words_of(signed_in(cast.holder).get(page))
    assert "In force 2C, handling P Untested source. Known indirectly. Lawful sharing permitted." in shown
    assert "Graded by Magda Zielonka" in shown
    assert "How the writer knows The child told me" in shown
    assert "Suggested information grade: C: known indirectly to the writer" in shown
    assert "Ungraded" not in shown


def test_a_later_grade_stands_and_the_earlier_stays_in_the_history(grader, other, report):
    first = graded(grader, report)
    later = graded(other, report, seen=first.pk, information="B", note="The taxi log says the same.")
    assert (in_force(grader, report), history(grader, report)) == (later, [later, first])
    assert (later.code, later.words) == ("2B", "2B, handling P")
    page = words_of(signed_in(grader).get(f"/reports/{report.reference}/"))
    assert "Earlier grades, which stay on record 2C, handling P: Told once, by her friend." in page


def test_the_same_press_twice_makes_one_grade(grader, report):
    assert graded(grader, report) == graded(grader, report)
    assert len(history(grader, report)) == 1


def test_two_graders_at_once_see_both_grades(grader, other, report):
    first = graded(grader, report)
    with pytest.raises(Stale) as stale:
        graded(other, report, information="A")
    assert stale.value.saved == first
    sent_late = TYPED | {"seen": "", "information": "A", "note": "She saw it herself."}
    page = f"/reports/{report.reference}/grade/"
    response = signed_in(other).post(page, sent_late)
    shown = words_of(response)
    assert "Somebody else graded this report while this page was open." in shown
    assert "Grade in force 2C, handling P By Magda Zielonka" in shown
    assert "She saw it herself." in response.content.decode()
    assert history(grader, report) == [first]
    again = re.search(r'name="seen"[^>]*value="([^"]+)"', response.content.decode())[1]
    signed_in(other).post(page, sent_late | {"seen": again})
    assert in_force(grader, report).words == "2A, handling P"


def test_only_a_trained_grader_grades_and_nobody_their_own(cast, grader, report):
    with pytest.raises(PermissionDenied, match="Only a trained intelligence grader"):
        graded(cast.holder, report)
    own = sent(grader, grader, cast.holder)
    with pytest.raises(PermissionDenied, match="You wrote this report"):
        graded(grader, own)
    assert signed_in(grader).get(f"/reports/{own.reference}/grade/").status_code == 403
    with pytest.raises(Http404):
        graded(grader, sent(cast.holder, cast.holder))


def test_whoever_reads_a_report_as_its_writer_alone_is_not_told_whether_it_was_graded(cast, grader):
    report = sent(cast.holder, grader)
    page = f"/reports/{report.reference}/"
    before = signed_in(cast.holder).get(page).content
    graded(grader, report)
    after = words_of(signed_in(cast.holder).get(page))
    assert after == " ".join(html.unescape(re.sub(r"<[^>]+>", " ", before.decode())).split())
    assert "Whether it was graded is shown to those it was sent to." in after
    assert "Ungraded" not in after
    assert in_force(cast.outsider, report) is None


def test_a_grade_goes_with_its_report_and_is_never_changed(cast, grader, report):
    grade = graded(grader, report)
    for sql in ("UPDATE information_grade SET note = 'x'", "DELETE FROM information_grade"):
        with as_user(grader), pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
    narrower = access.audience_of([access.person(grader.post)])
    with as_user(grader), connection.cursor() as cursor:
        cursor.execute("UPDATE information_report SET audience_id = %s WHERE id = %s", [narrower.pk, report.pk])
    assert in_force(grader, report) == grade
    assert in_force(cast.holder, report) is None


def test_conditions_belong_to_handling_c_alone(grader, report):
    page = f"/reports/{report.reference}/grade/"
    response = signed_in(grader).post(page, TYPED | {"handling": "C"})
    assert "Enter an answer to “What are the conditions?”" in words_of(response)
    response = signed_in(grader).post(page, TYPED | {"conditions": "Ask first."})
    assert "“What are the conditions?” has an answer, and you chose" in words_of(response)
    for wrong in (
        {"handling": "C"},
        {"conditions": "Ask first."},
        {"source": "4"},
        {"information": "F"},
        {"note": " "},
    ):
        with pytest.raises(ValueError, match=r".+"):
            graded(grader, report, **wrong)
    assert history(grader, report) == []
    with pytest.raises(IntegrityError), transaction.atomic():
        Grade(report=report, audience_id=report.audience_id, at=report.sent_at, **(TYPED | {"handling": "C"})).save()
    assert graded(grader, report, handling="C", conditions="Ask the school first.").words == "2C, handling C"


def test_it_is_recorded_with_the_write(grader, report):
    graded(grader, report)
    with as_user(person("governance", Role.GOVERNANCE, at=agency("hub"))):
        (said,) = Entry.objects.filter(kind="information.graded").values_list("sentence", flat=True)
    assert said == f"Magda Zielonka graded Report {report.reference} 2C, handling P"


letters = st.tuples(st.sampled_from("123"), st.sampled_from("ABCDE"))


@given(pairs=st.lists(letters, min_size=1, max_size=5))
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_graded_the_last_is_in_force_and_none_is_lost(grader, report, pairs):
    with transaction.atomic():
        seen = None
        for number, (source, information_) in enumerate(pairs):
            seen = graded(grader, report, seen=seen, source=source, information=information_, note=f"Time {number}.").pk
        assert [grade.code for grade in history(grader, report)] == ["".join(one) for one in reversed(pairs)]
        assert in_force(grader, report).pk == seen
        transaction.set_rollback(True)
