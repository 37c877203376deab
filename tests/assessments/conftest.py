"""A child held by the cast's holder and invited colleague, and an assessment of that child."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import pytest

from tessera.access import services as access
from tessera.access.models import Audience
from tessera.assessments import queries, services
from tessera.assessments.answering import TickGiven
from tessera.assessments.instrument import SETTLED
from tessera.assessments.models import Assessment
from tessera.assessments.parts import ABOUT
from tessera.assessments.terms import LISTS, Part
from tessera.reference.models import Indicator
from tests.cast import Cast, as_user
from tests.entities.telling import person, told

WRITTEN = {"level_by_police", "nrm_decision", "specialist_advice"}
BACKEND = "tessera.access.signed_in.SignedIn"


@dataclass(frozen=True)
class Child:
    """A child known to an audience."""

    pk: UUID
    name: str
    audience: Audience


def known_child(cast: Cast, name: str = "Robin Example") -> Child:
    """A child of whom the holder and the invited colleague hold something, and the outsider nothing."""
    audience = access.audience_of([access.person(cast.holder.post), access.person(cast.invited.post)])
    first, surname = name.split()
    [child] = told(cast.holder, audience, person(name, first_name=first, surname=surname))
    return Child(child.entity_id, name, audience)


def sign(code: str) -> Indicator:
    """The sign of this code."""
    return Indicator.objects.get(code=code)


def given(code: str, note: str = "", **detail: object) -> TickGiven:
    """A tick on the sign of this code."""
    row = sign(code)
    return TickGiven(row, row.label, note, detail)


def save_list(assessment: Assessment, part: Part, *ticks: TickGiven, state: str = "", by: object) -> None:
    """Save a list over what stands in it now."""
    version = queries.answers_for(by, assessment).version(part)
    services.save_list(assessment=assessment, part=part, version=version, state=state, ticks=ticks, by=by)


def save_about(assessment: Assessment, *, by: object, left: Sequence[str] = (), **answers: object) -> None:
    """Save the answers about the child over what stands there now; those not given nor left blank are not known."""
    kept = {name: "" if name in WRITTEN else None for name in ABOUT}
    version = queries.answers_for(by, assessment).version(Part.ABOUT)
    services.save_about(assessment=assessment, version=version, answers={**kept, **answers}, left=left, by=by)


def complete(assessment: Assessment, *, by: object) -> None:
    """Answer every part: each of the three lists with none seen, the others as they stand or not known."""
    for part in LISTS:
        save_list(assessment, part, state="answered", by=by)
    settle(assessment, by=by)


def settle(assessment: Assessment, *, by: object) -> None:
    """Answer or confirm what is not settled yet of the parts that are no list: as they stand, else not known."""
    now = queries.assessments_for(by).get(pk=assessment.pk)
    held = queries.answers_for(by, now)
    if held.state(Part.ABOUT) not in SETTLED:
        save_about(assessment, by=by, **{name: getattr(now, name) for name in ABOUT})
    if held.state(Part.CHILD) not in SETTLED:
        services.save_child(
            assessment=assessment, version=held.version(Part.CHILD), childs_view=now.childs_view or "To be left alone.",
            is_account_withdrawn=now.is_account_withdrawn, by=by,
        )  # fmt: skip


def decide(assessment: Assessment, level: str = "standard", *, by: object, reason: str = "", **more: str) -> Assessment:
    """Decide a level."""
    typed = {"next_conversation": "", "need_without_service": "", **more}
    return services.decide(assessment=assessment, level=level, reason=reason, by=by, **typed)


@pytest.fixture
def child(cast: Cast) -> Child:
    return known_child(cast)


@pytest.fixture
def assessment(cast: Cast, child: Child) -> Assessment:
    """Started by the holder, readable by the invited colleague and both their supervisors."""
    holders = [
        access.person(cast.holder.post), access.person(cast.invited.post), access.triage_desk(),
        access.supervisors_of(cast.holder.agency),
    ]  # fmt: skip
    with as_user(cast.holder):
        return services.start(
            child_id=child.pk, child_name=child.name, audience=access.audience_of(holders), by=cast.holder
        )


@pytest.fixture
def me(cast: Cast):
    """The holder, with their keyring open."""
    with as_user(cast.holder) as user:
        yield user
