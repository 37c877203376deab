"""The triage list and the page of one concern: who sees them, what they show, and at what cost."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from tessera.access import services as access
from tessera.assessments import services as assessing
from tessera.assessments.models import Assessment
from tessera.cases import services as cases
from tessera.concerns import deciding, jobs, services
from tessera.concerns.models import Concern, Search
from tessera.entities.models import Mention
from tessera.entities.services import MentionGiven, answer_match
from tessera.overview import triage_queries, triage_views
from tessera.work.models import Task
from tests.cast import as_user
from tests.entities.telling import told
from tests.reporting import signed_in
from tests.triage import CAR, CHILD, MAN, concern_of, make_desk, marked, reported

LIST = ["overview:triage", "overview:triage_rows"]
PAGE = ["overview:concern", "overview:concern_live"]


@pytest.fixture
def desk(db):
    return make_desk()


@pytest.fixture
def report(desk):
    return reported(desk.teacher, CHILD, MAN, CAR, about_child="Tegan Hollis", childs_words="He looks after me.",
                    how_known="child_told", sharing_risk="His cousin works at the school.")  # fmt: skip


@pytest.fixture
def concern(desk, report):
    with as_user(desk.officer):
        return concern_of(desk, report)


def shown(user, name, *args, **query):
    reply = signed_in(user).get(reverse(name, args=args), query)
    assert reply.status_code == 200, (name, reply.status_code)
    return plain(reply)


def plain(reply):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", reply.content.decode()))


@pytest.mark.parametrize("name", PAGE)
def test_the_page_is_the_desks_and_those_who_were_asked(desk, concern, name):
    assert "Tegan Hollis" in shown(desk.officer, name, concern.pk)
    address = reverse(name, args=[concern.pk])
    for user in (desk.nurse, desk.outsider, desk.teacher):
        assert signed_in(user).get(address).status_code == 404
    with as_user(desk.officer):
        services.ask_partner(concern=concern, agency=desk.nurse.agency, question="What do you know?", by=desk.officer)
    text = shown(desk.nurse, name, concern.pk)
    assert "Tegan Hollis" in text
    assert "Only the triage desk can do this" in text
    assert "Add what your agency knows" in text
    assert signed_in(desk.outsider).get(address).status_code == 404


@pytest.mark.parametrize("name", LIST)
def test_the_list_is_for_the_desk(desk, concern, name):
    assert concern.reference in shown(desk.officer, name)
    assert signed_in(desk.nurse).get(reverse(name)).status_code == 403


def test_every_row_says_who_answers_for_it_and_its_clock(desk, concern):
    text = shown(desk.officer, "overview:triage")
    assert "Not urgent: 1 open concern" in text
    assert "The triage desk" in text
    assert "Due " in text
    with as_user(desk.officer):
        deciding.keep(
            concern=concern, reasons="One sighting.", review_on=timezone.localdate() + timedelta(days=9),
            version=concern.version, by=desk.officer,
        )  # fmt: skip
    text = shown(desk.officer, "overview:triage")
    assert "Dee Marlow" in text
    assert "Looked at again on" in text


def test_the_most_urgent_is_first_and_what_is_overdue_says_so(desk, concern):
    later = reported(desk.teacher, CHILD, immediate_danger=True)
    with as_user(desk.officer):
        urgent = concern_of(desk, later)
        past = timezone.now() - timedelta(minutes=1)
        Task.objects.filter(path=urgent.get_absolute_url()).update(due_at=past, warn_at=past)
    text = shown(desk.officer, "overview:triage")
    assert text.index(urgent.reference) < text.index(concern.reference)
    assert "Overdue" in text
    assert concern.reference not in shown(desk.officer, "overview:triage", band="emergency")
    assert "Due soon" not in text


def test_a_child_who_has_been_missing_is_on_the_liaison_officers_list(desk, report, concern):
    """REQ triage-support-teams: within one refresh, without being asked."""
    other = reported(desk.teacher, CAR)
    with as_user(desk.officer):
        child = Mention.objects.get(report=report, part="child")
        elsewhere = concern_of(desk, other)
    assert concern.reference not in shown(desk.officer, "overview:triage", only_missing="on")
    marked(desk, child.entity_id, "missing")
    text = shown(desk.officer, "overview:triage", only_missing="on")
    assert concern.reference in text
    assert elsewhere.reference not in text


def test_nonsense_in_the_filter_lists_everything(desk, concern):
    for query in ({"band": "?"}, {"page": "x"}, {"page": "-9"}, {"band": "\x00"}):
        assert concern.reference in shown(desk.officer, "overview:triage", **query)


def test_the_page_tells_of_the_report_as_it_was_given(desk, concern):
    text = shown(desk.officer, "overview:concern", concern.pk)
    for words in (
        "He looks after me.", "Ungraded. Suggested for the information", "Written down", "Gap", "His cousin works at the school.",
        "Risk to the source", "Nobody is named who protects the child", "Not answered yet",
    ):  # fmt: skip
        assert words in text, words


def test_markers_show_with_their_officer_and_wait_for_no_answer(desk, report, concern):
    """REQ triage-hate-crime-link: on whoever it is, and on whoever it may be."""
    held = told(desk.officer, report.audience, CHILD)[0]
    marked(desk, held.entity_id, "hate_crime", desk.detective)
    text = shown(desk.officer, "overview:concern", concern.pk)
    assert "If this is Tegan Hollis: Repeat or hate-crime victim" in text
    assert "Officer: Kit Lowe" in text
    with as_user(desk.officer):
        child = Mention.objects.get(report=report, part="child")
    marked(desk, child.entity_id, "age_disputed")
    assert "Age in dispute: treated as a child" in shown(desk.officer, "overview:concern", concern.pk)


def test_earlier_reports_open_cases_the_level_and_who_else_knows_the_child(desk, report, concern):
    with as_user(desk.officer):
        child = Mention.objects.get(report=report, part="child")
        earlier = told(desk.nurse, report.audience, CHILD)[0]
        answer_match(mention=earlier, entity=child.entity_id, judgement="same", note="", by=desk.officer)
        cases.open_from_concern(
            concern=concern, child_id=child.entity_id, title="Tegan Hollis", key_worker=desk.officer.post,
            reason="Risk.", by=desk.officer,
        )  # fmt: skip
        Assessment.objects.create(
            child_id=child.entity_id, child_name="Tegan Hollis", level="high", decided_at=timezone.now(),
            decided_by=desk.officer.post, status="decided", author=desk.officer.post, audience=report.audience,
        )  # fmt: skip
    text = shown(desk.officer, "overview:concern", concern.pk)
    assert "Who else knows this child : Estuary Health" in text.replace("child:", "child :")
    assert "1 earlier mention of Tegan Hollis" in text
    assert "Open case Case of Tegan Hollis" in text
    assert "High, not yet signed off" in text


def test_the_desk_looking_has_what_it_holds_searched_again(desk, report, concern):
    def logged():
        with as_user(desk.officer):
            return Search.objects.filter(concern=concern).count()

    def waiting():
        return ProcrastinateJob.objects.filter(task_name="concerns.search_what_is_held", status="todo")

    assert logged() == 3  # on arrival, by itself
    shown(desk.officer, "overview:concern", concern.pk)
    assert not waiting().exists()
    told(desk.officer, report.audience, CHILD)
    for _ in range(2):
        shown(desk.officer, "overview:concern_live", concern.pk)
    assert waiting().get().args == {"concern_id": str(concern.pk)}
    jobs.search_what_is_held(**waiting().get().args)
    assert logged() == 4
    assert "1 other held that may be the same" in shown(desk.officer, "overview:concern", concern.pk)


def test_a_partner_who_looks_logs_nothing_of_what_they_hold(desk, report, concern):
    with as_user(desk.officer):
        services.ask_partner(concern=concern, agency=desk.nurse.agency, question="?", by=desk.officer)
        before = Search.objects.filter(concern=concern).count()
    told(desk.nurse, report.audience, CHILD)
    shown(desk.nurse, "overview:concern", concern.pk)
    with as_user(desk.officer):
        assert Search.objects.filter(concern=concern).count() == before
    assert not ProcrastinateJob.objects.filter(task_name="concerns.search_what_is_held").exists()


@pytest.mark.slow
def test_what_a_page_has_no_room_to_compare_is_said(desk):
    """Children first, each thing once before any twice; a pasted list of names does not push the child out."""
    many = [MentionGiven("phone", "other", f"07700 900{number:03}") for number in range(70)]
    report = reported(desk.teacher, *many, MAN, CHILD)
    with as_user(desk.officer):
        concern = concern_of(desk, report)
    page = shown(desk.officer, "overview:concern", concern.pk)
    assert "12 more are named in the reports and not compared here." in page
    assert CHILD.words in page
    assert MAN.words in page
    assert "07700 900057" in page


def test_the_same_words_of_one_thing_are_compared_once(desk, report):
    with as_user(desk.officer):
        child = Mention.objects.readable().get(report=report, part="child")
    said = {"entity_id": child.entity_id, "kind": "person", "part": "child"}
    again = Mention(words=child.words, fields=child.fields, **said)
    other = Mention(words="Teagan", fields={}, **said)
    assert triage_queries.to_compare([child, again, other]) == [child, other]


def test_the_case_and_level_of_a_child_who_was_joined_to_another_stand_with_the_concern(desk, report, concern):
    """Begun under the number that the child had then, and found under the one they have now."""
    with as_user(desk.officer):
        child = Mention.objects.get(report=report, part="child")
        case = cases.open_from_concern(
            concern=concern, child_id=child.entity_id, title="Tegan Hollis", key_worker=desk.officer.post,
            reason="She is being exploited.", by=desk.officer,
        )  # fmt: skip
        made = assessing.start(
            child_id=child.entity_id, child_name="Tegan Hollis", by=desk.officer,
            audience=access.audience_of([access.triage_desk()]),
        )  # fmt: skip
        Assessment.objects.filter(pk=made.pk).update(
            level="high",
            level_reason="Seen.",
            decided_at=timezone.now(),
            decided_by=desk.officer.post,
            status="decided",
        )
    place = reverse("overview:concern", args=[concern.pk])
    before = signed_in(desk.officer).get(place).content.decode()
    with as_user(desk.officer):
        known = told(desk.officer, report.audience, CHILD)[0]
        answer_match(mention=child, entity=known.entity_id, judgement="same", note="", by=desk.officer)
    after = signed_in(desk.officer).get(place).content.decode()
    for words in (case.get_absolute_url(), made.get_absolute_url(), "High"):
        assert words in before, words
        assert words in after, words


@pytest.mark.slow
def test_what_just_came_in_is_seen_however_many_wait(desk, concern, monkeypatch):
    monkeypatch.setattr(triage_views, "ROWS", 3)
    for _ in range(4):
        reported(desk.teacher, CAR)
    newest = reported(desk.teacher, CHILD, about_child="Kay Marsh")
    with as_user(desk.officer):
        last = concern_of(desk, newest)
    for name in LIST:
        text = shown(desk.officer, name)
        assert "Not urgent: 6 open concerns" in text
        listed = text.index("Not urgent: 6")
        assert 0 < text.index("Just came in") < text.index(last.reference) < listed
        assert concern.reference in text[listed:], "the one that is due first"
        assert last.reference not in text[listed:]
        first = shown(desk.officer, name, order="newest")
        assert "Not urgent: 6 open concerns" in first
        assert "Just came in" not in first
        assert first.index("Newest first") < first.index(last.reference)
        assert concern.reference not in first
    assert concern.reference in shown(desk.officer, "overview:triage", order="newest", page=2)
    with as_user(desk.officer):
        Concern.objects.filter(pk=last.pk).update(received_at=timezone.now() - timedelta(hours=25))
    assert last.reference not in shown(desk.officer, "overview:triage").split("Not urgent")[0]


@pytest.mark.parametrize("typed", [str, str.lower, lambda words: words.replace("-", " "), lambda words: f" {words} "])
def test_a_reference_that_a_caller_quotes_leads_to_what_the_reader_may_see(desk, report, concern, typed):
    def found(user, reference):
        return signed_in(user).get(reverse("overview:find"), {"reference": typed(reference)})

    for reference in (report.reference, concern.reference):
        assert found(desk.officer, reference)["Location"] == concern.get_absolute_url()
    assert found(desk.teacher, report.reference)["Location"] == report.get_absolute_url()


def test_a_reference_of_something_hidden_is_answered_like_one_that_never_was(desk, report, concern):
    def answer(user, reference):
        reply = signed_in(user).get(reverse("overview:find"), {"reference": reference})
        assert reply.status_code == 200
        return re.sub(r'(?<=csrfmiddlewaretoken" value=")[^"]+', "", reply.content.decode()).replace(reference, "…")

    never = {prefix: answer(desk.outsider, f"{prefix}-2222-2222") for prefix in ("WX", "CN")}
    assert "Nothing that you may see has that reference" in never["WX"]
    assert answer(desk.outsider, report.reference) == never["WX"]
    assert answer(desk.outsider, concern.reference) == never["CN"]
    assert answer(desk.teacher, concern.reference).count("Nothing that you may see") == 2
    for nonsense in ("\x00", "é" * 300, "x" * 5000, "'\""):
        assert "There is a problem" in shown(desk.officer, "overview:find", reference=nonsense)


def test_from_a_report_to_its_concern_for_those_who_may_see_it(desk, report, concern):
    place = reverse("information:detail", args=[report.reference])
    link = f'href="{concern.get_absolute_url()}"'
    assert link in signed_in(desk.officer).get(place).content.decode()
    told = signed_in(desk.teacher).get(place).content.decode()
    assert link not in told
    assert concern.reference not in told


def test_the_lists_have_the_box_to_find_by_reference(desk, concern):
    for user, name in ((desk.officer, "overview:triage"), (desk.teacher, "information:mine")):
        page = signed_in(user).get(reverse(name)).content.decode()
        assert f'action="{reverse("overview:find")}"' in page
        assert 'name="reference"' in page
