"""Short ways to say what these tests need: a concern about a child, a case opened from it, and who is who."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tessera.access.models import User
from tessera.access.roles import Role
from tessera.cases import services
from tessera.cases.models import Case, TeamMember
from tessera.concerns.models import Concern
from tessera.concerns.reporting import report_concern
from tessera.entities.models import Mention
from tessera.entities.services import MentionGiven
from tessera.information.models import Report
from tests.cast import Cast, agency, as_user, person

Part = TeamMember.Part
NAME = "Tegan Hollis"


@dataclass(frozen=True)
class Told:
    """A report, the concern it opened, and the child it names."""

    report: Report
    concern: Concern
    child: UUID


def desk() -> User:
    """Somebody on the triage desk."""
    return person("desk", Role.TRIAGE_OFFICER, at=agency("triage-hub", "partnership", "Triage hub"), name="Dee Marlow")


def teacher() -> User:
    return person("teacher", Role.REPORTER, at=agency("saltreach-academy", name="Saltreach Academy"), name="Tess Arden")


def told(
    by: User, desk: User, *more: MentionGiven, name: str = NAME, at: datetime | None = None, same_as: UUID | None = None,
    **typed: object,
) -> Told:  # fmt: skip
    """Somebody reports a concern about a child; the desk reads it."""
    child = MentionGiven(
        "person", "child", name, {"born_on": typed.pop("born_on")} if "born_on" in typed else {}, same_as
    )
    given = {"narrative": "A grey car waits at the side gate.", "how_known": "saw", **typed}
    with as_user(by):
        report = report_concern(typed=given, mentions=[child, *more], by=by, at=at)
    with as_user(desk):
        concern = Concern.objects.readable().get(concernreports__report=report)
        mention = Mention.objects.readable().get(report=report, position=0)
    return Told(report, concern, mention.entity_id)


def case_of(told: Told, *, by: User, key_worker: User, **more: object) -> Case:
    """A case opened from that concern."""
    with as_user(by):
        given = {"title": NAME, "reason": "The school is worried.", **more}
        return services.open_from_concern(
            concern=told.concern, child_id=told.child, key_worker=key_worker.post, by=by, **given
        )


def joins(case: Case, user: User, *, by: User, part: str = Part.OTHER) -> TeamMember:
    with as_user(by):
        return services.put_on_team(case=case, post=user.post, part=part, by=by)


def leaves(member: TeamMember, *, by: User) -> TeamMember:
    with as_user(by):
        return services.take_off_team(member=member, reason="Their part is done.", by=by)


@dataclass(frozen=True)
class World:
    """A child's case: the holder is its key worker, the invited colleague was put on the team by them."""

    cast: Cast
    desk: User
    teacher: User
    told: Told
    case: Case
    joined: TeamMember


def make_world(cast: Cast) -> World:
    triage, school = desk(), teacher()
    about = told(school, triage)
    case = case_of(about, by=triage, key_worker=cast.holder)
    return World(cast, triage, school, about, case, joins(case, cast.invited, by=cast.holder))
