"""What ties one thing to others, as far as the reports say so that this reader may open. REQ soft-link-map."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Q, QuerySet
from django.db.models.functions import JSONObject

from tessera.access.models import User
from tessera.entities.models import Link, Mention
from tessera.entities.queries.held import Held, held_for
from tessera.information.queries import NOT_SHOWN, UNGRADED, grade_words
from tessera.reference.models import TieKind, TieStrength
from tessera.reference.queries import current

MOST_TIES = 500  # statements of reports


@dataclass(frozen=True)
class Said:
    """One report that says so, and its grade in words: “Ungraded”, or not shown to whoever reads it as its writer alone."""

    link: Link
    grade: str


@dataclass(frozen=True)
class Tie:
    """Something that one thing is tied to, in words that stand between their names, and how far it can be relied on.

    The strength is that of the best graded report that says so; with no grade at all it is the weakest there is.
    """

    words: str
    other: Held
    strength: TieStrength
    said: tuple[Said, ...]

    @property
    def strength_words(self) -> str:
        """The strength in words. Where no grade is shown to this reader it is not known to be ungraded."""
        grades = {one.grade for one in self.said}
        return NOT_SHOWN if NOT_SHOWN in grades and grades <= {NOT_SHOWN, UNGRADED} else self.strength.label

    @property
    def agencies(self) -> list[str]:
        """Whose reports say so, each agency once."""
        return list(dict.fromkeys(one.link.report.agency.name for one in self.said))


def ties_of(user: User, entity_id: UUID) -> list[Tie]:
    """Every tie of one thing, the strongest first; each counts only the reports that this reader may open."""
    links = links_of(user, entity_id)
    others = held_for(user, tied_to(links, entity_id), with_standings=True)
    return drawn(links, entity_id, others=others, grades=grade_words(user, {link.report_id for link in links}))


def links_of(user: User, entity_id: UUID) -> list[Any]:
    """What reports say ties one thing to others, each with the list of strengths: all that `drawn` needs of the database."""
    row = JSONObject(code="code", label="label", is_confirmed="is_confirmed", grades="grades")
    strengths = ArraySubquery(current(TieStrength).values(row=row))
    said = _links_of(entity_id).filter(withdrawn_at__isnull=True).annotate(strengths=strengths)
    return [link for link in said[:MOST_TIES] if not _is_loop(link)]


def tied_to(links: Iterable[Link], entity_id: UUID) -> set[UUID]:
    """What these tie one thing to."""
    return {_seen_from(link, entity_id)[1] for link in links}


def drawn(
    links: Sequence[Any], entity_id: UUID, *, others: Mapping[UUID, Held], grades: Mapping[UUID, str]
) -> list[Tie]:
    """These links as ties, seen from one of their ends. `grades` are the words for the grade of each report.

    What is not in `others` or `grades` came after they were asked for, and is left out.
    """
    if not links:
        return []
    strengths = [TieStrength(**row) for row in links[0].strengths]
    of: dict[tuple[str, UUID], list[Said]] = defaultdict(list)
    for link in links:
        if link.report_id in grades:
            of[_seen_from(link, entity_id)].append(Said(link, grades[link.report_id]))
    ties = [
        Tie(words, others[pk], strength_of([one.grade for one in said], strengths), tuple(said))
        for (words, pk), said in of.items()
        if pk in others
    ]
    place = {strength.code: number for number, strength in enumerate(strengths)}
    return sorted(ties, key=lambda tie: (place[tie.strength.code], tie.words, tie.other.name, str(tie.other.pk)))


def withdrawn_ties_of(user: User, entity_id: UUID) -> list[Link]:
    """Ties of one thing that were taken back, the last first. They stay on record, with the reason."""
    gone = _links_of(entity_id).filter(withdrawn_at__isnull=False)
    return list(gone.select_related("withdrawn_by__user", "withdrawn_by__agency").order_by("-withdrawn_at", "pk")[:50])


def strength_of(grades: Iterable[str], strengths: Sequence[TieStrength]) -> TieStrength:
    """The first strength on the list that one of these grades gives; the last, which asks for none, without any."""
    given = set(grades)
    return next((one for one in strengths if given & set(one.grades)), strengths[-1])


def link_for(user: User, pk: UUID) -> Link | None:
    """One tie that a report says, or nothing: hidden and absent are the same."""
    return (
        Link.objects.readable().select_related("one", "other", "kind", "report", "withdrawn_by").filter(pk=pk).first()
    )


def pairs_in_reports(user: User, one: UUID, other: UUID) -> list[tuple[Mention, Mention]]:
    """For each report that speaks of both, newest first, where it speaks of the one and where of the other."""
    spoken = Mention.objects.readable().filter(entity_id__in=[one, other]).select_related("report__agency")
    by_report: dict[UUID, dict[UUID, Mention]] = defaultdict(dict)
    for mention in spoken.order_by("-at", "report_id", "position", "pk")[:MOST_TIES]:
        by_report[mention.report_id].setdefault(mention.entity_id, mention)
    return [(said[one], said[other]) for said in by_report.values() if len(said) == 2]


def kinds_between(one: str, other: str) -> list[TieKind]:
    """What may tie a thing of one kind to a thing of another, in words that stand between them in this order."""
    return list(current(TieKind).filter(of__contains=[one], to__contains=[other]))


def _links_of(entity_id: UUID) -> QuerySet[Link]:
    spoken = Mention.objects.readable().filter(entity_id=entity_id).values("pk")
    links = Link.objects.readable().filter(Q(one__in=spoken) | Q(other__in=spoken))
    return links.select_related("one", "other", "kind", "report__agency", "author__user", "author__agency").order_by(
        "-report__sent_at", "report_id", "pk"
    )


def _is_loop(link: Link) -> bool:
    """Whether both ends were joined into one thing since."""
    return link.one.entity_id == link.other.entity_id


def _seen_from(link: Link, entity_id: UUID) -> tuple[str, UUID]:
    """The words and the other thing, as they read from this side."""
    if link.one.entity_id == entity_id:
        return link.kind.label, link.other.entity_id
    return link.kind.back, link.one.entity_id
