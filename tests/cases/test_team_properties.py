"""Whoever joins and leaves: an open case has a key worker, and is read by its team now, its supervisors and its author."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tessera.access.roles import Role
from tessera.cases import queries, services
from tessera.cases.models import Case, TeamMember
from tests.cases.telling import Part, make_world
from tests.cast import agency, as_user, person

pytestmark = pytest.mark.slow

STAFF = ("key worker", "social worker", "officer", "nurse", "supervisor", "other supervisor", "desk")
moves = st.lists(
    st.one_of(
        st.tuples(st.just("join"), st.sampled_from(STAFF[:4]), st.sampled_from(Part.values)),
        st.tuples(st.just("leave"), st.sampled_from(STAFF[:4]), st.sampled_from(Part.values)),
        st.tuples(st.sampled_from(["close", "reopen"]), st.sampled_from(STAFF[:4]), st.just("")),
    ),
    min_size=1,
    max_size=14,
)


@pytest.fixture
def staff(cast):
    world = make_world(cast)
    people = {
        "key worker": cast.holder,
        "social worker": cast.invited,
        "officer": person("officer", Role.POLICE_OFFICER, at=agency("police", "police")),
        "nurse": person("nurse", Role.HUB_PARTNER, at=agency("nurses", "health")),
        "supervisor": person("supervisor", Role.SUPERVISOR, at=cast.holder.agency),
        "other supervisor": person("theirs", Role.SUPERVISOR, at=agency("police", "police")),
        "desk": world.desk,
    }
    return world.case, people


@given(story=moves)
@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
def test_joining_and_leaving(staff, story):
    case, people = staff
    with transaction.atomic():
        for verb, name, part in story:
            happen(case, people["supervisor"], verb, people[name], part)
            check(case, people)
        transaction.set_rollback(True)


def happen(case, by, verb, whom, part):
    """What the site would refuse does not happen."""
    with as_user(by):
        present = TeamMember.objects.filter(case=case, ends_on__isnull=True)
        try:
            with transaction.atomic():
                if verb == "join":
                    services.put_on_team(case=case, post=whom.post, part=part, by=by)
                elif verb == "leave":
                    member = present.filter(post=whom.post, part=part).first()
                    if member:
                        services.take_off_team(member=member, reason="Done.", by=by)
                elif verb == "close":
                    services.close(case=case, reason="Done.", by=by)
                else:
                    services.reopen(case=case, reason="Again.", key_worker=whom.post, by=by)
        except PermissionDenied:
            return


def check(case, people):
    with as_user(people["supervisor"]):
        now = Case.objects.get(pk=case.pk)
        present = list(TeamMember.objects.filter(case=case, ends_on__isnull=True))
    if now.status == Case.Status.OPEN:
        assert any(one.part == Part.KEY_WORKER for one in present)
    beside = {one.post_id for one in present}
    author, supervisors = "desk", {"supervisor", "key worker"}  # the key worker supervises there too
    for name, user in people.items():
        with as_user(user):
            reads = queries.cases_for(user).filter(pk=case.pk).exists()
            team_rows = TeamMember.objects.filter(case=case).exclude(author=user.post).exists()
        expected = user.post.pk in beside or name == author or name in supervisors
        assert reads is expected, name
        assert team_rows is expected, name
