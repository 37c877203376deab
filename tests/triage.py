"""The people of the triage tests and what they report: shared by the tests of concerns and of overview."""

from dataclasses import dataclass
from typing import Any

from tessera.access import services as access
from tessera.access.models import User
from tessera.access.roles import Role
from tessera.concerns import queries
from tessera.concerns.models import Concern
from tessera.concerns.reporting import report_concern
from tessera.entities.models import Marker
from tessera.entities.services import MentionGiven
from tessera.information.models import Report
from tests.cast import agency, as_user, person

CHILD = MentionGiven("person", "child", "Tegan Hollis")
MAN = MentionGiven("person", "concern", "Darren Axley, known as Dazza")
CAR = MentionGiven("vehicle", "other", "WX19 KTR")


@dataclass(frozen=True)
class Desk:
    """Who sends, who decides, who agrees, who is asked, who assesses, and who must see nothing."""

    teacher: User
    officer: User
    second: User
    nurse: User
    assessor: User
    detective: User
    outsider: User


def make_desk() -> Desk:
    hub, care = agency("triage-hub", "partnership"), agency("childrens-services", "social_care")
    return Desk(
        teacher=person("teacher", Role.REPORTER, at=agency("saltreach-academy"), name="Tess Arden"),
        officer=person("officer", Role.TRIAGE_OFFICER, at=hub, name="Dee Marlow"),
        second=person("second", Role.COORDINATOR, at=hub, name="Ana Quill"),
        nurse=person("nurse", Role.HUB_PARTNER, at=agency("estuary-health", "health"), name="Nia Bell"),
        assessor=person("assessor", Role.SOCIAL_WORKER, at=care, name="Sol Reeve"),
        detective=person("detective", Role.POLICE_OFFICER, at=agency("wexmouth-police", "police"), name="Kit Lowe"),
        outsider=person("outsider", Role.HUB_PARTNER, Role.SUPERVISOR, at=agency("far-school"), name="Ola Stern"),
    )


def reported(by: User, *mentions: MentionGiven, **typed: Any) -> Report:
    """A concern as somebody sends it."""
    with as_user(by):
        return report_concern(
            typed={"narrative": "A man waits for her at the gate in a silver car.", **typed},
            mentions=mentions,
            by=by,
        )


def concern_of(desk: Desk, report: Report) -> Concern:
    """The question the desk has about a report, as it is now. Needs the keyring of somebody on the desk."""
    return queries.concerns_about(desk.officer, report).get()


def marked(desk: Desk, entity: Any, what: str, officer: User | None = None) -> Marker:
    """A marker that the desk can see on somebody."""
    with as_user(desk.officer):
        return Marker.objects.create(
            entity_id=entity, what=what, starts_on="2026-01-05", officer=officer.post if officer else None,
            audience=access.audience_of([access.triage_desk()]), author=desk.officer.post,
        )  # fmt: skip
