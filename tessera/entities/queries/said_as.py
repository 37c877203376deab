"""As what reports speak of people, whether it is fact or opinion, and everything said grouped by how it is known."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from tessera.access.models import User
from tessera.entities import facts
from tessera.entities.models import Mention, SaidAs
from tessera.entities.queries.held import Held, held_for, mentions_of
from tessera.information.models import Report
from tessera.information.queries import grade_words
from tessera.ui.words import moment

MOST_STATEMENTS = 500
NOT_SAID = "How the writer knows is not said"
# What the writer saw comes before what they were told; what they worked out is their opinion, and stands apart.
KNOWN = {
    Report.HowKnown.SAW.value: "Seen by the writer",
    Report.HowKnown.CHILD_TOLD.value: "Told by the child",
    Report.HowKnown.OTHER_TOLD.value: "Told by somebody else",
    Report.HowKnown.WORKED_OUT.value: "Worked out by the writer",
    "": NOT_SAID,
}
COLUMNS = (
    "How it is known", "Fact or opinion", "Spoken of as", "Grade", "Report", "Agency", "Happened", "Written down", "In the words",
    "What is said",
)  # fmt: skip


@dataclass(frozen=True)
class Statement:
    """What one report says of one thing: how it is known, as what it is read, and its grade."""

    mention: Mention
    grade: str
    read_as: SaidAs | None

    @property
    def known(self) -> str:
        """How the writer knows, as they said it."""
        return KNOWN[self.mention.report.how_known]

    @property
    def says(self) -> str:
        """The facts that were read in it: “First name: Darren; Nickname: Daz”."""
        return "; ".join(
            f"{facts.LABELS[name]}: {facts.as_shown(name, value)}" for name, value in facts.values_of(self.mention)
        )

    @property
    def nature(self) -> str:
        return self.read_as.get_nature_display() if self.read_as else "Not yet told apart"

    @property
    def category(self) -> str:
        return self.read_as.category.label if self.read_as and self.read_as.category else ""

    @property
    def row(self) -> tuple[str, ...]:
        """As a line of an export, in the order of COLUMNS."""
        report = self.mention.report
        return (
            self.known, self.nature, self.category, self.grade, report.reference, report.agency.name,
            report.happened_words or moment(report.happened_from), moment(report.sent_at), self.mention.words, self.says,
        )  # fmt: skip


def said_as_of(user: User | None, mention_ids: Iterable[UUID]) -> dict[UUID, SaidAs]:
    """As what each of these mentions is read, the newest act of each, in one statement. Not yet told apart: not there.

    Nor is it for whoever reads the report as its writer alone.
    """
    read = SaidAs.objects.readable().filter(mention__in=set(mention_ids)).select_related("category")
    newest = read.select_related("author__user", "author__agency").order_by("mention_id", "-at", "-id")
    return {one.mention_id: one for one in newest.distinct("mention_id")}


def acts_about(user: User, mention: Mention) -> list[SaidAs]:
    """Every time that somebody said as what a mention is read, the one in force first."""
    acts = SaidAs.objects.readable().filter(mention=mention)
    return list(acts.select_related("category", "author__user", "author__agency"))


def read_as_in(user: User, report: Report) -> list[tuple[Mention, SaidAs | None]]:
    """Everything that a report speaks of, with as what it is read, in the order it stands there."""
    mentions = list(Mention.objects.readable().filter(report=report).order_by("position", "pk"))
    read = said_as_of(user, [mention.pk for mention in mentions])
    return [(mention, read.get(mention.pk)) for mention in mentions]


def things_in(user: User, report: Report) -> list[Held]:
    """Everybody and everything that a report speaks of as this person holds it, with standings, to be opened from there."""
    spoken = Mention.objects.readable().filter(report=report).order_by("position", "pk")
    things = list(dict.fromkeys(spoken.values_list("entity_id", flat=True)))
    held = held_for(user, things, with_standings=True)
    return [held[pk] for pk in things if pk in held]


def statements_of(user: User, entity_id: UUID) -> list[tuple[str, Sequence[Statement]]]:
    """Everything that reports say of a thing, grouped by how it is known: what was seen before what was told.

    The newest 500. REQ soft-provenance-hearsay.
    """
    mentions = list(mentions_of(user, entity_id)[:MOST_STATEMENTS])
    grades = grade_words(user, [mention.report_id for mention in mentions])
    read = said_as_of(user, [mention.pk for mention in mentions])
    groups: dict[str, list[Statement]] = defaultdict(list)
    for mention in mentions:
        statement = Statement(mention, grades[mention.report_id], read.get(mention.pk))
        groups[statement.known].append(statement)
    return [(known, groups[known]) for known in KNOWN.values() if known in groups]
