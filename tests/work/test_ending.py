"""A task that ends only with the thing it asks for: nobody just says that it is done."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from tessera.access import services as access
from tessera.access.roles import Role
from tessera.assessments import services as assessing
from tessera.audit.models import Entry
from tessera.concerns import deciding, services
from tessera.concerns import queries as triage
from tessera.concerns.models import Concern
from tessera.concerns.reporting import report_concern
from tessera.entities.models import Mention
from tessera.information.models import Report
from tessera.work import queries
from tessera.work.models import Task
from tessera.work.services import finish_task
from tests.assessments.conftest import complete, decide
from tests.cast import agency, as_user, person
from tests.reporting import signed_in
from tests.triage import CHILD, concern_of, make_desk, reported


@pytest.fixture
def desk(db):
    return make_desk()


@pytest.fixture
def supervisor(desk):
    return person("supervisor", Role.SUPERVISOR, at=agency("childrens-services"), name="Sue Park")


@pytest.fixture
def decided(desk, supervisor):
    """An assessment that waits for the second person."""
    concern = told(desk)
    with as_user(desk.officer) as officer:
        child = Mention.objects.readable().get().entity_id
        _, assessment = deciding.have_assessed(
            concern=concern, reasons="Seen twice.", child_id=child, child_name="Tegan Hollis",
            assessor=desk.assessor.post, version=concern.version, by=officer,
        )  # fmt: skip
    with as_user(desk.assessor) as assessor:
        complete(assessment, by=assessor)
        return decide(assessment, by=assessor)


def told(desk):
    """A concern as it came in."""
    report = reported(desk.teacher, CHILD, about_child="Tegan Hollis")
    with as_user(desk.officer):
        return concern_of(desk, report)


def now_of(desk, concern):
    """The concern as it is now."""
    with as_user(desk.officer):
        return Concern.objects.readable().get(pk=concern.pk)


def thin(desk, concern):
    with as_user(desk.officer) as officer:
        return deciding.find_not_enough(
            concern=concern, reasons="One account.", disruption_considered="None.", version=concern.version, by=officer
        )


def refused(by, rule, path=None):
    """The task of this clock stays open though somebody whose it is says that it is done. Answers its pages' words."""
    with as_user(by):
        found = Task.objects.readable().filter(rule=rule, done_at__isnull=True)
        task = found.get(path=path) if path else found.get()
        with pytest.raises(PermissionDenied, match="This task ends when"):
            finish_task(task=task, outcome="Done.", by=by)
    page, client = f"/work/{task.pk}/finish/", signed_in(by)
    for reply in (client.get(page), client.post(page, {"outcome": "Done."})):
        assert reply.status_code == 403
        assert f'href="{task.path}"' in reply.content.decode()
        assert f"This task ends when {task.ends_when}" in reply.content.decode()
    with as_user(by):
        assert Task.objects.readable().get(pk=task.pk).done_at is None
    with as_user(person(f"governance {rule}{path}", Role.GOVERNANCE, at=by.agency)):
        assert Entry.objects.filter(kind="access.refused", detail__path=page).count() == 2
    return task


def test_the_check_of_an_assessment_ends_by_signing_off_only(decided, supervisor):
    """REQ: assess-share-thinking"""
    task = refused(supervisor, "sign-off")
    home = signed_in(supervisor).get("/work/").content.decode()
    assert "This task ends when the assessment is signed off or sent back" in home
    assert f"/work/{task.pk}/finish/" not in home
    assert f"/work/{task.pk}/hand-over/" in home
    with as_user(supervisor):
        assessing.sign_off(assessment=decided, comment="Agreed.", by=supervisor)
        assert Task.objects.readable().get(pk=task.pk).outcome == "Signed off."


def test_looking_again_ends_by_deciding_again(desk, decided, supervisor):
    with as_user(supervisor):
        assessing.send_back(assessment=decided, comment="Ask the school.", by=supervisor)
    task = refused(desk.assessor, assessing.ASSESS_RULE, path=f"{decided.get_absolute_url()}result/")
    with as_user(desk.assessor) as assessor:
        assert task.due_at == Task.objects.readable().get(path=decided.get_absolute_url()).due_at is not None
        decide(decided, by=assessor)
        assert Task.objects.readable().get(pk=task.pk).done_at


def test_a_triage_clock_ends_by_deciding_whatever_its_band(desk):
    concern = told(desk)
    refused(desk.officer, "triage-not_urgent")
    with as_user(desk.officer) as officer:
        services.change_band(
            concern=concern, band=services.Band.URGENT, reason="Seen today.", version=concern.version, by=officer
        )
    task = refused(desk.officer, "triage-urgent")
    thin(desk, now_of(desk, concern))
    with as_user(desk.officer):
        assert Task.objects.readable().get(pk=task.pk).done_at


def test_the_day_to_look_again_ends_by_deciding(desk):
    concern, day = told(desk), timezone.localdate() + timedelta(days=30)
    with as_user(desk.officer) as officer:
        deciding.keep(concern=concern, reasons="Thin.", review_on=day, version=concern.version, by=officer)
    refused(desk.officer, "keep-review")


def test_the_written_version_is_owed_until_it_is_sent(desk):
    with as_user(desk.officer) as officer:
        spoken = report_concern(
            typed={"narrative": "Rung in."}, mentions=[], by=officer, kind=Report.Kind.SPOKEN, caller=desk.teacher.post
        )
    task = refused(desk.teacher, "written-follow-up")
    with as_user(desk.teacher) as teacher:
        report_concern(typed={"narrative": "Written."}, mentions=[], by=teacher, corrects=spoken)
        assert Task.objects.readable().get(pk=task.pk).done_at


def test_the_desk_says_what_came_of_asking_somebody_without_an_account(desk):
    with as_user(desk.officer) as officer:
        report_concern(typed={"narrative": "Rung in."}, mentions=[], by=officer, kind=Report.Kind.SPOKEN, caller=None)
        task = Task.objects.readable().get(rule="written-follow-up")
        assert finish_task(task=task, outcome="Asked twice. They will not write.", by=officer).done_at


def test_a_second_persons_agreement_ends_by_agreeing(desk):
    """REQ: triage-thin-evidence"""
    concern = told(desk)
    decision = thin(desk, concern)
    task = refused(desk.officer, "triage-not_urgent", path=services.agree_path(decision))
    with as_user(desk.second) as second:
        services.agree(decision=decision, note="", by=second)
        assert Task.objects.readable().get(pk=task.pk).outcome == "Agreed."


@pytest.mark.parametrize("is_asked_first", [True, False])
def test_a_supervisor_elsewhere_who_agrees_ends_it_too(desk, is_asked_first):
    """Whoever may do what ends a task reads it, whenever they came to the concern."""
    concern = told(desk)

    def ask():
        with as_user(desk.officer) as officer:
            services.ask_partner(concern=now_of(desk, concern), agency=desk.nurse.agency, question="Known?", by=officer)

    lead = person("lead", Role.HUB_PARTNER, Role.SUPERVISOR, at=desk.nurse.agency, name="Lea Dunn")
    if is_asked_first:
        ask()
    decision = thin(desk, now_of(desk, concern))
    if not is_asked_first:
        ask()
    with as_user(lead):
        services.agree(decision=decision, note="", by=lead)
    with as_user(desk.officer) as officer:
        assert not queries.open_tasks_at(officer, services.agree_path(decision)).exists()


def test_a_supervisor_who_was_let_in_later_and_signs_off_ends_the_check(decided, desk):
    lead = person("lead", Role.SUPERVISOR, at=desk.nurse.agency, name="Lea Dunn")
    with as_user(desk.assessor) as assessor:
        assessing.share(assessment=decided, readers=[access.person(lead.post)], by=assessor)
    with as_user(lead):
        assessing.sign_off(assessment=decided, comment="Agreed.", by=lead)
        assert Task.objects.readable().get(rule="sign-off").outcome == "Signed off."


def asked_of(desk, concern, *leads):
    """What these agencies were asked: their tasks, as the desk reads them."""
    for lead in leads:
        with as_user(desk.officer) as officer:
            services.ask_partner(concern=now_of(desk, concern), agency=lead.agency, question="Known?", by=officer)


def open_asks(by):
    with as_user(by):
        return set(
            Task.objects.readable()
            .filter(title="Say what your agency knows", done_at__isnull=True)
            .values_list("desk__code", flat=True)
        )


def test_what_an_agency_was_asked_ends_by_its_own_answer_only(desk):
    """REQ: triage-mash"""
    concern, other = told(desk), person("school lead", Role.HUB_PARTNER, at=desk.teacher.agency, name="Lea Dunn")
    asked_of(desk, concern, desk.nurse, other)
    both = {desk.nurse.agency.code, other.agency.code}
    refused(desk.nurse, "partner-not_urgent")
    for lead, left in ((desk.officer, both), (desk.nurse, {other.agency.code})):
        with as_user(lead):
            services.contribute(concern=now_of(desk, concern), text="Nothing is known.", by=lead)
        assert open_asks(desk.officer) == left


def test_what_an_agency_was_asked_ends_with_the_concern(desk):
    concern = told(desk)
    asked_of(desk, concern, desk.nurse)
    decision = thin(desk, now_of(desk, concern))
    with as_user(desk.second) as second:
        services.agree(decision=decision, note="", by=second)
        services.log_search(concern=now_of(desk, concern), system="Police", terms="x", found="Nothing.", by=second)
    with as_user(desk.officer) as officer:
        (report,) = triage.reports_of(officer, concern)
        services.give_feedback(concern=concern, report=report, told="Thank you.", not_told_because="", by=officer)
        services.finish(concern=concern, version=now_of(desk, concern).version, by=officer)
    assert open_asks(desk.nurse) == set()
    with as_user(desk.nurse):
        assert Task.objects.readable().get(rule="partner-not_urgent").outcome == "The concern was finished."
