"""Restricting to named people: who is left out has no trace of it, nobody shares it on, and it is looked at again."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.db.utils import ProgrammingError
from django.http import Http404
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from tessera.access import services as access
from tessera.access.roles import Role
from tessera.audit.models import Entry
from tessera.cases.models import Case, TeamMember
from tessera.entities import services as entities
from tessera.entities.models import Holding
from tessera.governance import emergency, restricting
from tessera.governance.models import Restriction
from tessera.governance.naming import named_in
from tessera.information.models import Report
from tessera.work.models import Message, Task
from tests.cases.telling import joins, make_world
from tests.cast import agency, as_user, person
from tests.entities.telling import only, told
from tests.entities.telling import person as named
from tests.entities.test_properties import undone, within_a_test
from tests.house.test_cast_on_every_url import TOKEN
from tests.reporting import signed_in

WHY = "One of those who could read it knows him."


@pytest.fixture
def officer(db):
    return person("officer", Role.GOVERNANCE, at=agency("partnership", "partnership"))


@pytest.fixture
def lead(cast):
    return person("lead", Role.SAFEGUARDING_LEAD, at=cast.holder.agency)


def shared(cast):
    """A report of the holder's agency that the invited and the outsider were let read."""
    (mention,) = told(cast.holder, only(cast.holder, cast.invited, cast.outsider), named("Wren Tolliver"))
    return mention


def readers(report, *people):
    found = []
    for user in people:
        with as_user(user):
            if Report.objects.readable().filter(pk=report.pk).exists():
                found.append(user)
    return found


def restricted(report, by, *people, why=WHY):
    with as_user(by):
        return restricting.restrict_report(report=report, people=[one.post for one in people], reason=why, by=by)


def in_force(user):
    with as_user(user):
        return Restriction.objects.readable().get(ended_at=None)


def seen(user, *pages):
    client = signed_in(user)
    return [(answer.status_code, TOKEN.sub(b"", answer.content)) for answer in map(client.get, pages)]


def test_who_is_not_named_has_no_trace_of_it_and_who_is_reads_on(cast, lead):
    pages = ["/", "/work/", "/search/", "/restrictions/", "/entities/review/"]
    before = seen(cast.outsider, *pages)
    mention = shared(cast)
    report = mention.report
    everybody = [cast.holder, cast.invited, cast.outsider, lead]
    assert readers(report, *everybody) == [cast.holder, cast.invited, cast.outsider]
    restricted(report, cast.holder, cast.invited)
    assert readers(report, *everybody) == [cast.holder, cast.invited, lead]
    assert seen(cast.outsider, *pages) == before
    address, man = f"/reports/{report.reference}/", f"/entities/{mention.entity_id}/"
    assert [code for code, _ in seen(cast.outsider, address, man, f"{address}restrict/")] == [404, 404, 404]
    with as_user(cast.outsider):
        assert not Holding.objects.exists()
    assert "Restricted to named people" in signed_in(cast.invited).get(address).content.decode()


def test_by_the_pages_the_people_are_chosen_the_others_named_before_and_it_is_lifted(cast, officer):
    report = shared(cast).report
    client, address = signed_in(cast.holder), f"/reports/{report.reference}/"
    page = client.get(address).content.decode()
    assert f'href="{address}restrict/"' in page
    page = client.get(f"{address}restrict/").content.decode()
    assert str(cast.outsider.post) in page
    page = client.post(f"{address}restrict/", {"people": [cast.invited.post.pk]}).content.decode()
    assert "There is a problem" in page
    assert f'value="{cast.invited.post.pk}" checked' in " ".join(page.split())
    answer = client.post(f"{address}restrict/", {"people": [cast.invited.post.pk], "reason": WHY})
    assert answer.headers["Location"] == address
    restriction = in_force(cast.holder)
    told_of = signed_in(officer).get(restriction.get_absolute_url()).content.decode()
    assert WHY in told_of
    assert report.narrative not in told_of
    assert "Open the record" not in told_of
    assert signed_in(officer).get(address).status_code == 404
    answer = client.post(restriction.get_absolute_url(), {"reason": "He moved to another post."})
    assert answer.status_code == 302
    assert readers(report, cast.holder, cast.invited, cast.outsider) == [cast.holder, cast.invited, cast.outsider]
    assert "Restricted to named people" not in client.get(address).content.decode()


def test_nobody_shares_it_on_until_it_is_lifted(cast):
    """It is refused where every act that shares a report passes, whoever asks."""
    report = shared(cast).report
    restriction = restricted(report, cast.holder)
    for by in (cast.holder, person("desk", Role.TRIAGE_OFFICER, at=agency("hub", "partnership"))):
        with as_user(by):
            now = Report.objects.readable().select_related("audience").get(pk=report.pk)
            wider = access.widened(now.audience, access.person(cast.outsider.post))
            with pytest.raises(PermissionDenied, match="is restricted to named people"):
                entities.move_report(report=now, audience=wider, by=by)
    with as_user(cast.holder):
        restricting.lift(restriction=restriction, reason="Over.", by=cast.holder)
        now = Report.objects.readable().select_related("audience").get(pk=report.pk)
        entities.move_report(report=now, audience=access.widened(now.audience, access.adult_desk()), by=cast.holder)


def test_only_whoever_answers_for_it_restricts_and_lifts(cast, lead):
    report = shared(cast).report
    with as_user(cast.invited), pytest.raises(PermissionDenied, match="Childrens Services"):
        restricting.restrict_report(report=report, people=[], reason=WHY, by=cast.invited)
    worker = person("worker", Role.SOCIAL_WORKER, at=cast.holder.agency)
    restriction = restricted(report, cast.holder, worker)
    with as_user(worker), pytest.raises(PermissionDenied, match="lifts a restriction"):
        restricting.lift(restriction=restriction, reason="I say so.", by=worker)
    with as_user(lead):
        restricting.lift(restriction=restriction, reason="Over.", by=lead)
    with as_user(cast.holder), pytest.raises(restricting.Ended):
        restricting.lift(restriction=restriction, reason="Over.", by=cast.holder)


def test_it_is_told_recorded_and_looked_at_again(cast, lead, officer):
    report = shared(cast).report
    restriction = restricted(report, cast.holder)
    for who in (lead, officer):
        with as_user(who):
            (message,) = Message.objects.readable().filter(path=restriction.get_absolute_url())
            assert str(cast.holder.post) in message.text
    with as_user(lead):
        (task,) = Task.objects.readable().filter(rule=restricting.REVIEW, done_at=None)
        assert timedelta(days=80) < task.due_at - timezone.now() < timedelta(days=95)
    again = restricted(report, cast.holder, cast.invited)
    with as_user(lead):
        assert Task.objects.readable().get(rule=restricting.REVIEW, done_at=None).path == again.get_absolute_url()
    with as_user(officer):
        assert Entry.objects.filter(kind="governance.restricted").count() == 2


def test_other_people_are_named_and_the_readers_it_had_are_kept_for_later(cast):
    report = shared(cast).report
    restricted(report, cast.holder, cast.invited)
    restriction = restricted(report, cast.holder, cast.outsider)
    assert readers(report, cast.invited, cast.outsider) == [cast.outsider]
    with as_user(cast.holder):
        restricting.lift(restriction=restriction, reason="Over.", by=cast.holder)
    assert readers(report, cast.invited, cast.outsider) == [cast.invited, cast.outsider]


def test_the_site_cannot_rewrite_or_remove_a_restriction(cast):
    restriction = restricted(shared(cast).report, cast.holder)
    for statement in (
        "UPDATE governance_restriction SET reason = 'Another' WHERE id = %s",
        "DELETE FROM governance_restriction WHERE id = %s",
    ):
        with as_user(cast.holder), pytest.raises(ProgrammingError), connection.cursor() as cursor:  # noqa: PT012
            cursor.execute("SAVEPOINT before")
            try:
                cursor.execute(statement, [restriction.pk])
            finally:
                cursor.execute("ROLLBACK TO SAVEPOINT before")


acts = st.lists(st.sampled_from(["restrict none", "restrict invited", "lift", "open", "end"]), max_size=7)


@given(acts=acts)
@settings(within_a_test, max_examples=20)
def test_with_emergencies_in_between_who_reads_is_as_the_last_decision_says(cast, acts):
    """After each act the invited reads when named or before it was restricted; the outsider also while it is open."""
    with undone():
        (mention,) = told(cast.holder, only(cast.holder, cast.invited), named("Wren Tolliver"))
        report, restriction, given_access = mention.report, None, None
        for act in acts:
            if act.startswith("restrict"):
                people = [cast.invited] if act.endswith("invited") else []
                restriction = restricted(report, cast.holder, *people)
                is_read = bool(people)
            elif act == "lift" and restriction is not None:
                with as_user(cast.holder):
                    restricting.lift(restriction=restriction, reason="Over.", by=cast.holder)
                restriction = None
            elif act == "open" and given_access is None:
                with as_user(cast.outsider):
                    given_access = emergency.open_record(
                        named=named_in(report.reference), reason="Nobody answers now.", by=cast.outsider
                    )
            elif act == "end" and given_access is not None:
                with as_user(cast.outsider):
                    emergency.end(given=given_access, by=cast.outsider)
                emergency.narrow_again(at=timezone.now())
                given_access = None
            expected = [cast.holder]
            if restriction is None or is_read:
                expected.append(cast.invited)
            if given_access is not None:
                expected.append(cast.outsider)
            assert readers(report, cast.holder, cast.invited, cast.outsider) == expected


@pytest.fixture
def world(cast):
    return make_world(cast)


def case_readers(case, *people):
    found = []
    for user in people:
        with as_user(user):
            if Case.objects.readable().filter(pk=case.pk).exists():
                found.append(user)
    return found


def test_a_case_is_kept_to_some_of_its_team_and_comes_back(world, cast):
    colleague = person("colleague", Role.SUPERVISOR, at=cast.holder.agency)
    everybody = [cast.holder, cast.invited, colleague]
    assert case_readers(world.case, *everybody) == everybody
    client, path = signed_in(cast.holder), world.case.get_absolute_url()
    assert f'href="{path}restrict/"' in client.get(path).content.decode()
    page = client.post(f"{path}restrict/", {"people": [cast.invited.post.pk], "reason": WHY}).content.decode()
    assert "Choose a key worker too" in page
    assert client.post(f"{path}restrict/", {"people": [cast.holder.post.pk], "reason": WHY}).status_code == 302
    assert case_readers(world.case, *everybody) == [cast.holder]
    assert signed_in(cast.invited).get(path).status_code == 404
    with as_user(cast.invited):
        assert not TeamMember.objects.readable().exists()
    with as_user(cast.invited), pytest.raises(Http404):
        joins(world.case, colleague, by=cast.invited)
    restriction = in_force(cast.holder)
    with as_user(cast.holder):
        restricting.lift(restriction=restriction, reason="Over.", by=cast.holder)
    assert case_readers(world.case, *everybody) == [cast.holder, colleague]
