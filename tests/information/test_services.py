"""A report is kept as given: dated, hashed, read by its audience, and its withheld source by one agency's leads."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.utils import IntegrityError, ProgrammingError
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tessera.access.roles import Role
from tessera.information import drafts, policy, queries, receipts, services
from tessera.information.models import Draft, Report, SealedSource
from tessera.lib.when import parse
from tessera.reference.models import Definition
from tests.cast import agency, as_user, person
from tests.reporting import PNG, Staff, make_staff

ANYTHING = st.text(max_size=200)


@pytest.fixture
def staff(db, settings, tmp_path) -> Staff:
    settings.FILES_FOLDER = tmp_path
    return make_staff()


def sent(by, *, desk_only: bool = False, **given) -> Report:
    beside = {name: given.pop(name) for name in ("corrects", "withheld_name", "withheld_by", "files") if name in given}
    with as_user(by):
        return services.send_report(
            given={"narrative": "A silver car waits at the gate.", **given},
            sent_key=uuid4(),
            by=by,
            audience=services.audience_for(by.agency, desk_only=desk_only),
            **beside,
        )


def reads(user, report: Report) -> bool:
    with as_user(user):
        return queries.report_for(user, report.reference) is not None


@pytest.mark.parametrize(
    ("name", "wide", "narrowed"),
    [
        ("teacher", True, True),
        ("lead", True, False),
        ("desk", True, True),
        ("nurse", False, False),
        ("carer", False, False),
    ],
)
def test_who_reads_a_report(staff, name, wide, narrowed):
    """The writer and the desk always; the leads of the writer's agency unless it was narrowed. REQ: intake-single-front-door"""
    user = getattr(staff, name)
    assert reads(user, sent(staff.teacher)) is wide
    assert reads(user, sent(staff.teacher, desk_only=True)) is narrowed


def test_a_report_is_never_edited_by_anybody(staff):
    """REQ: intake-care-home-quick-report"""
    report = sent(staff.carer)
    for user in (staff.carer, staff.desk):
        with as_user(user), pytest.raises(ProgrammingError), transaction.atomic():
            Report.objects.filter(pk=report.pk).update(narrative="Nothing was seen.")
        with as_user(user), pytest.raises(ProgrammingError), transaction.atomic():
            Report.objects.filter(pk=report.pk)._raw_delete("default")


@given(narrative=ANYTHING, about_child=ANYTHING, when_text=ANYTHING)
@settings(max_examples=25, suppress_health_check=list(HealthCheck), deadline=None)
def test_the_hash_is_of_what_is_held_and_changes_with_any_of_it(staff, narrative, about_child, when_text):
    report = sent(staff.teacher, narrative=narrative, about_child=about_child, when_text=when_text)
    with as_user(staff.desk):
        held = queries.report_for(staff.desk, report.reference)
        assert receipts.is_as_sent(held, files=[])
        assert not receipts.is_as_sent(held, files=["another file"])
        held.narrative += "."
        assert not receipts.is_as_sent(held, files=[])


def test_what_the_database_cannot_keep_is_shown_as_such_and_nothing_else_is_lost(staff):
    report = sent(staff.teacher, narrative="one\x00two\ud800three")
    assert report.narrative.startswith("one\ufffdtwo")
    assert report.narrative.endswith("three")


def test_references_are_drawn_at_random_and_have_no_letter_that_is_misread():
    drawn = {services.new_reference() for _ in range(500)}
    assert len(drawn) == 500
    assert not set("".join(drawn).replace("WX-", "")) & set("01ILOAEU")


def test_sent_and_complete_are_different_states(staff):
    """REQ: intake-information-form, soft-dated-timed-sourced"""
    fragment = sent(staff.teacher, narrative="Grey car, towards the harbour")
    now = timezone.now()
    given = {"happened_from": now, "happened_until": now, "how_known": "saw"}
    whole = sent(staff.teacher, where_text="The side gate", **given)
    assert fragment.missing_parts == ["when it happened", "where it happened", "how the writer knows"]
    assert sent(staff.teacher, where_text=" ", **given).missing_parts == ["where it happened"]
    assert not fragment.is_complete
    assert whole.is_complete


@pytest.mark.parametrize(
    ("typed", "has_time"),
    [
        ("14 March 2026", False), ("yesterday", False), ("today", False), ("about 12 March", False),
        ("between 1 and 5 March", False), ("29 March 2026", False),  # an hour short: the clocks went forward
        ("yesterday 16:30", True), ("yesterday evening", True), ("about 4pm yesterday", True), ("14 March 2026 00:00", True),
    ],
)  # fmt: skip
def test_a_day_without_a_time_is_pointed_out(staff, typed, has_time):
    """REQ: soft-dated-timed-sourced"""
    when = parse(typed, now=timezone.now())
    given = {"when_text": typed, "happened_from": when.earliest, "happened_until": when.latest}
    report = sent(staff.teacher, where_text="The side gate", how_known="saw", **given)
    assert report.missing_parts == ([] if has_time else ["at what time of day it happened"])


@pytest.mark.parametrize(
    ("ago", "words"), [({"minutes": 5}, "5 minutes"), ({"hours": 3}, "3 hours"), ({"days": 9}, "9 days")]
)
def test_the_gap_between_happening_and_writing_is_shown(staff, ago, words):
    """REQ: soft-contemporaneous"""
    then = timezone.now() - timedelta(**ago)
    assert words in sent(staff.teacher, happened_from=then, happened_until=then).gap


def test_the_definition_in_force_stays_with_the_report(staff):
    """REQ: intake-shared-definition"""
    first = sent(staff.teacher)
    assert first.definition.code == "england-2017"
    Definition.objects.create(
        code=first.definition.code,
        label="Newer",
        text="New words.",
        valid_from=timezone.localdate(),
        row_origin="local",
    )
    assert sent(staff.teacher).definition.text == "New words."
    with as_user(staff.teacher):
        kept = queries.report_for(staff.teacher, first.reference)
        assert "imbalance of power" in kept.definition.text


def test_a_suggested_grade_is_not_a_grade(staff):
    """A child's account is not known directly to the worker who heard it."""
    assert sent(staff.teacher, how_known="saw").suggested_grade.startswith("A:")
    assert sent(staff.teacher, how_known="child_told").suggested_grade.startswith("C:")
    assert not sent(staff.teacher).suggested_grade


def test_a_withheld_source_needs_the_holding_agencys_reference(staff):
    """REQ: intake-lay-source-protected"""
    with pytest.raises(IntegrityError), transaction.atomic():
        sent(staff.teacher, source="public_withheld", source_reference="")


def test_a_sealed_name_is_encrypted_and_opened_by_the_leads_of_one_agency_only(staff):
    """REQ: intake-lay-source-protected"""
    report = sent(
        staff.teacher,
        source="public_withheld",
        source_reference="SA/12",
        withheld_name="A neighbour, 3 Reed Drive",
        withheld_by=staff.teacher.agency,
    )
    other_lead = person("other.lead", Role.SAFEGUARDING_LEAD, at=agency("far-school"))
    for user in (staff.teacher, staff.desk, staff.nurse, other_lead):
        with as_user(user):
            assert queries.sealed_source_of(user, report) is None, user
            assert not queries.has_sealed_source(user, report)
    with as_user(staff.lead):
        assert queries.sealed_source_of(staff.lead, report) == "A neighbour, 3 Reed Drive"
        assert b"neighbour" not in bytes(SealedSource.objects.get(report=report).sealed)


def test_corrections_point_both_ways(staff):
    first = sent(staff.teacher)
    second = sent(staff.teacher, corrects=first)
    with as_user(staff.desk):
        assert list(queries.corrections_of(staff.desk, first)) == [second]
        assert queries.report_for(staff.desk, second.reference).corrects == first


def test_an_administrator_cannot_report(staff):
    admin = person("admin", Role.ADMINISTRATOR, at=agency("triage-hub"))
    with pytest.raises(PermissionDenied, match="Ask a colleague"):
        sent(admin)


@pytest.mark.parametrize(
    ("name", "reports", "logs", "sees"),
    [("teacher", True, False, False), ("carer", True, False, True), ("desk", True, True, False)],
)
def test_policy(staff, name, reports, logs, sees):
    user = getattr(staff, name)
    assert bool(policy.may_report(user)) is reports
    assert bool(policy.may_log_spoken(user)) is logs
    assert bool(policy.may_report_sighting(user)) is sees


def test_nobody_without_a_post_reports(staff):
    staff.teacher.post.ends_on = timezone.localdate()
    staff.teacher.post.save()
    staff.teacher.__dict__.pop("post")
    assert "not in a post" in policy.may_report(staff.teacher).reason


def draft_of(by, **typed) -> Draft:
    with as_user(by):
        return drafts.save_draft(key=uuid4(), typed={"narrative": "Half a", **typed}, by=by)


def test_a_draft_is_its_writers_alone(staff):
    draft = draft_of(staff.teacher)
    with as_user(staff.teacher):
        assert queries.draft_for(staff.teacher, draft.pk).opening == "Half a"
    for user in (staff.lead, staff.desk, staff.nurse):
        with as_user(user):
            assert queries.draft_for(user, draft.pk) is None
            assert not Draft.objects.exists()
            with pytest.raises(drafts.KeyTaken):
                drafts.save_draft(key=draft.pk, typed={}, by=user)


def test_a_draft_takes_any_words_and_keeps_a_withheld_name_encrypted(staff):
    draft = draft_of(staff.teacher, where_text="\x00\ud800", behind_signs=["a", "\x00"])
    with as_user(staff.teacher):
        drafts.save_draft(key=draft.pk, typed={"narrative": "Whole"}, sealed_name="A neighbour", by=staff.teacher)
        held = queries.draft_for(staff.teacher, draft.pk)
        assert held.typed == {"narrative": "Whole"}
        assert drafts.sealed_name_of(held) == "A neighbour"
        assert b"neighbour" not in bytes(held.sealed)
        assert "neighbour" not in str(held.typed)


def test_a_page_that_saves_itself_late_brings_no_draft_back(staff):
    report = sent(staff.teacher)
    with as_user(staff.teacher):
        assert drafts.save_draft(key=report.sent_key, typed={"narrative": "late"}, by=staff.teacher) is None
        assert not queries.drafts_for(staff.teacher).exists()


def test_files_of_a_draft_go_with_it_or_stay_with_its_report(staff, tmp_path, django_capture_on_commit_callbacks):
    draft = draft_of(staff.teacher)
    with as_user(staff.teacher), django_capture_on_commit_callbacks(execute=True):
        for name in ("a.png", "b.png", "a.png"):
            drafts.keep_file(draft=draft, content=PNG, name=name, by=staff.teacher)
        assert [file.name for file in drafts.files_of(draft=draft, by=staff.teacher)] == ["a.png", "b.png"]
        drafts.throw_away_draft(draft=draft, by=staff.teacher)
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_another_persons_files_cannot_be_sent_along(staff):
    mine, theirs = draft_of(staff.teacher), draft_of(staff.nurse)
    with as_user(staff.nurse):
        file = drafts.keep_file(draft=theirs, content=PNG, name="theirs.png", by=staff.nurse)
    mine.files = [file.pk]
    with as_user(staff.teacher):
        assert drafts.files_of(draft=mine, by=staff.teacher) == []


def test_one_file_too_many_is_refused_with_a_sentence(staff):
    draft = draft_of(staff.teacher)
    with as_user(staff.teacher):
        for number in range(drafts.MOST_FILES):
            drafts.keep_file(draft=draft, content=PNG, name=f"{number}.png", by=staff.teacher)
        with pytest.raises(drafts.Refused, match="20 files"):
            drafts.keep_file(draft=draft, content=PNG, name="more.png", by=staff.teacher)
