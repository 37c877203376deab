"""What people answered about two things as wholes: what is joined now, what was taken back, what was told apart.

Everything here is worked out from the mentions that the reader may read. A name is never kept with an answer: it
would tell whoever reads one side what only the other's readers may know.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db.models import F, JSONField, OuterRef, QuerySet, UUIDField, Value
from django.db.models.functions import Cast, JSONObject
from django.http import Http404

from tessera.access.models import Agency, Post, User
from tessera.entities import holding as making
from tessera.entities.models import Holding, Match, Mention, PairAnswer, PairMention
from tessera.entities.queries.held import held_for

MOST_ROWS = 100
NAMED_BY = 20  # mentions: a place may be spoken of in thousands
_AUTHOR = ("author__user", "author__agency")


@dataclass(frozen=True)
class Join:
    """Something that was joined to what a reader looks at, as far as their own keyring shows it."""

    answer: PairAnswer
    name: str
    into: str
    mentions: tuple[Mention, ...]
    score: Any = None

    @property
    def pk(self) -> UUID:
        return self.answer.pk


@dataclass(frozen=True)
class Undoing:
    """What undoing a join would do: the mentions that go back, and those that somebody has moved on since."""

    join: Join
    back: tuple[PairMention, ...]
    moved_on: tuple[tuple[Mention, str], ...]


@dataclass(frozen=True)
class Said:
    """An earlier answer about two things: about them as wholes, or about one mention of the one."""

    answer: PairAnswer | Match
    words: str = ""

    @property
    def is_undoing(self) -> bool:
        return isinstance(self.answer, PairAnswer) and self.answer.undoes_id is not None


def moves() -> QuerySet[PairMention]:
    """Every mention that was joined to another thing with the whole of its own, as far as the keyring opens it."""
    return PairMention.objects.filter(joined_to__isnull=False)


def joins_of(user: User, entity_id: UUID) -> list[Join]:
    """What was joined to this and is still with it, newest first.

    Only answers that the reader may read, each named by the newest mentions of it that they may read.
    """
    return _joins(user, moves().filter(mention__entity=entity_id, back=None))


def join_for(user: User, pk: UUID) -> tuple[Join, UUID]:
    """One join that is not wholly taken back, and what its mentions are part of now.

    Raises Http404 for one that this person may not read, or of which nothing that they may read is left to undo.
    """
    rows = moves().filter(answer=pk, back=None)
    joins = _joins(user, rows)
    if not joins:
        raise Http404
    return joins[0], joins[0].mentions[0].entity_id


def parted_again(pk: UUID) -> UUID | None:
    """What a join that was taken back is about, for whoever may read that answer and still holds it; else nothing."""
    answer = PairAnswer.objects.filter(pk=pk, judgement=Match.Judgement.SAME).first()
    return answer.left_id if answer and Holding.objects.filter(entity=answer.left_id).exists() else None


def undoing_of(user: User, join: Join) -> Undoing:
    """What would go back, and what would stay where somebody moved it since, in words."""
    rows = list(moves().filter(answer=join.pk, back=None).select_related("mention__report").order_by("-at", "pk"))
    later = moved_later(rows)
    back = tuple(row for row in rows if row.pk not in later)
    stay = [row.mention for row in rows if row.pk in later]
    named = held_for(user, {mention.entity_id for mention in stay})
    return Undoing(join, back, tuple((one, named[one.entity_id].name) for one in stay if one.entity_id in named))


def moved_later(rows: Sequence[PairMention]) -> set[UUID]:
    """Which of these moves somebody has moved the mention on from since: by another join that stands, or one answer."""
    of_each = _history(row.mention_id for row in rows)
    later = set()
    for row in rows:
        standing = [one for one in of_each[row.mention_id] if not _is_back(one)]
        if row.mention.entity_id != row.joined_to_id or standing[0].pk != row.pk:
            later.add(row.pk)
    return later


def places_before(rows: Sequence[PairMention]) -> dict[UUID, UUID]:
    """For each of these moves: where its mention was before, or would have been without joins taken back since."""
    of_each = _history(row.mention_id for row in rows)
    return {row.pk: _unwound(row.was_id, row, of_each[row.mention_id]) for row in rows}


def place_now(mention: Mention, place: UUID) -> UUID:
    """Where a mention belongs that an answer puts back to this place, now that some joins were taken back."""
    history = _history([mention.pk])[mention.pk]
    for row in history:
        if row.joined_to_id == place and _is_back(row):
            return _unwound(row.was_id, row, history)
        if not _is_back(row):
            break
    return place


def _unwound(place: UUID, by: PairMention, history: Sequence[PairMention]) -> UUID:
    """The place before a move, without the joins that stood when it was made and were taken back since."""
    for row in history:
        if row.at >= by.at or (_is_back(row) and row.back.at <= by.at):
            continue
        if row.joined_to_id != place or not _is_back(row):
            break
        place, by = row.was_id, row
    return place


def _is_back(row: PairMention) -> bool:
    return hasattr(row, "back")


def _history(mentions: Iterable[UUID]) -> Mapping[UUID, list[PairMention]]:
    """Every move of these mentions, newest first, each with what took it back."""
    of_each: dict[UUID, list[PairMention]] = defaultdict(list)
    for row in moves().filter(mention__in=set(mentions)).select_related("back").order_by("-at", "-pk"):
        of_each[row.mention_id].append(row)
    return of_each


def gone_elsewhere(user: User, entity_id: UUID) -> list[Any]:
    """What mentions that were here are part of now, where others stayed: whoever joined them could not read these."""
    went = moves().filter(was=entity_id, back=None).exclude(mention__entity=entity_id)
    found = held_for(user, went.values_list("mention__entity", flat=True).distinct()[:MOST_ROWS])
    return sorted(found.values(), key=lambda held: (held.name, str(held.pk)))


def told_of(user: User | None, entity_ids: Iterable[UUID]) -> dict[UUID, dict[UUID, PairAnswer]]:
    """For each of these: everything that people answered about it as a whole, with the latest answer.

    By the mentions the answer was about, wherever they are now: what was said of a part still counts for the whole.
    """
    asked = set(entity_ids)
    told = _told(asked).select_related(*_AUTHOR)
    return _latest(asked, [(answer, answer.places) for answer in told])


def answers_given(
    single: QuerySet[Match], entity_ids: Iterable[UUID]
) -> tuple[list[Match], dict[UUID, dict[UUID, PairAnswer]]]:
    """These answers about single mentions, oldest first, and what `told_of` answers: both in one statement.

    Each with the names of whoever gave it, and no more of them.
    """
    asked = set(entity_ids)
    columns = ("pk", "left", "right", "judgement", "note", "at", "author", "author__user__name", "author__agency__name")
    nowhere = Cast(Value([]), ArrayField(JSONField()))
    wholes = _told(asked).annotate(about=Cast(Value(None), UUIDField())).values_list(*columns, "places", "about")
    singles = single.annotate(places=nowhere, about=F("mention")).values_list(*columns, "places", "about")
    found: list[Match] = []
    told: list[tuple[PairAnswer, Any]] = []
    for pk, left, right, judgement, note, at, author, name, agency, places, mention in wholes.union(singles, all=True):
        post = Post(pk=author, user=User(name=name), agency=Agency(name=agency))
        said = {"pk": pk, "left_id": left, "right_id": right, "judgement": judgement, "note": note, "at": at}
        if mention is None:
            told.append((PairAnswer(author=post, **said), places))
        else:
            found.append(Match(author=post, mention_id=mention, **said))
    return sorted(found, key=lambda match: (match.at, str(match.pk))), _latest(asked, told)


def _told(asked: set[UUID]) -> QuerySet[Any, Any]:
    """The answers about these as wholes, each with where its mentions were and are. Asked even of nothing."""
    about = PairMention.objects.filter(answer=OuterRef("pk")).order_by()
    places = ArraySubquery(about.values(place=JSONObject(was="was", now="mention__entity")).distinct())
    ours = PairMention.objects.filter(mention__entity__in=asked).values("answer")
    return PairAnswer.objects.filter(pk__among=ours).annotate(places=places).order_by()


def _latest(asked: set[UUID], told: list[tuple[PairAnswer, Any]]) -> dict[UUID, dict[UUID, PairAnswer]]:
    latest: dict[UUID, dict[UUID, PairAnswer]] = {one: {} for one in asked}
    for answer, places in sorted(told, key=lambda one: (one[0].at, str(one[0].pk))):
        sides = [(UUID(place["was"]), UUID(place["now"])) for place in places]
        for (was, now), (other_was, other) in product(sides, sides):
            if now in asked and was != other_was and now != other:
                latest[now][other] = answer
    return latest


def answers_between(user: User, one: UUID, other: UUID) -> list[Said]:
    """Every answer that the reader may see about two things, newest first: as wholes, and about single mentions."""
    ours = PairMention.objects.filter(mention__entity=one).values("answer")
    theirs = PairMention.objects.filter(mention__entity=other).values("answer")
    wholes = PairAnswer.objects.filter(pk__among=ours).filter(pk__among=theirs).select_related(*_AUTHOR)
    single = Match.objects.readable().filter(left__in=(one, other), right__in=(one, other))
    said = [Said(answer) for answer in wholes] + [
        Said(match, match.mention.words) for match in single.select_related("mention", *_AUTHOR)
    ]
    return sorted(said, key=lambda each: (each.answer.at, str(each.answer.pk)), reverse=True)


def last_answer(one: UUID, other: UUID) -> PairAnswer | None:
    """The latest answer about two things as wholes that the keyring opens, whichever was put first."""
    between = PairAnswer.objects.filter(left__in=(one, other), right__in=(one, other))
    return between.select_related(*_AUTHOR).order_by("-at", "-pk").first()


def name_of(mentions: Iterable[Mention]) -> str:
    """What to call what these mentions speak of."""
    return making.fullest(Counter(making.called(mention) for mention in mentions))


def _joins(user: User, rows: QuerySet[PairMention]) -> list[Join]:
    """These moves as joins, newest first, those of answers that the reader may not read left out."""
    of_answer = PairMention.objects.filter(answer=OuterRef("pk")).order_by("-mention__at", "mention")
    moved = rows.filter(answer=OuterRef("pk")).order_by("-mention__at", "mention")
    told = PairAnswer.objects.filter(pk__among=rows.values("answer").distinct()).annotate(
        moved=ArraySubquery(moved.values("mention")[:NAMED_BY]),
        beside=ArraySubquery(of_answer.filter(was=OuterRef("right"), is_weighed=True).values("mention")[:NAMED_BY]),
    )
    answers: list[Any] = list(told.select_related("evidence", *_AUTHOR).order_by("-at", "pk"))
    named = {pk for answer in answers for pk in (*answer.moved, *answer.beside)}
    mentions = Mention.objects.select_related("report").in_bulk(list(named))
    joins = []
    for answer in answers:
        left = tuple(mentions[pk] for pk in answer.moved)
        right = [mentions[pk] for pk in answer.beside]
        joins.append(Join(answer, name_of(left), name_of(right or left), left, getattr(answer, "evidence", None)))
    return joins
