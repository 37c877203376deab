"""What the hand-made story is made of: who is in it, what was reported, what was done.

`reports` are in order of writing. `truth` of a mention is `story:<whom or what>`, empty where the story
itself does not say; like that of a made-up report it is for tests and never loaded.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from tessera.lib.area.people import Account
from tessera.lib.area.reports import Mention


@dataclass(frozen=True, slots=True)
class Character:
    """Somebody in the story as they truly are. `part` is child, concern or protects."""

    key: str
    part: str
    first_name: str
    surname: str
    nickname: str
    born_on: date
    town: str
    address: str
    postcode: str
    phone: str
    plate: str
    vehicle: str
    accounts: tuple[Account, ...]

    @property
    def born(self) -> str:
        """The birthday as somebody here would write it."""
        return f"{self.born_on.day}/{self.born_on.month}/{self.born_on.year}"


@dataclass(frozen=True, slots=True)
class Triaged:
    """What the desk decided about a report and told whoever made it.

    `to` is the agency it was passed to. For joint action, `present` are the kinds of agency that took
    part in the strategy discussion and `absent` those that did not, with the reason.
    """

    band: str
    what: str
    by: str
    decided_at: datetime
    reasons: str
    reply: str
    to: str
    review_on: date | None
    present: tuple[str, ...]
    absent: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class StoryReport:
    """A report of the story. The fields it shares with a made-up `Report` mean the same there.

    `named` are the colleagues who may see it besides the desk, when `audience` is `named`. `child_knows`
    and `parents_know` are yes, no, unsafe, or empty where nobody said. `corrects` is the key of an
    earlier report.
    """

    key: str
    agency: str
    author: str
    origin: str
    source: str
    source_name: str
    source_reference: str
    how_known: str
    happened_from: datetime
    happened_until: datetime
    when_text: str
    sent_at: datetime
    where_text: str
    about_text: str
    narrative: str
    childs_words: str
    child_knows: str
    parents_know: str
    child_wants: str
    audience: str
    named: tuple[str, ...]
    corrects: str
    mentions: tuple[Mention, ...]
    triage: Triaged | None


@dataclass(frozen=True, slots=True)
class Asked:
    """Another agency asked during the assessment. No `answered_on` means that it has not answered."""

    agency: str
    asked_on: date
    answered_on: date | None
    answer: str


@dataclass(frozen=True, slots=True)
class StoryAssessment:
    """The assessed child: `indicators` as code and note, `facts` as risk.yaml names them."""

    child: str
    by: str
    started_on: date
    finished_on: date
    asked: tuple[Asked, ...]
    indicators: Mapping[str, str]
    facts: Mapping[str, object]
    child_view: str
    models: Mapping[str, date]
    suggested_level: str
    decided_level: str
    reason: str
    nwg_category: str
    signed_off_by: str
    signed_off_on: date


@dataclass(frozen=True, slots=True)
class TeamMember:
    """Somebody on the case's team, from a day, and to a day if they have left it."""

    account: str
    part: str
    starts_on: date
    ends_on: date | None


@dataclass(frozen=True, slots=True)
class Voice:
    """What the child said (words), wants (wish), or said about safe contact (safe_contact)."""

    what: str
    text: str
    said_to: str
    said_on: date


@dataclass(frozen=True, slots=True)
class FamilyMember:
    """One of the child's family and the part they play, from a day."""

    name: str
    relation: str
    part: str
    from_on: date


@dataclass(frozen=True, slots=True)
class Action:
    """Something somebody agreed to do by a day, and the day it was done if it was."""

    what: str
    owner: str
    set_on: date
    due_on: date
    done_on: date | None


@dataclass(frozen=True, slots=True)
class StoryCase:
    """The case opened for the assessed child, from a report of the story."""

    child: str
    opened_from: str
    opened_by: str
    opened_on: date
    agency: str
    reason: str
    team: tuple[TeamMember, ...]
    voice: tuple[Voice, ...]
    family: tuple[FamilyMember, ...]
    actions: tuple[Action, ...]


@dataclass(frozen=True, slots=True)
class Story:
    """The whole story as it stands on a day."""

    cast: Mapping[str, Character]
    reports: tuple[StoryReport, ...]
    assessment: StoryAssessment
    case: StoryCase
