"""Joining two things as wholes, telling them apart, and taking a join back (ADR 0007).

A person does so, with reasons; no score does. A join moves the mentions that this person may read and no others, so
what others alone hold stays where they found it.
"""

from collections.abc import Collection, Sequence
from uuid import UUID

from django.db import connection, transaction
from django.http import Http404
from django.utils import timezone

from tessera.access import services as access
from tessera.access.models import Holder, User
from tessera.audit.log import record, storable
from tessera.entities import events, policy, queries
from tessera.entities.models import Match, Mention, PairAnswer, PairBack, PairEvidence, PairMention
from tessera.entities.queries import merged
from tessera.entities.queries.pairs import whole_score
from tessera.entities.services import rebuild_holdings
from tessera.entities.standing import look_again
from tessera.lib.linkage.score import Score
from tessera.work.services import tell_changed

Judgement = Match.Judgement


class Stale(Exception):
    """Somebody else answered about the two while this person was thinking. `saved` is their answer."""

    def __init__(self, saved: PairAnswer | None) -> None:
        super().__init__("Somebody else answered while this page was open.")
        self.saved = saved


class NothingToUndo(Exception):
    """Every mention of the join that this person may read was taken back already."""


@transaction.atomic
def answer_pair(*, one: UUID, other: UUID, judgement: str, note: str, by: User, seen: UUID | None = None) -> PairAnswer:
    """Say that two things are the same, are not, or that you cannot tell, and why.

    “Same” joins to `other` every mention of `one` that this person may read. Each answer is kept with the score it
    was given on and the version of the model that gave it. `seen` is the answer that was on the page (None for none):
    raises Stale when another has come since. The same answer again, by the same person for the same reasons, changes
    nothing. Raises Http404 for a thing that this person holds nothing of, PermissionDenied when the policy says no.
    """
    _one_at_a_time()
    before = merged.last_answer(one, other)
    words = storable(note).strip()
    about = _held_now(one, other)
    is_join = judgement == Judgement.SAME
    is_left_to_join = is_join and any(mention.entity_id == one for mention in about)
    given = (judgement, words, by.post)
    if before is not None and not is_left_to_join and (before.judgement, before.note, before.author) == given:
        return before  # the same press twice
    if (before.pk if before else None) != seen:
        raise Stale(before)
    left, right = (queries.held_for(by, [pk]).get(pk) for pk in (one, other))
    if left is None or right is None:
        raise Http404
    policy.may_merge(by, left, right).require()
    answer = _answer(one, other, judgement, words, by)
    _keep(answer, about, joined_to={one: other} if is_join else {})
    _keep_score(answer, whole_score(left, right), len(about))
    _follow(answer)
    if is_join:
        moved = [mention for mention in about if mention.entity_id == one]
        _point(moved, {mention.pk: other for mention in moved})
    _tell_who_reads_both(left.audiences, right.audiences)
    record(events.PAIRED, by=by, on=right, judgement=answer.get_judgement_display().lower(), other=left.name)
    return answer


@transaction.atomic
def undo_join(*, join: UUID, note: str, by: User) -> PairAnswer:
    """Take back a join, and remember that the two are different.

    Each of its mentions that this person may read goes back to where it was, as if the join had not been: those that
    somebody has moved on since stay where they are, and go back there when that move is taken back too. Raises Http404
    for a join that this person may not read, and NothingToUndo when it is taken back already.
    """
    answer = PairAnswer.objects.filter(pk=join, judgement=Judgement.SAME).first()
    if answer is None:
        raise Http404
    _one_at_a_time()
    policy.may_match(by).require()
    rows = merged.moves().filter(answer=answer, back=None).select_related("mention").order_by("mention")
    list(Mention.objects.readable().filter(pk__in=rows.values("mention")).order_by("pk").held())
    moved = list(rows)
    if not moved:
        raise NothingToUndo
    name = merged.name_of(row.mention for row in moved)
    later = merged.moved_later(moved)
    undoing = _answer(answer.left_id, answer.right_id, Judgement.DIFFERENT, storable(note).strip(), by, undoes=answer)
    about = list(PairMention.objects.filter(answer=answer).select_related("mention"))
    PairMention.objects.bulk_create(
        PairMention(answer=undoing, mention_id=row.mention_id, was_id=row.was_id, is_weighed=False, at=undoing.at)
        for row in about
    )
    _follow(undoing)
    PairBack.objects.bulk_create([PairBack(joined=row, answer=undoing, at=undoing.at) for row in moved])
    going = [row for row in moved if row.pk not in later]
    places = merged.places_before(going)
    _point([row.mention for row in going], {row.mention_id: places[row.pk] for row in going})
    _tell_who_reads_both(
        *(
            {row.mention.audience_id for row in about if row.was_id == side}
            for side in (answer.left_id, answer.right_id)
        )
    )
    record(events.UNPAIRED, by=by, on=answer, name=name, mentions=len(going))
    return undoing


def _held_now(one: UUID, other: UUID) -> list[Mention]:
    """What this person may read of both, held until this transaction ends: nobody moves any of it meanwhile."""
    return list(Mention.objects.readable().filter(entity__in=(one, other)).order_by("pk").held())


def _answer(
    one: UUID, other: UUID, judgement: str, note: str, by: User, undoes: PairAnswer | None = None
) -> PairAnswer:
    answer = PairAnswer(
        author=by.post, left_id=one, right_id=other, judgement=judgement, note=note, undoes=undoes, at=timezone.now()
    )
    answer.save(force_insert=True)
    return answer


def _keep(answer: PairAnswer, about: Sequence[Mention], joined_to: dict[UUID, UUID]) -> None:
    PairMention.objects.bulk_create(
        PairMention(
            answer=answer, mention=mention, was_id=mention.entity_id, joined_to_id=joined_to.get(mention.entity_id),
            at=answer.at,
        )
        for mention in about
    )  # fmt: skip


def _keep_score(answer: PairAnswer, score: Score, mentions: int) -> None:
    PairEvidence(
        answer=answer,
        score=score.total,
        reasons=[reason._asdict() for reason in score.reasons],
        model_version=score.model_version,
        mentions=mentions,
    ).save(force_insert=True)


def _follow(answer: PairAnswer) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT follow_earlier_pair_answers(%s)", [answer.pk])


def _point(mentions: Sequence[Mention], places: dict[UUID, UUID]) -> None:
    """Point mentions at other entities, and rebuild what their audiences hold of those and of the ones they leave."""
    rebuilt = {(mention.entity_id, mention.audience_id) for mention in mentions}
    for place in set(places.values()):
        pks = [mention.pk for mention in mentions if places[mention.pk] == place]
        Mention.objects.filter(pk__in=pks).update(entity=place)
    rebuild_holdings(rebuilt | {(places[mention.pk], mention.audience_id) for mention in mentions})
    look_again([mention.pk for mention in mentions])


def _tell_who_reads_both(one: Collection[int], other: Collection[int]) -> None:
    """Wake the open pages of those who hold something of each, by their audiences, and nobody else's."""
    both = Holder.objects.filter(audienceholder__audience__in=one).filter(audienceholder__audience__in=other)
    if holders := list(both.distinct()):
        tell_changed(access.audience_of(holders))


def _one_at_a_time() -> None:
    """Of two who join or take back, the second waits, and then finds what the first did.

    One lock for all: who waits for another's mentions may come to hold more of them than were asked for, because the
    other moved some there, and two who wait like that would wait in a ring. People join whole things seldom.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('joins of whole things', 0))")
