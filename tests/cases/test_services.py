"""Opening a child's case, who is beside them, what they said, and closing it."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from tessera.access import services as access
from tessera.access.roles import Role
from tessera.assessments import policy as assessing_policy
from tessera.assessments import queries as assessments
from tessera.assessments import services as assessing
from tessera.assessments.models import Assessment
from tessera.assessments.terms import Part as Listed
from tessera.cases import policy, queries, services
from tessera.cases.models import Case, FamilyMember, MissedContact, StatusChange, TeamMember, Voice
from tessera.concerns import deciding
from tessera.concerns.models import Concern, Decision
from tessera.concerns.services import share
from tessera.entities.models import Entity, Match, Mention
from tessera.entities.services import MentionGiven, answer_match
from tessera.information.models import Report
from tessera.work.models import Message, Task
from tests.assessments.conftest import given as ticked
from tests.assessments.conftest import save_list
from tests.cases.telling import NAME, Part, case_of, joins, leaves, told
from tests.cast import agency, as_user, person

Family = FamilyMember.Part


def test_a_case_opens_with_a_key_worker_and_its_reports(world):
    with as_user(world.cast.holder):
        held = queries.record_of(world.cast.holder, world.case)
        assert [(one.post, one.part) for one in held.present_team] == [
            (world.cast.holder.post, Part.KEY_WORKER), (world.cast.invited.post, Part.OTHER)
        ]  # fmt: skip
        assert [(one.status, one.reason) for one in held.statuses] == [("open", "The school is worried.")]
        assert [link.report for link in queries.reports_in(world.cast.holder, world.case)] == [world.told.report]
        assert Report.objects.filter(pk=world.told.report.pk).exists()
        assert not Concern.objects.exists()
    with as_user(world.cast.outsider):
        assert not any(model.objects.exists() for model in (Case, StatusChange, TeamMember, Report, Voice))


def test_supervisors_of_the_key_workers_agency_read_it_and_other_supervisors_do_not(world):
    ours = person("ours", Role.SUPERVISOR, at=world.cast.holder.agency)
    theirs = person("theirs", Role.SUPERVISOR, at=world.cast.invited.agency)
    with as_user(ours):
        assert queries.cases_for(ours).count() == 1
    with as_user(theirs):
        assert queries.cases_for(theirs).count() == 0


def test_assessments_of_the_child_are_shared_with_the_team_when_the_case_opens(world):
    other = told(world.teacher, world.desk, name="Jaydon Pike")
    with as_user(world.desk):
        begun = assessing.start(
            child_id=other.child, child_name="Jaydon Pike", audience=assessments.audience_for(world.desk), by=world.desk
        )
    case_of(other, by=world.desk, key_worker=world.cast.holder, title="Jaydon Pike")
    with as_user(world.cast.holder):
        assert Assessment.objects.filter(pk=begun.pk).exists()


def test_an_assessment_begun_in_a_case_is_read_by_its_team(world):
    with as_user(world.cast.invited):
        begun = services.start_assessment(case=world.case, by=world.cast.invited)
        assert services.start_assessment(case=world.case, by=world.cast.invited) == begun
    with as_user(world.cast.holder):
        assert Assessment.objects.filter(pk=begun.pk, child_name=NAME).exists()
    with as_user(world.cast.outsider):
        assert not Assessment.objects.exists()


def test_whatever_door_an_assessment_is_begun_by_its_block_reaches_the_whole_team(world, client):
    """By a decision at the desk and at the child's own page, by people who cannot read the case.

    REQ: assess-honour-forced-marriage
    """
    hub, care = agency("triage-hub", "partnership"), agency("duty-team", "social_care")
    officer = person("officer", Role.TRIAGE_OFFICER, at=hub)
    assessor = person("assessor", Role.SOCIAL_WORKER, at=care)
    with as_user(officer):
        assert not Case.objects.readable().exists()
        concern = Concern.objects.readable().get(pk=world.told.concern.pk)
        _, decided = deciding.have_assessed(
            concern=concern, reasons="The gifts.", child_id=world.told.child, child_name=NAME, assessor=assessor.post,
            version=concern.version, by=officer,
        )  # fmt: skip
    client.force_login(assessor, backend="tessera.access.signed_in.SignedIn")
    client.post(f"/assessments/start/{world.told.child}/")
    with as_user(assessor):
        assert not Case.objects.readable().exists()
        started = Assessment.objects.readable().get(author=assessor.post)
        assert started != decided
        Assessment.objects.filter(pk=started.pk).update(honour_or_forced_marriage=True)
    for one in (world.cast.holder, world.cast.invited):
        with as_user(one):
            of = list(assessments.of_child(one, world.told.child))
            assert {decided, started} <= set(of)
            assert not assessing_policy.may_contact_family(one, *of)
    with as_user(world.cast.outsider):
        assert not Assessment.objects.exists()


def test_one_begun_before_there_was_a_case_goes_on_with_the_team(world):
    """REQ: assess-honour-forced-marriage"""
    desk = world.desk
    with as_user(desk):
        readers = assessments.holders_for(desk)
        given = {"child_id": world.told.child, "child_name": NAME, "by": desk}
        before = assessing.start(audience=access.audience_of(readers), **given)
        assert assessing.begin(readers=readers, **given) == before
    with as_user(world.cast.holder):
        assert Assessment.objects.filter(pk=before.pk).exists()


@pytest.mark.parametrize("again", [False, True])
def test_whoever_opens_a_case_need_not_read_what_the_team_must(world, again):
    """REQ: assess-honour-forced-marriage"""
    ours = person("ours", Role.SUPERVISOR, at=world.cast.holder.agency)
    case = world.case
    if again:
        with as_user(ours):
            services.close(case=case, reason="Their part is done.", by=ours)
    child = told(world.teacher, world.desk, name="Jaydon Pike") if not again else world.told
    with as_user(world.desk):
        readers = [access.person(world.desk.post), access.triage_desk()]
        begun = assessing.begin(child_id=child.child, child_name=NAME, readers=readers, by=world.desk)
    with as_user(ours):
        assert not Assessment.objects.filter(pk=begun.pk).exists()
        if again:
            key_worker = world.cast.holder.post
            services.reopen(case=case, reason="They are worried again.", key_worker=key_worker, by=ours)
    if not again:
        with as_user(world.desk):
            concern = Concern.objects.readable().get(pk=child.concern.pk)
            share(concern=concern, holders=[access.person(ours.post)], by=world.desk)
        case_of(child, by=ours, key_worker=world.cast.holder, title="Jaydon Pike")
    with as_user(world.cast.holder):
        assert Assessment.objects.filter(pk=begun.pk).exists()


def test_nobody_learns_of_a_team_from_a_child_they_hold_nothing_of(world):
    with as_user(world.cast.outsider) as outsider:
        assert assessments.teams_beside(outsider, world.told.child) == []
    with as_user(world.desk):
        team = services.team_holder(world.case.pk, world.case.agency)
        assert assessments.teams_beside(world.desk, world.told.child) == [team]


def test_no_page_says_that_a_child_has_a_case_to_whoever_may_not_read_it(world, client):
    other = person("other", Role.TRIAGE_OFFICER, at=agency("triage-hub"))
    label = services.team_holder(world.case.pk, world.case.agency).label
    with as_user(other):
        given = {"child_id": world.told.child, "child_name": NAME, "readers": assessments.holders_for(other)}
        begun = assessing.begin(by=other, **given)
        save_list(begun, Listed.SUSPECTED, ticked("sus-internet-use", "Her aunt saw.", usernames=["owl_1"]), by=other)
        report = Report.objects.readable().get(kind="assessment")
    pages = [begun.get_absolute_url(), report.get_absolute_url(), f"{report.get_absolute_url()}receipt/"]
    client.force_login(other)
    assert [page for page in pages if label in client.get(page).content.decode()] == []
    assert "The team of the child’s case, if they have one" in client.get(pages[0]).content.decode()
    client.force_login(world.cast.holder)
    assert label in client.get(pages[0]).content.decode()


def test_a_second_case_is_refused_to_whoever_may_read_the_first(world):
    with pytest.raises(PermissionDenied, match="has an open case already"):
        case_of(world.told, by=world.desk, key_worker=world.cast.holder)


def test_a_hidden_case_refuses_nothing(world):
    """A refusal because of a case that one may not see would tell of it. The desk, which knows of all, is told."""
    other = person("other", Role.SUPERVISOR, at=agency("duty-team", "social_care"))
    second = case_of(world.told, by=other, key_worker=world.cast.invited)
    with as_user(world.cast.invited):
        assert {one.pk for one in queries.cases_of(world.cast.invited, world.told.child)} == {world.case.pk, second.pk}


def test_only_some_roles_open_cases(world):
    officer = person("officer", Role.POLICE_OFFICER, at=agency("police", "police"))
    with as_user(officer), pytest.raises(PermissionDenied, match="opens a case"):
        services.open_from_concern(
            concern=world.told.concern,
            child_id=world.told.child,
            title=NAME,
            key_worker=officer.post,
            reason="x",
            by=officer,
        )


def test_a_concern_added_to_a_case_shares_its_reports_and_is_a_decision(world):
    more = told(world.teacher, world.desk, narrative="Seen again.")
    with as_user(world.desk):
        given = {"case": world.case, "concern": more.concern, "reasons": "The same car.", "by": world.desk}
        decision = services.add_concern(version=more.concern.version, **given)
        again = services.add_concern(version=more.concern.version, **given)
        assert decision == again
        assert decision.what == Decision.What.ADD_TO_CASE
    with as_user(world.cast.holder):
        assert {link.report for link in queries.reports_in(world.cast.holder, world.case)} == {
            world.told.report,
            more.report,
        }


def test_whoever_joins_is_told_without_the_childs_name(world):
    with as_user(world.cast.invited):
        message = Message.objects.get(path=world.case.get_absolute_url())
        assert "also on the team" in message.text
        assert NAME not in message.text


def test_the_words_for_a_team_do_not_say_whose_case_it_is(world):
    """Whoever reads a report that the team reads is shown who reads it."""
    with as_user(world.desk):
        assert NAME.split()[0] not in str(Report.objects.get(pk=world.told.report.pk).audience)


def test_leaving_takes_the_key_and_joining_again_gives_another(world):
    leaves(world.joined, by=world.cast.holder)
    with as_user(world.cast.invited):
        assert not queries.cases_for(world.cast.invited).exists()
        assert not Report.objects.exists()
    joins(world.case, world.cast.invited, by=world.cast.holder)
    with as_user(world.cast.invited):
        assert queries.cases_for(world.cast.invited).exists()


def test_somebody_with_two_parts_keeps_the_key_until_the_last_one_ends(world):
    second = joins(world.case, world.cast.invited, by=world.cast.holder, part=Part.SOCIAL_WORKER)
    leaves(world.joined, by=world.cast.holder)
    with as_user(world.cast.invited):
        assert queries.cases_for(world.cast.invited).exists()
    leaves(second, by=world.cast.holder)
    with as_user(world.cast.invited):
        assert not queries.cases_for(world.cast.invited).exists()


def test_nobody_has_the_same_part_twice(world):
    with pytest.raises(PermissionDenied, match="on the team already"):
        joins(world.case, world.cast.invited, by=world.cast.holder)
    with as_user(world.cast.holder), pytest.raises(IntegrityError), transaction.atomic():
        TeamMember.objects.create(
            case=world.case, audience=world.case.audience, author=world.cast.holder.post, post=world.cast.invited.post,
            part=Part.OTHER, starts_on=date(2026, 1, 1),
        )  # fmt: skip


def test_the_last_key_worker_of_an_open_case_cannot_leave(world):
    with as_user(world.cast.holder):
        member = TeamMember.objects.get(part=Part.KEY_WORKER)
    with pytest.raises(PermissionDenied, match="another key worker first"):
        leaves(member, by=world.cast.holder)
    joins(world.case, world.cast.invited, by=world.cast.holder, part=Part.KEY_WORKER)
    left = leaves(member, by=world.cast.holder)
    assert (left.ends_on, left.left_because) == (timezone.localdate(), "Their part is done.")
    with pytest.raises(PermissionDenied, match="already left"):
        leaves(left, by=world.desk)


def test_the_timeline_names_who_took_them_off_the_team(world):
    """And nobody, where it was done before that was kept: least of all whoever put them on it."""
    joined = joins(world.case, world.cast.invited, by=world.cast.holder, part=Part.POLICE_OFFICER)
    left = leaves(joined, by=world.desk)
    assert left.left_by == world.desk.post

    def named():
        with as_user(world.cast.holder) as holder:
            items = queries.timeline_for(holder, world.told.child)
        return [item["by"] for item in items if item["what"] == "Left the team"]

    assert named() == [str(world.desk.post)]
    with as_user(world.cast.holder):
        TeamMember.objects.filter(pk=left.pk).update(left_by=None)
    assert named() == [""]


def test_what_the_child_says_is_written_once_with_its_day(world):
    """REQ: intake-childs-words"""
    given = {"case": world.case, "what": Voice.What.SAFE_CONTACT, "text": "Text me. Never ring the house."}
    with as_user(world.cast.holder):
        first = services.hear(said_on=date(2026, 3, 1), by=world.cast.holder, **given)
        assert services.hear(said_on=date(2026, 3, 1), by=world.cast.holder, **given) == first
        given["text"] = "Through school now."
        newest = services.hear(said_on=date(2026, 4, 1), by=world.cast.holder, **given)
        services.hear(
            case=world.case,
            what=Voice.What.NEEDS,
            text="Short sentences.",
            said_on=date(2026, 2, 1),
            by=world.cast.holder,
        )
    with as_user(world.cast.invited):
        held = queries.record_of(world.cast.invited, world.case)
        assert held.safe_contact == newest
        assert held.needs.text == "Short sentences."
        assert len(held.voice) == 3


def test_a_part_in_the_family_changes_by_a_new_row(world):
    """REQ: assess-family-role"""

    def note(part, on, name="Dawn Hollis", **more):
        with as_user(world.cast.holder):
            return services.note_family(
                case=world.case, name=name, relation="Mother", part=part, on=on, by=world.cast.holder, **more
            )

    first = note(Family.UNKNOWN, date(2026, 1, 10))
    assert note(Family.UNKNOWN, date(2026, 1, 12), name="  dawn  HOLLIS ") == first
    second = note(Family.PROTECTIVE, date(2026, 2, 1), name="dawn hollis")
    with as_user(world.cast.holder):
        held = queries.record_of(world.cast.holder, world.case)
        assert held.present_family == [second]
        assert [(one.part, one.from_on, one.ends_on) for one in held.past_family] == [
            (Family.UNKNOWN, date(2026, 1, 10), date(2026, 2, 1))
        ]
    with pytest.raises(PermissionDenied, match="Their present part began on 1 February 2026"):
        note(Family.UNSAFE, date(2026, 1, 31))
    with as_user(world.cast.holder):
        version = Case.objects.get(pk=world.case.pk).version
    note(Family.OF_CONCERN, date(2026, 3, 1), version=version)
    with pytest.raises(services.Stale) as stale:
        note(Family.UNSAFE, date(2026, 3, 2), version=version)
    assert stale.value.case.version == version + 1


def test_an_action_is_a_task_that_its_owner_and_the_team_read(world):
    given = {
        "case": world.case,
        "what": "Meet on Wednesdays",
        "owner": world.cast.invited.post,
        "due_on": date(2030, 1, 9),
    }
    with as_user(world.cast.holder):
        task = services.set_action(by=world.cast.holder, **given)
        assert services.set_action(by=world.cast.holder, **given) == task
        assert list(queries.actions_of(world.cast.holder, world.case)) == [task]
        assert queries.clocks_of(world.cast.holder, [world.case]) == {world.case.get_absolute_url(): task}
    with as_user(world.cast.outsider):
        assert not Task.objects.exists()


def test_a_case_closes_when_nothing_is_left_to_do_and_can_be_reopened(world):
    holder = world.cast.holder
    with as_user(holder):
        task = services.set_action(case=world.case, what="Ring", owner=holder.post, due_on=date(2030, 1, 9), by=holder)
        with pytest.raises(PermissionDenied, match="Finish every open action"):
            services.close(case=world.case, reason="Safe now.", by=holder)
        Task.objects.filter(pk=task.pk).update(done_at=timezone.now(), done_by=holder.post)
        closed = services.close(case=world.case, reason="Safe now.", by=holder)
        assert closed.status == Case.Status.CLOSED
        for again in (
            lambda: services.close(case=closed, reason="x", by=holder),
            lambda: services.hear(case=closed, what=Voice.What.WISH, text="x", said_on=date(2026, 1, 1), by=holder),
            lambda: services.put_on_team(case=closed, post=world.desk.post, part=Part.OTHER, by=holder),
        ):
            with pytest.raises(PermissionDenied, match="closed"):
                again()
        leaves(TeamMember.objects.get(part=Part.KEY_WORKER), by=holder)
        opened = services.reopen(case=closed, reason="Seen again.", key_worker=world.cast.invited.post, by=holder)
        held = queries.record_of(holder, opened)
        assert [one.status for one in held.statuses] == ["open", "closed", "open"]
        assert held.present_team[0].post == world.cast.invited.post
        assert [one["what"] for one in queries.timeline_from(held) if one["what"].startswith("Case")] == [
            "Case opened", "Case closed", "Case reopened"
        ]  # fmt: skip


def test_the_name_and_date_of_birth_are_put_right_once_at_a_time(world):
    holder = world.cast.holder
    with as_user(holder):
        Case.objects.filter(pk=world.case.pk).update(transition_asked_at=timezone.now())
        before = Case.objects.get(pk=world.case.pk)
        right = services.correct_details(
            case=before, title="Tegan Holliss", born_on=date(2012, 5, 3), version=before.version, by=holder
        )
        assert (right.title, right.born_on, right.transition_asked_at) == ("Tegan Holliss", date(2012, 5, 3), None)
        with pytest.raises(services.Stale):
            services.correct_details(case=before, title="x", born_on=None, version=before.version, by=holder)
        kept = Case.objects.get(pk=world.case.pk)
        assert kept.title == "Tegan Holliss"


def test_a_case_is_found_under_the_entity_that_the_child_was_joined_to(world):
    """The desk opens a case, and later says that the child is one already known."""
    with as_user(world.desk):
        known = told(world.teacher, world.desk, name="Teagan Hollis", at=timezone.now() - timedelta(days=30))
        mention = Mention.objects.get(report=world.told.report)
        answer_match(mention=mention, entity=known.child, judgement=Match.Judgement.SAME, note="", by=world.desk)
        assert not Entity.objects.filter(pk=world.told.child).exists()
        assert queries.open_case_of(world.desk, known.child) == world.case
        mention.refresh_from_db()
        seen = Match.objects.get()
        answer_match(
            mention=mention,
            entity=known.child,
            judgement=Match.Judgement.DIFFERENT,
            note="",
            by=world.desk,
            seen=seen.pk,
        )
        assert queries.open_case_of(world.desk, known.child) is None
        assert queries.open_case_of(world.desk, world.told.child) == world.case


def test_children_and_open_cases_that_a_concern_may_go_to(world):
    car = MentionGiven("vehicle", "other", "WX12 ABC")
    more = told(world.teacher, world.desk, car, same_as=None)
    with as_user(world.desk):
        (child,) = queries.children_in(world.desk, more.concern)
        assert (child.pk, child.name) == (more.child, NAME)
        assert queries.open_cases_for(world.desk, [world.told.child]) == [world.case]
        assert list(queries.concerns_naming(world.desk, more.child)) == [more.concern]
    with as_user(world.cast.outsider):
        assert queries.open_cases_for(world.cast.outsider, [world.told.child]) == []
        assert queries.children_in(world.cast.outsider, more.concern) == []


def test_only_posts_with_casework_may_be_chosen(world):
    carer = person("carer", Role.CARER, at=agency("home", "care_home"))
    held = set(queries.workers())
    assert {world.cast.holder.post, world.desk.post} <= held
    assert carer.post not in held


def test_nobody_is_put_on_a_team_whose_case_would_be_closed_to_them(world):
    """Their key would open the rows and their role would be refused at every page of the case."""
    analyst = person("analyst", Role.ANALYST, at=world.cast.holder.agency)
    with pytest.raises(PermissionDenied, match="their role does not include casework"):
        joins(world.case, analyst, by=world.cast.holder)
    with as_user(analyst):
        assert not Case.objects.exists()


@pytest.mark.parametrize(
    ("part", "is_contact_allowed", "may", "reason"),
    [
        (Family.PROTECTIVE, True, True, ""),
        (Family.UNKNOWN, True, False, "find out first"),
        (Family.UNSAFE, True, False, "not safe"),
        (Family.OF_CONCERN, True, False, "person of concern"),
        (Family.PROTECTIVE, False, False, "specialist advice"),
    ],
)
def test_the_part_rules_what_may_be_sent(part, is_contact_allowed, may, reason):
    """REQ: assess-family-role, assess-honour-forced-marriage"""
    contact = policy.YES if is_contact_allowed else policy.no("Take specialist advice first.")
    answer = policy.may_inform(FamilyMember(part=part), contact)
    assert bool(answer) is may
    assert reason in answer.reason


def test_a_yes_to_honour_based_harm_stops_contact_until_advice_is_written(world):
    """REQ: assess-honour-forced-marriage"""
    holder = world.cast.holder
    with as_user(holder):
        begun = services.start_assessment(case=world.case, by=holder)
        of = assessments.of_child(holder, world.told.child)
        assert assessing_policy.may_contact_family(holder, *of)
        Assessment.objects.filter(pk=begun.pk).update(honour_or_forced_marriage=True)
        assert not assessing_policy.may_contact_family(holder, *of.all())
        Assessment.objects.filter(pk=begun.pk).update(specialist_advice="The unit says: school only.")
        assert assessing_policy.may_contact_family(holder, *of.all())


def test_the_audience_of_a_case_is_its_team_and_its_supervisors(world):
    with as_user(world.desk):
        holders = set(Case.objects.get(pk=world.case.pk).audience.holders.all())
    assert holders == {
        services.team_holder(world.case.pk, world.case.agency), access.supervisors_of(world.cast.holder.agency)
    }  # fmt: skip


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"tried": {}}, "Pick what was tried from its list."),
        ({"barriers": {}}, "Pick what got in the way from its list."),
        ({"tried": {"shrugged": "We shrugged"}}, "Not on the list of what was tried: shrugged."),
        ({"barriers": {"rude": "They were rude"}}, "Not on the list of what got in the way: rude."),
    ],
)
def test_a_missed_contact_is_picked_from_the_lists_whatever_the_door(world, change, sentence):
    """REQ lang-neutral-codes."""
    given = {
        "tried": {"rang": "We rang"}, "barriers": {"our-time-or-place": "Our time or place"}, "tried_next": "Ask again.",
        "meant_for": date(2026, 1, 2), "case": world.case, "by": world.cast.holder,
    }  # fmt: skip
    with as_user(world.cast.holder):
        with pytest.raises(ValueError, match=sentence):
            services.note_missed_contact(**{**given, **change})
        assert not MissedContact.objects.exists()
        services.note_missed_contact(**given)
        assert MissedContact.objects.count() == 1


def test_a_second_case_for_a_child_is_refused_with_the_first(world):
    with as_user(world.desk), pytest.raises(services.AlreadyOpen, match="has an open case already") as refused:
        services.open_from_concern(
            concern=world.told.concern, child_id=world.told.child, title="Tegan", key_worker=world.cast.holder.post,
            reason="Again.", by=world.desk,
        )  # fmt: skip
    assert refused.value.case == world.case
