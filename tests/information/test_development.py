"""Promoted by name once it is cleansed and checked, marked for the police, methods coded; the report stays as given."""

import html
import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, ProgrammingError, transaction
from django.http import Http404
from django.utils import timezone

from tessera.access import services as access
from tessera.access.roles import Role
from tessera.information import developed, developing, policy, receipts
from tessera.information import services as information
from tessera.information.grading import grade_report
from tessera.information.models import Grade, MethodCoded, PoliceItem, Promotion, Report
from tessera.reference.models import Method
from tests.cast import agency, as_user, person
from tests.house.test_cast_on_every_url import TOKEN
from tests.reporting import signed_in

CLEANSED = {
    "duplicates": "None: looked at ten.", "hearsay": "She saw the car; the name was told.", "identities": "No source is named.",
    "checked": "Police records, 3 March.", "result": "The plate is on record.",
}  # fmt: skip
WHOLE = {"where_text": "The quay", "how_known": "saw", "when_text": "14 March"}


@pytest.fixture
def grader(db):
    return person("grader", Role.ANALYST, Role.GRADER, at=agency("county-police", "police"), name="Magda Zielonka")


@pytest.fixture
def other(db):
    return person("other", Role.GRADER, at=agency("county-police", "police"), name="Ivo Lusk")


def sent(by, *readers, **more):
    audience = access.audience_of([access.person(user.post) for user in readers])
    at = timezone.now() - timedelta(days=2)
    when = {"happened_from": at, "happened_until": at} if more else {}
    with as_user(by):
        given = {"narrative": "A man waits at the gate.", "how_known": "child_told", **more, **when}
        return information.send_report(given=given, audience=audience, sent_key=uuid4(), by=by)


@pytest.fixture
def report(cast, grader, other):
    return sent(cast.holder, cast.holder, grader, other)


def graded(by, report, information="C", seen=None):
    with as_user(by):
        return grade_report(
            report=report,
            source="2",
            information=information,
            handling="P",
            conditions="",
            note="Read.",
            seen=seen,
            by=by,
        )


def promoted(by, report, seen=None, **more):
    with as_user(by):
        return developing.promote(report=report, seen=seen, by=by, **(CLEANSED | more))


def taken_back(by, report, seen, because="It was another car."):
    with as_user(by):
        return developing.take_back_promotion(report=report, because=because, seen=seen, by=by)


def step_of(user, report):
    with as_user(user):
        return developed.development_of(user, report).step


def words_of(response):
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


def test_promoted_step_by_step_it_says_who_cleansed_it_what_was_checked_and_the_result(cast, grader, other):
    """REQ: soft-cleanse-and-check, soft-separate-store, soft-original-kept"""
    report = sent(cast.holder, cast.holder, grader, other, **WHOLE)
    graded(grader, report)
    page = f"/reports/{report.reference}/"
    assert "Status Soft information Nobody has promoted it" in words_of(signed_in(cast.holder).get(page))
    client = signed_in(grader)
    assert "used as graded intelligence from now on" in words_of(client.get(f"{page}promote/"))
    answer = client.post(f"{page}promote/", CLEANSED | {"seen": ""}, follow=True)
    assert answer.redirect_chain == [(page, 302)]
    shown = words_of(signed_in(cast.holder).get(page))
    for words in ("Status Graded intelligence", "Magda Zielonka", *CLEANSED.values(), "Graded 2C, handling P then."):
        assert words in shown
    with as_user(grader):
        (first,) = Promotion.objects.readable()
    promoted(other, report, seen=first.pk, result="The court can use it.")
    assert step_of(grader, report) == "evidence"
    with as_user(grader):
        kept = Report.objects.readable().get(pk=report.pk)
        assert kept.sha256 == report.sha256
        assert receipts.is_as_sent(kept, files=[])
    with as_user(grader):
        last = developed.development_of(grader, report).last
    with pytest.raises(PermissionDenied, match="evidence already"):
        promoted(grader, report, seen=last.pk, result="Again.")


def test_ungraded_doubted_or_incomplete_it_is_refused_with_a_sentence(cast, grader, other, report):
    """REQ: soft-cleanse-and-check, soft-dated-timed-sourced"""
    with pytest.raises(PermissionDenied, match=r"ungraded\. Grade it first"):
        promoted(grader, report)
    response = signed_in(grader).get(f"/reports/{report.reference}/promote/")
    assert response.status_code == 403
    assert "This report is ungraded. Grade it first." in words_of(response)
    doubted = graded(other, report, information="E")
    with pytest.raises(PermissionDenied, match="suspected to be false"):
        promoted(grader, report)
    graded(other, report, information="B", seen=doubted.pk)
    first = promoted(grader, report)
    with pytest.raises(PermissionDenied, match="cannot be used as evidence yet: it does not say when it happened"):
        promoted(grader, report, seen=first.pk, result="More.")
    assert "Promote to evidence: It cannot be used as evidence yet" in words_of(
        signed_in(grader).get(f"/reports/{report.reference}/")
    )


STEPS = list(Promotion.Step)


@pytest.mark.parametrize("now", STEPS)
@pytest.mark.parametrize("letter", [None, *Grade.Information.values])
@pytest.mark.parametrize("is_own", [True, False])
@pytest.mark.parametrize("is_whole", [True, False])
def test_who_may_promote_what(grader, cast, now, letter, is_own, is_whole):
    at = timezone.now() - timedelta(hours=1)
    whole = {"where_text": "Quay", "how_known": "saw", "happened_from": at, "happened_until": at} if is_whole else {}
    report = Report(author=grader.post if is_own else cast.holder.post, started_at=timezone.now(), **whole)
    grade = Grade(information=letter) if letter else None
    expected = not is_own and now != "evidence" and letter not in (None, "E") and (now == "soft" or is_whole)
    assert bool(policy.may_promote(grader, report, now=now, grade=grade)) is expected
    assert not policy.may_promote(cast.holder, report, now=now, grade=grade)
    assert bool(policy.may_take_back(grader, report, now=now)) is (not is_own and now != "soft")


def test_taken_back_it_is_soft_again_and_all_of_it_stays_on_record(cast, grader, other, report):
    graded(grader, report)
    first = promoted(grader, report)
    page = f"/reports/{report.reference}/"
    client = signed_in(other)
    assert client.get(f"{page}take-back/").status_code == 200
    client.post(f"{page}take-back/", {"because": "It was another car.", "seen": str(first.pk)})
    assert step_of(grader, report) == "soft"
    shown = words_of(signed_in(cast.holder).get(page))
    assert "Status Soft information" in shown
    assert "It was another car." in shown
    assert "Before that, which stays on record Graded intelligence" in shown
    with as_user(grader):
        last = developed.development_of(grader, report).last
    with pytest.raises(PermissionDenied, match="nothing to take back"):
        taken_back(grader, report, last.pk, because="Twice.")


def test_the_same_press_twice_is_one_and_a_second_person_sees_the_first(grader, other, report):
    graded(grader, report)
    first = promoted(grader, report)
    assert promoted(grader, report) == first
    with pytest.raises(developing.Stale):
        promoted(other, report)
    late = signed_in(other).post(f"/reports/{report.reference}/promote/", CLEANSED | {"seen": "", "result": "Mine."})
    assert "Somebody else promoted this report" in words_of(late)
    assert "Mine." in late.content.decode()


def test_nobody_but_a_trained_grader_and_nobody_their_own(cast, grader, report):
    graded(grader, report)
    with pytest.raises(PermissionDenied, match="Only a trained intelligence grader"):
        promoted(cast.holder, report)
    own = sent(grader, grader, cast.holder)
    with pytest.raises(PermissionDenied, match="You wrote this report"):
        promoted(grader, own)
    with pytest.raises(Http404):
        promoted(grader, sent(cast.holder, cast.holder))


def test_a_writer_who_is_not_among_the_readers_learns_nothing_of_it(cast, grader, other):
    """REQ: soft-cleanse-and-check. Nor that it was not."""
    report = sent(cast.holder, grader, other)
    page = f"/reports/{report.reference}/"
    before = TOKEN.sub(b"", signed_in(cast.holder).get(page).content)
    graded(grader, report)
    promoted(grader, report)
    with as_user(grader):
        developing.mark_for_police(report=report, is_marked=True, because="He drives her.", by=grader)
        developing.code_methods(report=report, methods=Method.objects.all()[:1], note="", by=grader)
    after = signed_in(cast.holder).get(page)
    assert TOKEN.sub(b"", after.content) == before
    assert "shown to those it was sent to" in words_of(after)
    assert "Soft information" not in words_of(after)


def test_items_for_police_stand_on_one_list_with_grade_and_status(cast, grader, other):
    """REQ: soft-se-category, soft-grade"""
    reports = [sent(cast.holder, cast.holder, grader, other) for _ in range(3)]
    hidden = sent(cast.holder, cast.holder, other)
    for one in (*reports[:2], hidden):
        with as_user(other):
            developing.mark_for_police(report=one, is_marked=True, because="He drives her.", by=other)
    graded(grader, reports[0])
    promoted(grader, reports[0])
    client = signed_in(grader)
    home = client.get("/").content.decode()
    assert 'href="/for-police/"' in home
    shown = words_of(client.get("/for-police/"))
    assert [one.reference in shown for one in (*reports, hidden)] == [True, True, False, False]
    assert "2C Graded intelligence" in shown
    assert "Ungraded Soft information" in shown
    for asked, index in (("step=intelligence", 0), ("step=soft", 1), ("grade=C", 0), ("grade=ungraded", 1)):
        shown = words_of(client.get(f"/for-police/?{asked}"))
        assert [one.reference in shown for one in reports[:2]] == [index == 0, index == 1], asked
    page = f"/reports/{reports[1].reference}/police/"
    client.post(page, {"is_marked": "no", "because": "Another matter."})
    assert reports[1].reference not in words_of(client.get("/for-police/"))
    wrong = words_of(client.post(f"/reports/{reports[2].reference}/police/", {"is_marked": "no", "because": "No."}))
    assert "nothing to take off" in wrong
    assert signed_in(cast.holder).get(page).status_code == 403


def test_methods_are_coded_by_name_and_taken_back_with_a_reason(cast, grader, report):
    """REQ: soft-mo-trends: coded from now, so that trends can be seen."""
    page = f"/reports/{report.reference}/"
    client = signed_in(grader)
    empty = words_of(client.post(f"{page}methods/", {"note": "Kept."}))
    assert "Select at least one method that the report shows." in empty
    assert "Kept." in empty
    client.post(
        f"{page}methods/", {"approach": ["approach-near"], "movement": ["movement-collected"], "note": "At the gate."}
    )
    client.post(f"{page}methods/", {"approach": ["approach-near"], "note": ""})  # stands already
    shown = words_of(signed_in(cast.holder).get(page))
    assert shown.count("How they approach: Waiting near home, school or placement") == 1
    assert "How they move children: Collected by car from home, school or placement: At the gate." in shown
    with as_user(grader):
        coded = MethodCoded.objects.readable().get(method__code="approach-near")
    client.post(f"/methods/{coded.pk}/withdraw/", {"because": "It was the other road."})
    shown = words_of(signed_in(cast.holder).get(page))
    assert "taken back by Magda Zielonka" in shown
    assert "It was the other road." in shown
    again = words_of(client.post(f"/methods/{coded.pk}/withdraw/", {"because": "Mine."}))
    assert "Somebody took this method back" in again
    assert signed_in(cast.holder).get(f"{page}methods/").status_code == 403


def test_the_list_has_every_aspect_and_says_where_each_is_from(db):
    methods = Method.objects.all()
    assert {one.aspect for one in methods} == set(Method.Aspect.values)
    assert all(one.source and one.confidence and one.status for one in methods)


def test_nothing_of_it_can_be_changed_or_deleted(grader, report):
    """REQ: soft-original-kept"""
    graded(grader, report)
    promoted(grader, report)
    with as_user(grader):
        developing.mark_for_police(report=report, is_marked=True, because="He drives her.", by=grader)
        for model, field in ((Promotion, "result"), (PoliceItem, "because")):
            with pytest.raises(ProgrammingError), transaction.atomic():
                model.objects.update(**{field: "Changed."})
            with pytest.raises(ProgrammingError), transaction.atomic():
                model.objects.all().delete()


def test_the_database_wants_what_was_cleansed(grader, report):
    grade = graded(grader, report)
    with as_user(grader), pytest.raises(IntegrityError), transaction.atomic():
        Promotion(
            report=report, audience_id=report.audience_id, author=grader.post, step="intelligence", grade=grade, result="x",
            at=timezone.now(),
        ).save(force_insert=True)  # fmt: skip
