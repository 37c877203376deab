"""Who may do what with a case, as a table."""

import pytest

from tessera.access.roles import Role
from tessera.cases import policy, queries
from tests.cast import agency, as_user, person

VERBS = ("may_read", "may_work_on", "may_assess", "may_change_team", "may_close", "may_reopen")


@pytest.mark.parametrize(
    ("role", "place", "allowed"),
    [
        (Role.SOCIAL_WORKER, "childrens-services", {"may_read", "may_work_on", "may_assess", "may_change_team"}),
        (
            Role.SUPERVISOR,
            "childrens-services",
            {"may_read", "may_work_on", "may_assess", "may_change_team", "may_close"},
        ),
        (Role.SUPERVISOR, "estuary-health", {"may_read", "may_work_on", "may_assess", "may_change_team"}),
        (Role.KEY_WORKER, "harbourlight", {"may_read", "may_work_on", "may_assess"}),
        (Role.LEGAL_ADVISER, "hub", {"may_read", "may_work_on"}),
        (Role.REPORTER, "school", set()),
        (Role.ADMINISTRATOR, "hub", set()),
    ],
)
def test_what_a_role_may_do_in_an_open_case(world, role, place, allowed):
    user = person("somebody", role, at=agency(place))
    case = world.case
    without_a_case = {"may_read"}
    with as_user(user):
        answers = {
            verb: getattr(policy, verb)(user) if verb in without_a_case else getattr(policy, verb)(user, case)
            for verb in VERBS
        }
    assert {verb for verb, answer in answers.items() if answer} == allowed
    assert all(answer.reason.endswith(".") for answer in answers.values() if not answer)


@pytest.mark.parametrize(
    ("name", "sees", "closes"), [("holder", True, True), ("invited", True, False), ("outsider", False, False)]
)
def test_the_cast(world, name, sees, closes):
    user = getattr(world.cast, name)
    with as_user(user):
        assert queries.cases_for(user).filter(pk=world.case.pk).exists() is sees
        assert bool(policy.may_close(user, world.case)) is closes
