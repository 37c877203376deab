"""The verbs of triage: what each changes, who may, and what two presses come to."""

from datetime import date, timedelta
from unittest.mock import patch
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from tessera.access import services as access
from tessera.access.roles import Role
from tessera.assessments import queries as assessed
from tessera.assessments.models import Assessment
from tessera.audit.models import Entry
from tessera.concerns import deciding, measures, naming, policy, queries, searching, services
from tessera.concerns.models import PRESENT, Band, Concern, Contribution, Decision, Search, absent
from tessera.concerns.reporting import report_concern
from tessera.entities.models import Mention
from tessera.entities.services import MentionGiven, answer_match
from tessera.information.models import Report
from tessera.lib.calendar import due_at as last_moment
from tessera.reference.models import Attempt, Barrier, ClockRule, Unheard
from tessera.reference.queries import offered
from tessera.reference.settings import bank_holidays
from tessera.work.models import Message, Task
from tessera.work.services import due_under
from tests.cast import agency, as_user, person
from tests.entities.telling import told
from tests.reporting import signed_in
from tests.triage import CAR, CHILD, MAN, concern_of, make_desk, marked, reported

What = Decision.What


@pytest.fixture
def desk(db):
    return make_desk()


@pytest.fixture
def report(desk):
    return reported(desk.teacher, CHILD, MAN, about_child="Tegan Hollis")


@pytest.fixture
def acting(desk, report):
    """The triage officer at work on the concern."""
    with as_user(desk.officer):
        yield concern_of(desk, report)


def picked(use):
    """One thing that was tried and one that got in the way, from their lists."""
    rows = {"tried": Attempt, "barriers": Barrier}
    return {name: {row.code: row.label for row in offered(catalogue, use)[:1]} for name, catalogue in rows.items()}


def open_clocks(concern):
    tasks = Task.objects.readable().filter(path=concern.get_absolute_url(), done_at__isnull=True)
    return sorted(tasks.values_list("rule", flat=True))


def saved(concern):
    return Concern.objects.get(pk=concern.pk)


def test_a_new_concern_is_the_desks_with_its_clock_running(acting):
    assert acting.status == Concern.Status.NEW
    assert acting.owner is None
    assert open_clocks(acting) == ["triage-not_urgent"]


def test_another_band_has_its_own_clock_and_the_earlier_one_stays(desk, acting):
    """REQ: triage-urgency-levels"""
    services.change_band(
        concern=acting, band=Band.URGENT, reason="He has her number.", version=acting.version, by=desk.officer
    )
    services.change_band(
        concern=acting, band=Band.EMERGENCY, reason="She is with him.", version=acting.version + 1, by=desk.officer
    )
    assert saved(acting).band == Band.EMERGENCY
    assert open_clocks(acting) == ["triage-emergency"]
    kept = [(line.words, line.text) for line in queries.lines_of(desk.officer, acting) if line.kind == "band"]
    assert kept == [("urgent", "He has her number."), ("emergency", "She is with him.")]
    started = Task.objects.filter(path=acting.get_absolute_url()).values_list("started_at", flat=True)
    assert set(started) == {acting.received_at}


def test_two_who_change_the_band_at_once_are_both_heard(desk, acting):
    services.change_band(concern=acting, band=Band.URGENT, reason="One.", version=acting.version, by=desk.officer)
    with pytest.raises(services.Stale) as stale:
        services.change_band(
            concern=acting, band=Band.EMERGENCY, reason="Two.", version=acting.version, by=desk.officer
        )
    assert stale.value.concern.band == Band.URGENT
    # The first press again is the same press.
    services.change_band(concern=acting, band=Band.URGENT, reason="One.", version=acting.version, by=desk.officer)
    assert acting.bandchanges.count() == 1


def test_an_owner_can_read_it_and_is_told(desk, acting):
    with pytest.raises(PermissionDenied, match="cannot read this concern"):
        services.allocate(concern=acting, owner=desk.nurse.post, version=acting.version, by=desk.officer)
    services.allocate(concern=acting, owner=desk.second.post, version=acting.version, by=desk.officer)
    assert saved(acting).owner == desk.second.post
    with as_user(desk.second):
        assert Message.objects.readable().filter(path=acting.get_absolute_url()).count() == 1


def test_a_partner_that_was_asked_reads_it_and_what_it_adds_answers(desk, report, acting):
    """REQ: triage-mash"""
    services.ask_partner(concern=acting, agency=desk.nurse.agency, question="What do you know?", by=desk.officer)
    with as_user(desk.nurse):
        mine = queries.concerns_for(desk.nurse).get()
        assert queries.reports_of(desk.nurse, mine).get() == report
        assert Mention.objects.readable().filter(report=report).count() == 2
        services.contribute(concern=mine, text="Seen twice at the clinic.", by=desk.nurse)
        asked = Task.objects.readable().get(path__endswith="/contribute/")
        assert asked.done_by == desk.nurse.post
    lines = {line.kind: line for line in queries.lines_of(desk.officer, acting)}
    assert lines["contribution"].more == {"whom": "Estuary Health"}
    with as_user(desk.outsider):
        assert not queries.concerns_for(desk.outsider).exists()
        assert not Contribution.objects.exists()


@pytest.mark.parametrize("band", Band)
def test_a_partner_is_asked_with_a_clock_as_long_as_the_desks_own(desk, acting, band):
    """REQ: triage-mash"""
    if band != acting.band:
        services.change_band(concern=acting, band=band, reason="?", version=acting.version, by=desk.officer)
    services.ask_partner(concern=saved(acting), agency=desk.nurse.agency, question="What?", by=desk.officer)
    with as_user(desk.nurse):
        asked = Task.objects.readable().get(path__endswith="/contribute/")
        assert asked.rule == f"partner-{band}"
        assert asked.warn_at < asked.due_at
        rule = ClockRule.objects.get(code=asked.rule)
        desks = ClockRule.objects.get(code=services.clock_code(band))
        assert (rule.length, rule.unit) == (desks.length, desks.unit)
        assert rule.confidence == "low"
    other = Band.URGENT if band != Band.URGENT else Band.NOT_URGENT
    services.change_band(concern=acting, band=other, reason="?", version=saved(acting).version, by=desk.officer)
    with as_user(desk.nurse):
        mine = queries.concerns_for(desk.nurse).get()
        services.contribute(concern=mine, text="Nothing is known.", by=desk.nurse)
        assert Task.objects.readable().get(pk=asked.pk).done_at, "whatever the band is by then"


@pytest.mark.parametrize("verb", ["ask_partner", "contribute", "log_search"])
def test_a_page_sent_twice_adds_one_line(desk, acting, verb):
    key = uuid4()
    given = {
        "ask_partner": {"agency": desk.nurse.agency, "question": "What do you know?"},
        "contribute": {"text": "Seen twice."},
        "log_search": {"system": "Police records", "terms": "Tegan", "found": "Nothing."},
    }[verb]
    first, again = (getattr(services, verb)(concern=acting, key=key, by=desk.officer, **given) for _ in range(2))
    assert first == again
    assert type(first).objects.filter(concern=acting, author=desk.officer.post).count() == 1
    if verb == "ask_partner":
        assert Task.objects.filter(path__endswith="/contribute/").count() <= 1


def decide(what, concern, by, **more):
    """Any decision with all it needs."""
    given = {"concern": concern, "reasons": "What was seen.", "version": concern.version, "by": by}
    needs = {
        What.STRATEGY: (deciding.hold_strategy_discussion, {
            "attendance": {"police": PRESENT, "social_care": PRESENT, "health": absent("Nobody was on call.")},
            "agreed": "See her today."}),
        What.KEEP: (deciding.keep, {"review_on": timezone.localdate() + timedelta(days=30)}),
        What.PASS_ON: (deciding.pass_on, {"agency": None, "area": "Northmarch", "taker": "Their duty officer", "address": "duty@northmarch.gov.uk"}),
        What.ANSWER_REQUEST: (deciding.answer_request, {"answer": "We hold nothing more."}),
        What.NOT_EXPLOITATION: (deciding.signpost, {"to": "The school nurse"}),
        What.NOT_ENOUGH: (deciding.find_not_enough, {"disruption_considered": "Licensing were told."}),
    }  # fmt: skip
    do, extra = needs[what]
    return do(**given, **extra, **more)


@pytest.mark.parametrize(
    "what", [What.STRATEGY, What.KEEP, What.PASS_ON, What.ANSWER_REQUEST, What.NOT_EXPLOITATION, What.NOT_ENOUGH]
)
def test_a_decision_stops_the_clock_and_somebody_answers_for_it(desk, acting, what):
    """REQ: triage-initial-decision"""
    decision = decide(what, acting, desk.officer)
    now = saved(acting)
    kept = acting.decisions.get()
    assert (kept.what, kept.reasons, kept.author) == (what, "What was seen.", desk.officer.post)
    assert timezone.localdate(kept.at) == timezone.localdate()
    assert now.owner == desk.officer.post
    assert not [rule for rule in open_clocks(acting) if rule.startswith("triage-")]
    again = decide(what, acting, desk.officer)
    assert again == decision
    assert again.was_made_already
    assert acting.decisions.count() == 1
    assert saved(acting).version == now.version


def test_the_same_words_with_another_detail_are_not_the_same_press(desk, acting):
    decide(What.KEEP, acting, desk.officer)
    with pytest.raises(services.Stale):
        deciding.keep(
            concern=acting, reasons="What was seen.", review_on=timezone.localdate() + timedelta(days=31),
            version=acting.version, by=desk.officer,
        )  # fmt: skip


def test_a_decision_by_somebody_else_meanwhile_is_shown_first(desk, acting):
    decide(What.KEEP, acting, desk.officer)
    with as_user(desk.second), pytest.raises(services.Stale):
        decide(What.KEEP, acting, desk.second)


def test_a_strategy_discussion_says_who_was_absent_and_why(desk, acting):
    """REQ: triage-strategy-discussion"""
    decision = decide(What.STRATEGY, acting, desk.officer)
    assert [label for label, words in decision.said if words == "Took part"] == ["Police", "Children's social care"]
    assert ("Health", "Did not take part: Nobody was on call.") in decision.said
    assert Task.objects.readable().filter(title__contains="Bring in Health", done_at__isnull=True).count() == 1


def test_a_reason_for_absence_that_reads_present_is_still_an_absence(desk, acting):
    """REQ: triage-strategy-discussion"""
    page = {
        "version": acting.version, "reasons": "She was hurt.", "agreed": "See her today.", "police": "present",
        "social_care": "present", "health": "absent", "health_because": "present",
    }  # fmt: skip
    reply = signed_in(desk.officer).post(f"{acting.get_absolute_url()}decide/strategy/", page)
    assert reply.status_code == 302
    assert ("Health", "Did not take part: present") in acting.decisions.get().said
    assert Task.objects.readable().filter(title__contains="Bring in Health", done_at__isnull=True).exists()


def test_a_strategy_discussion_kept_the_old_way_still_says_who_was_absent():
    kept = Decision(what=What.STRATEGY, detail={"attendance": {"police": "present", "health": "Nobody on call."}})
    assert kept.said == [("Police", "Took part"), ("Health", "Did not take part: Nobody on call.")]


def test_kept_information_has_a_review_date_and_a_later_decision_ends_it(desk, acting):
    """REQ: triage-allocate-or-develop"""
    decide(What.KEEP, acting, desk.officer)
    now = saved(acting)
    assert now.status == Concern.Status.DEVELOPING
    assert now.review_on == timezone.localdate() + timedelta(days=30)
    assert open_clocks(acting) == ["keep-review"]
    decide(What.NOT_EXPLOITATION, now, desk.officer)
    assert saved(acting).review_on is None
    assert open_clocks(acting) == []


def test_the_assessor_is_given_the_date_of_birth_that_the_reports_say(desk):
    """REQ: assess-age-rules. An age that is known to be under 13 must not be left out on the way."""
    born = MentionGiven(
        "person", "child", "Noa Eleven (born 3/4/2016)", fields={"first_name": "Noa", "born_on": "2016-04-03"}
    )
    with as_user(desk.teacher):
        said = report_concern(typed={"narrative": "Noa was sad."}, mentions=[born], by=desk.teacher)
    with as_user(desk.officer):
        concern = concern_of(desk, said)
        child = Mention.objects.get(report=said, part="child")
        _, assessment = deciding.have_assessed(
            concern=concern, reasons="The gifts.", child_id=child.entity_id, child_name=child.words,
            assessor=desk.assessor.post, version=concern.version, by=desk.officer,
        )  # fmt: skip
    assert assessment.born_on == date(2016, 4, 3)


def test_an_assessor_and_their_supervisors_read_what_they_assess_on(desk, report, acting):
    child = Mention.objects.get(report=report, part="child")
    given = {
        "concern": acting, "reasons": "The gifts.", "child_id": child.entity_id, "child_name": child.words,
        "assessor": desk.assessor.post, "version": acting.version, "by": desk.officer,
    }  # fmt: skip
    first, assessment = deciding.have_assessed(**given)
    again, same = deciding.have_assessed(**given)
    assert (again, same) == (first, assessment)
    with as_user(desk.assessor):
        assert Report.objects.readable().filter(pk=report.pk).exists()
        assert Assessment.objects.readable().get() == assessment
        assert Task.objects.readable().filter(title="Assess this child", owner=desk.assessor.post).count() == 1
        assert assessed.assessments_in_hand(desk.assessor).get() == assessment, "allocated is in hand"
    shown = signed_in(desk.assessor).get("/work/").content.decode()
    assert f"Given by {desk.officer.name}, {desk.officer.agency}" in shown
    assert first.reasons in shown
    shown = " ".join(signed_in(desk.assessor).get(assessment.get_absolute_url()).content.decode().split())
    assert "Started by" in shown
    assert ">Assessor<" not in shown
    listed = signed_in(desk.assessor).get("/assessments/").content.decode()
    assert listed.index("begun by you, or given to you") < listed.index(assessment.get_absolute_url())


def test_early_help_takes_the_assessment_along(desk, report, acting):
    """REQ: triage-early-help-route"""
    child = Mention.objects.get(report=report, part="child")
    assert not policy.may_decide(desk.officer, acting, What.EARLY_HELP, queries.named_in(desk.officer, acting))
    assessment = Assessment.objects.create(
        child_id=child.entity_id, child_name=child.words, level="standard", decided_at=timezone.now(),
        decided_by=desk.officer.post, status="decided", author=desk.officer.post,
        audience=access.audience_of([access.triage_desk()]),
    )  # fmt: skip
    assert policy.may_decide(desk.officer, acting, What.EARLY_HELP, queries.named_in(desk.officer, acting))
    deciding.refer_to_early_help(
        concern=acting, reasons="Below the threshold.", agency=desk.nurse.agency, assessment=assessment,
        version=acting.version, by=desk.officer,
    )  # fmt: skip
    with as_user(desk.nurse):
        assert Assessment.objects.readable().get() == assessment
        offering = Task.objects.readable().get(title="Offer early help")
    due = due_under("taken-on-not_urgent", start=offering.started_at)
    assert ((offering.warn_at, offering.due_at), offering.due_at is None) == (due, False)


@pytest.mark.parametrize("band", Band)
def test_whoever_a_concern_is_passed_to_has_the_time_of_its_band_and_the_desk_sees_it(desk, acting, band):
    if band != acting.band:
        services.change_band(concern=acting, band=band, reason="?", version=acting.version, by=desk.officer)
    given = {"reasons": "It is theirs.", "agency": desk.nurse.agency, "by": desk.officer}
    deciding.pass_on(concern=saved(acting), version=saved(acting).version, **given)
    with as_user(desk.nurse):
        task = Task.objects.readable().get(title="Take on a concern passed to you")
    asked = ClockRule.objects.get(code=services.clock_code(band))
    assert task.due_at == last_moment(task.started_at, asked.length, asked.unit, holidays=bank_holidays())
    assert clock_of(desk, acting) == task
    assert [one for one in measured(desk) if one[2]] == [], "it is not the desk’s own time"


def test_every_clock_of_a_concern_runs_by_its_band(desk, acting):
    """Whoever was asked, has it now, or is to agree: no clock of an emergency runs by the time of something else."""
    asked = {"question": "Known to you?", "by": desk.officer}
    services.ask_partner(concern=acting, agency=desk.nurse.agency, **asked)
    given = {"reasons": "It is theirs.", "agency": desk.nurse.agency, "by": desk.officer}
    deciding.pass_on(concern=saved(acting), version=saved(acting).version, **given)
    rules = {"Say what your agency knows": "partner-", "Take on a concern passed to you": "taken-on-"}
    before = {task.title: task for task in Task.objects.readable().filter(title__in=rules, done_at__isnull=True)}
    assert {title: before[title].rule for title in rules} == {t: f"{rule}not_urgent" for t, rule in rules.items()}

    at = {"concern": saved(acting), "version": saved(acting).version}
    services.change_band(band=Band.EMERGENCY, reason="She is missing.", by=desk.officer, **at)
    for title, rule in rules.items():
        task = Task.objects.readable().get(pk=before[title].pk)
        assert (task.rule, task.started_at) == (f"{rule}emergency", before[title].started_at)
        assert (task.warn_at, task.due_at) == due_under(task.rule, start=task.started_at)
        assert task.due_at < before[title].due_at


def test_a_line_in_which_no_name_was_read_is_not_logged_as_compared(desk):
    """Its held names are offered to the desk, as those in the narrative are."""
    reported(desk.teacher, CHILD, about_child="Tegan Hollis")
    given = MentionGiven(kind="person", part="child", words="mate of hers from Year 9: tall, walks with Tegan Hollis")
    written = reported(desk.teacher, given, about_child=given.words)
    with as_user(desk.officer) as officer:
        concern = concern_of(desk, written)
        searching.search_what_is_held(concern_id=concern.pk, by=officer)
        logged = Search.objects.readable().get(concern=concern, terms=given.words)
        assert logged.found == searching.NO_NAME
        reports = queries.reports_of(officer, concern)
        unnamed = naming.unnamed_in(officer, reports, queries.mentions_in(officer, reports))
        assert [one.suggestion.words for one in unnamed] == ["Tegan Hollis"]


def test_whoever_had_it_is_told_that_it_was_decided_again(desk, acting, governance):
    given = {"reasons": "It is theirs.", "agency": desk.nurse.agency, "by": desk.officer}
    deciding.pass_on(concern=acting, version=acting.version, **given)
    again = {"reasons": "Ours after all.", "review_on": timezone.localdate() + timedelta(days=9), "by": desk.officer}
    deciding.keep(concern=saved(acting), version=saved(acting).version, **again)
    with as_user(desk.nurse):
        task = Task.objects.readable().get(title="Take on a concern passed to you")
        assert task.outcome == What.KEEP.label
        told = Message.objects.readable().get()
    assert "“Take on a concern passed to you” no longer waits for you" in told.text
    assert told.path == acting.get_absolute_url()
    (recorded,) = taken_back(governance)
    assert (recorded.by_post, recorded.subject_id) == (desk.officer.post.pk, str(acting.pk))
    assert f"told {access.leads_of(desk.nurse.agency)} that “Take on a concern passed to you”" in recorded.sentence


def test_whoever_is_told_nothing_leaves_no_line_that_they_were(desk, acting, governance):
    """A decision that takes nothing back, and one whose transaction fails, are no event that somebody was told."""
    given = {"reasons": "It is theirs.", "agency": desk.nurse.agency, "by": desk.officer}
    deciding.pass_on(concern=acting, version=acting.version, **given)
    assert taken_back(governance) == []
    again = {"reasons": "Ours.", "review_on": timezone.localdate() + timedelta(days=9), "by": desk.officer}
    with patch.object(deciding, "record", side_effect=RuntimeError), pytest.raises(RuntimeError):
        deciding.keep(concern=saved(acting), version=saved(acting).version, **again)
    assert taken_back(governance) == []


@pytest.fixture
def governance(db):
    return person("governance", Role.GOVERNANCE, at=agency("triage-hub"))


def taken_back(governance):
    """Every line of the log that says somebody was told that something no longer waits for them."""
    with as_user(governance):
        return list(Entry.objects.filter(kind="concerns.taken_back"))


def test_a_concern_is_not_passed_to_ones_own_agency(desk, acting):
    given = {"concern": acting, "reasons": "?", "version": acting.version, "by": desk.officer}
    with pytest.raises(PermissionDenied, match="is your own agency, which has this concern already"):
        deciding.pass_on(agency=desk.officer.agency, **given)
    page = signed_in(desk.officer).get(f"{acting.get_absolute_url()}decide/pass_on/").content.decode()
    assert f'value="{desk.nurse.agency.code}"' in page
    assert f'value="{desk.officer.agency.code}"' not in page


def test_nobody_is_assessed_where_no_child_is_named(desk):
    report = reported(desk.teacher, CAR)
    with as_user(desk.officer):
        concern = concern_of(desk, report)
        answer = policy.may_decide(desk.officer, concern, What.ASSESS, queries.named_in(desk.officer, concern))
        assert "No child is named" in answer.reason


def test_a_request_about_somebody_investigated_goes_to_the_team_and_the_asker_is_told(desk, report, acting):
    """REQ: triage-requests-for-information"""
    man = Mention.objects.get(report=report, part="concern")
    marked(desk, man.entity_id, "investigation", desk.detective)
    decision = deciding.answer_request(
        concern=acting, reasons="They asked.", answer="", version=acting.version, by=desk.officer
    )
    assert decision.detail["sent_to"] == str(desk.detective.post)
    with as_user(desk.detective):
        assert queries.concerns_for(desk.detective).get() == acting
        assert Task.objects.readable().get(owner=desk.detective.post).title == "Answer a request for information"
    with as_user(desk.teacher):
        (told,) = Message.objects.readable().filter(path=report.get_absolute_url())
        assert told.text.startswith("Your request went to the team that investigates, at Wexmouth Police.")


def test_whoever_asked_is_answered_by_the_team_and_not_by_passing_it_on(desk, report, acting):
    """REQ: triage-requests-for-information, triage-feedback"""
    man = Mention.objects.get(report=report, part="concern")
    marked(desk, man.entity_id, "investigation", desk.detective)
    deciding.answer_request(concern=acting, reasons="They asked.", answer="", version=acting.version, by=desk.officer)
    assert not queries.done_of(desk.officer, saved(acting)).are_reporters_answered
    told = {"report": report, "told": "He is known to us. Ring me.", "not_told_because": ""}
    with as_user(desk.second), pytest.raises(PermissionDenied):
        services.give_feedback(concern=saved(acting), by=desk.nurse, **told)
    with as_user(desk.detective):
        page = signed_in(desk.detective).get(acting.get_absolute_url()).content.decode()
        assert services.answer_path(acting, report) in page
        services.give_feedback(concern=saved(acting), by=desk.detective, **told)
        assert not Task.objects.readable().filter(owner=desk.detective.post, done_at__isnull=True).exists()
        with pytest.raises(PermissionDenied, match="Only the triage desk"):
            services.give_feedback(concern=saved(acting), by=desk.detective, **(told | {"told": "And more."}))
    with as_user(desk.teacher):
        assert Message.objects.readable().filter(text__contains="Wexmouth Police answered").exists()
    with as_user(desk.officer):
        assert queries.done_of(desk.officer, saved(acting)).are_reporters_answered


def test_a_request_waits_until_it_is_said_whether_somebody_is_who_is_investigated(desk):
    """REQ: triage-requests-for-information"""
    held = reported(desk.nurse, MAN)
    asked = reported(desk.teacher, MAN)
    with as_user(desk.officer):
        entity = Mention.objects.get(report=held).entity_id
        marked(desk, entity, "investigation", desk.detective)
        concern = concern_of(desk, asked)
        given = {"concern": concern, "reasons": "They asked.", "version": concern.version, "by": desk.officer}
        with pytest.raises(PermissionDenied, match="Name them first, or say whether"):
            deciding.answer_request(answer="Nothing is held.", **given)
        mention = Mention.objects.get(report=asked)
        answer_match(mention=mention, entity=entity, judgement="different", note="", by=desk.officer)
        assert deciding.answer_request(answer="Nothing is held.", **given).detail["sent_to"] == ""


@pytest.mark.parametrize("at_once", [True, False])
def test_a_name_in_the_words_alone_or_an_answer_of_unsure_reaches_the_team_too(desk, at_once):
    """REQ: triage-requests-for-information"""
    held = reported(desk.nurse, MAN)
    words = MAN.words if at_once else "Is Darren Axley known to you?"
    asked = reported(desk.teacher, *([MAN] if at_once else []), narrative=words)
    with as_user(desk.officer):
        entity = Mention.objects.get(report=held).entity_id
        marked(desk, entity, "investigation", desk.detective)
        concern = concern_of(desk, asked)
        given = {"concern": concern, "reasons": "They asked.", "by": desk.officer}
        with pytest.raises(PermissionDenied, match="Name them first, or say whether"):
            deciding.answer_request(answer="Nothing is held.", version=concern.version, **given)
        if not at_once:
            page = {"report": asked, "people": {"about_concern": "Darren Axley"}, "chosen": []}
            naming.name_in_words(concern=concern, version=concern.version, by=desk.officer, **page)
        mention = Mention.objects.get(report=asked)
        answer_match(mention=mention, entity=entity, judgement="unsure", note="", by=desk.officer)
        made = deciding.answer_request(answer="Nothing is held.", version=saved(concern).version, **given)
        assert made.detail["sent_to"] == str(desk.detective.post)


def test_the_desk_answers_what_it_passed_on_only_when_the_team_has_not_in_time(desk, report, acting):
    man = Mention.objects.get(report=report, part="concern")
    marked(desk, man.entity_id, "investigation", desk.detective)
    deciding.answer_request(concern=acting, reasons="They asked.", answer="", version=acting.version, by=desk.officer)
    told = {"report": report, "told": "We looked ourselves.", "not_told_because": "", "by": desk.officer}
    with pytest.raises(PermissionDenied, match="The request went to Kit Lowe"):
        services.give_feedback(concern=saved(acting), **told)
    page = signed_in(desk.officer).get(acting.get_absolute_url()).content.decode()
    assert services.answer_path(acting, report) not in page, "no link leads to a refusal"
    task = Task.objects.readable().get(owner=desk.detective.post)
    long_past = timezone.now() - timedelta(hours=1)
    Task.objects.filter(pk=task.pk).update(warn_at=long_past - timedelta(hours=1), due_at=long_past)
    assert services.give_feedback(concern=saved(acting), **told).told == "We looked ourselves."


def test_not_enough_waits_for_a_second_person_whichever_door_it_came_by(desk, acting):
    """REQ: triage-thin-evidence"""
    decision = deciding.decide(
        concern=acting, what=What.NOT_ENOUGH, reasons="One account.", version=acting.version, by=desk.officer
    )
    assert saved(acting).status == Concern.Status.AWAITING_AGREEMENT
    with pytest.raises(PermissionDenied, match="Somebody other than"):
        services.agree(decision=decision, note="Yes.", by=desk.officer)
    with as_user(desk.second):
        agreed = services.agree(decision=decision, note="I read all of it.", by=desk.second)
        assert services.agree(decision=decision, note="I read all of it.", by=desk.second) == agreed
    assert saved(acting).status == Concern.Status.DECIDED


def clock_of(desk, concern):
    """What the triage list and the home page show of when a concern is due."""
    return queries.clocks_of(desk.officer, [concern]).get(concern.get_absolute_url())


def measured(desk):
    rows = measures.answered_in_time(desk.officer, since=timezone.localdate())
    return [(one.in_time, one.late, one.waiting) for one in rows if one.in_time or one.late or one.waiting]


def test_one_persons_not_enough_does_not_stop_the_clock_until_a_second_person_agrees(desk, acting):
    """REQ: triage-thin-evidence"""
    before = clock_of(desk, acting)
    decision = decide(What.NOT_ENOUGH, acting, desk.officer)
    runs = clock_of(desk, acting)
    assert runs.title == "Agree, or not, that there is not enough evidence"
    assert (runs.rule, runs.due_at, runs.warn_at) == (before.rule, before.due_at, before.warn_at)
    assert runs.path == services.agree_path(decision)
    again = decide(What.NOT_ENOUGH, saved(acting), desk.officer)
    assert (clock_of(desk, acting).path, clock_of(desk, acting).due_at) == (services.agree_path(again), before.due_at)
    assert measured(desk) == [(0, 0, 1)]
    with as_user(desk.second):
        services.agree(decision=again, note="I read all of it.", by=desk.second)
    assert measured(desk) == [(1, 0, 0)]
    assert clock_of(desk, acting) is None


def test_an_emergency_that_waits_for_a_second_person_has_the_clock_of_an_emergency(desk, acting):
    """REQ: triage-thin-evidence, triage-urgency-levels"""
    decision = decide(What.NOT_ENOUGH, acting, desk.officer)
    services.change_band(
        concern=saved(acting), band=Band.EMERGENCY, reason="She is with him.", version=saved(acting).version,
        by=desk.officer,
    )  # fmt: skip
    runs = clock_of(desk, acting)
    assert (runs.path, runs.rule) == (services.agree_path(decision), "triage-emergency")
    assert runs.started_at == acting.received_at
    assert runs.why == "What was seen."
    assert Task.objects.filter(path=runs.path, done_at__isnull=True).count() == 1
    page = signed_in(desk.officer).get("/triage/").content.decode()
    assert "No clock is running" not in page


def test_not_enough_after_the_clock_had_ended_has_the_whole_time_of_its_band(desk, acting):
    decide(What.KEEP, acting, desk.officer)
    before = timezone.now()
    decide(What.NOT_ENOUGH, saved(acting), desk.officer)
    assert clock_of(desk, acting).started_at >= before


def test_a_later_decision_takes_the_place_of_one_nobody_agreed_with(desk, acting):
    first = decide(What.NOT_ENOUGH, acting, desk.officer)
    assert Task.objects.filter(title__startswith="Agree, or not", done_at__isnull=True).count() == 1
    decide(What.KEEP, saved(acting), desk.officer)
    assert not Task.objects.filter(title__startswith="Agree, or not", done_at__isnull=True).exists()
    with as_user(desk.second), pytest.raises(PermissionDenied, match="later decision"):
        services.agree(decision=first, note="Yes.", by=desk.second)


def test_finishing_asks_for_everything_first_gap_first(desk):
    """REQ: triage-background-research, triage-feedback"""
    report = reported(desk.teacher)  # one line that names nobody: there is nothing to search for by itself
    with as_user(desk.officer):
        concern = concern_of(desk, report)

        def gap():
            now = saved(concern)
            return policy.may_finish(desk.officer, now, queries.done_of(desk.officer, now)).reason

        assert gap() == "Make a decision first."
        decision = decide(What.NOT_ENOUGH, concern, desk.officer)
        assert "second named person" in gap()
        with as_user(desk.second):
            services.agree(decision=decision, note="Yes.", by=desk.second)
        assert "what was searched" in gap()
        services.log_search(concern=concern, system="Police", terms="Gate", found="Nothing.", by=desk.officer)
        assert "Answer the person" in gap()
        services.give_feedback(
            concern=concern, report=report, told="", not_told_because="They have left the school.", by=desk.officer,
            **picked(Unheard.Use.REPORTER),
        )  # fmt: skip
        assert gap() == ""
        for _ in range(2):
            services.finish(concern=concern, version=saved(concern).version, by=desk.officer)
        assert saved(concern).status == Concern.Status.FINISHED
        assert open_clocks(concern) == []
        assert "finished" in gap()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"tried": {}}, "Pick what was tried from its list."),
        ({"barriers": {}}, "Pick what got in the way from its list."),
        ({"tried": {"shrugged": "We shrugged"}}, "Not on the list of what was tried: shrugged."),
        ({"barriers": {"rude": "They were rude"}}, "Not on the list of what got in the way: rude."),
    ],
)
def test_why_a_reporter_is_not_answered_is_picked_from_the_lists_whatever_the_door(
    desk, report, acting, change, sentence
):
    """REQ lang-neutral-codes."""
    given = {"concern": acting, "report": report, "told": "", "not_told_because": "Left.", "by": desk.officer}
    with pytest.raises(ValueError, match=sentence):
        services.give_feedback(**given, **{**picked(Unheard.Use.REPORTER), **change})
    assert not acting.feedbacks.exists()
    services.give_feedback(**given, **picked(Unheard.Use.REPORTER))
    assert acting.feedbacks.count() == 1


def test_the_database_itself_refuses_an_open_concern_that_nobody_answers_for(desk, acting):
    """REQ: triage-allocate-or-develop"""
    for status in set(Concern.Status) - {Concern.Status.NEW, Concern.Status.FINISHED}:
        with pytest.raises(IntegrityError, match="concerns_open_has_owner_or_review"), transaction.atomic():
            Concern.objects.filter(pk=acting.pk).update(status=status, owner=None, review_on=None)


@pytest.mark.parametrize("verb", ["change_band", "allocate", "ask_partner", "decide", "finish"])
def test_a_partner_reads_it_and_triages_nothing(desk, acting, verb):
    services.ask_partner(concern=acting, agency=desk.nurse.agency, question="?", by=desk.officer)
    with as_user(desk.nurse):
        mine = queries.concerns_for(desk.nurse).get()
        given = {"concern": mine, "version": mine.version, "by": desk.nurse}
        verbs = {
            "change_band": lambda: services.change_band(band=Band.URGENT, reason="x", **given),
            "allocate": lambda: services.allocate(owner=desk.nurse.post, **given),
            "ask_partner": lambda: services.ask_partner(
                concern=mine, agency=agency("far-school"), question="x", by=desk.nurse
            ),
            "decide": lambda: deciding.signpost(reasons="x", to="x", **given),
            "finish": lambda: services.finish(**given),
        }
        with pytest.raises(PermissionDenied, match="Only the triage desk"):
            verbs[verb]()


def searches(concern):
    return [(row.terms, row.found) for row in Search.objects.filter(concern=concern).order_by("terms", "at")]


def test_searches_log_themselves_once_for_each_outcome(desk, report, acting):
    """REQ: triage-background-research"""
    searching.search_what_is_held(concern_id=acting.pk, by=desk.officer)
    before = searches(acting)
    assert [terms for terms, _ in before] == [MAN.words, CHILD.words]
    assert not searching.search_what_is_held(concern_id=acting.pk, by=desk.officer)
    reported(desk.teacher, CHILD)
    searching.search_what_is_held(concern_id=acting.pk, by=desk.officer)
    new = [row for row in searches(acting) if row not in before]
    assert new == [(CHILD.words, "1 other held that may be the same.")]


def test_the_log_never_counts_what_the_desk_itself_does_not_hold(desk, report, acting):
    """The officer's own agency holds the same child in a report the desk may not read: the log must not tell."""
    private = access.audience_of([access.everyone_at(desk.officer.agency)])
    searching.search_what_is_held(concern_id=acting.pk, by=desk.officer)
    before = searches(acting)
    told(desk.officer, private, CHILD)
    mine = searching.outcomes_of(desk.officer, list(Mention.objects.filter(report=report)))
    assert "1 other held that may be the same." in mine.values()
    assert not searching.search_what_is_held(concern_id=acting.pk, by=desk.officer)
    assert searches(acting) == before
