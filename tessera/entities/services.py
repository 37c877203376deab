"""Recording what a report speaks of, answering what is the same, and rebuilding what each audience holds."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from django.db import connection, transaction
from django.shortcuts import get_object_or_404
from django.utils import timezone

from tessera.access import keyring
from tessera.access import services as access
from tessera.access.models import Audience, Holder, User
from tessera.audit.log import record, storable
from tessera.documents import services as documents
from tessera.entities import events, policy, queries
from tessera.entities.facts import completed
from tessera.entities.holding import holding_of
from tessera.entities.models import Compared, Entity, Evidence, Holding, Match, Mention
from tessera.entities.queries import merged
from tessera.entities.standing import look_again
from tessera.information import policy as policy_of_reports
from tessera.information import sanitising
from tessera.information.models import Attachment, Report
from tessera.lib.linkage.score import Score
from tessera.work.services import tell_changed

BUILT = ("kind", "name", "also", "parts", "fields", "keys", "mentions", "first_at", "last_at")


class Stale(Exception):
    """Somebody else answered while this person was thinking. `saved` is their answer."""

    def __init__(self, saved: Match | None) -> None:
        super().__init__("Somebody else answered while this page was open.")
        self.saved = saved


@dataclass(frozen=True)
class MentionGiven:
    """One thing a report speaks of, as its writer gave it. `same_as` is an entity they said it is."""

    kind: str
    part: str
    words: str
    fields: Mapping[str, Any] = field(default_factory=dict)
    same_as: UUID | None = None


@transaction.atomic
def record_mentions(*, report: Report, mentions: Sequence[MentionGiven], by: User, after: int = 0) -> list[Mention]:
    """Keep what a report speaks of. Each is a new entity until a person says that it is the same as another.

    They stand after so many that the report has already.

    A writer who named an entity has said so at once, and it is kept as their answer. An entity that they may
    not read, or one of another kind, cannot be what they meant: the mention gets one of its own and nothing
    is lost.
    """
    named = queries.held_for(by, [given.same_as for given in mentions if given.same_as])
    made = unsaved_mentions(report, mentions, by=by, after=after)
    Entity.objects.bulk_create([Entity(id=mention.entity_id, kind=mention.kind) for mention in made])
    answers: list[tuple[Match, Score, list[UUID]]] = []
    for mention, given in zip(made, mentions, strict=True):
        held = named.get(given.same_as) if given.same_as else None
        if held is not None and held.kind == mention.kind:
            match = _answer(mention, held.pk, mention.entity_id, Match.Judgement.SAME, "", by)
            answers.append((match, *queries.evidence_for(mention, held)))
            mention.entity_id = held.pk
    Mention.objects.bulk_create(made)
    Match.objects.bulk_create([match for match, _, _ in answers])
    for match, score, against in answers:
        _keep_evidence(match, score, against)
    rebuild_holdings((mention.entity_id, mention.audience_id) for mention in made)
    if report.corrects_id is not None:
        look_again(list(Mention.objects.readable().filter(report=report.corrects_id).values_list("pk", flat=True)))
    return made


def unsaved_mentions(report: Report, mentions: Sequence[MentionGiven], *, by: User, after: int = 0) -> list[Mention]:
    """What a report speaks of as it will be kept, each of an entity of its own."""
    on = timezone.localdate(report.sent_at)
    made: list[Mention] = []
    for position, given in enumerate(mentions, after):
        words = storable(given.words)
        made.append(
            Mention(
                report=report,
                audience_id=report.audience_id,
                author=by.post,
                entity_id=uuid4(),
                kind=given.kind,
                part=given.part,
                words=words,
                fields=completed(given.kind, words, given.fields, on=on),
                position=position,
                at=report.sent_at,
            )
        )
    return made


@transaction.atomic
def rebuild_holdings(pairs: Iterable[tuple[UUID, int]]) -> None:
    """Build again what each of these audiences holds of each of these entities, from its own mentions alone.

    Done under the audience's keyring, not that of whoever set it off: they may read less than the audience
    does, or more. A holding whose last mention has gone is deleted, and with the last of those the entity
    ceases to exist.
    """
    wanted: dict[int, set[UUID]] = defaultdict(set)
    for entity_id, audience_id in pairs:
        wanted[audience_id].add(entity_id)
    _one_at_a_time({entity for entities in wanted.values() for entity in entities})
    for audience in Audience.objects.filter(pk__in=wanted).order_by("pk"):
        with keyring.opened(keyring.of_audience(audience)), transaction.atomic():
            _rebuild(audience, wanted[audience.pk])


def _rebuild(audience: Audience, entities: set[UUID]) -> None:
    of: dict[UUID, list[Mention]] = defaultdict(list)
    for mention in Mention.objects.filter(audience=audience, entity_id__in=entities):
        of[mention.entity_id].append(mention)
    built = [holding_of(entity_id, audience.pk, of[entity_id]) for entity_id in sorted(of)]
    Holding.objects.filter(audience=audience, entity_id__in=entities - set(of)).delete()
    Holding.objects.bulk_create(
        built, update_conflicts=True, unique_fields=["entity", "audience"], update_fields=list(BUILT)
    )


def _one_at_a_time(entities: Iterable[UUID]) -> None:
    """Wait until nobody else is rebuilding any of these, always in one order so that two never wait in a ring.

    Held until this transaction ends. A lock of its own, because the site may not lock rows of entities it cannot read.
    """
    numbers = sorted({entity.int & (2**63 - 1) for entity in entities})
    with connection.cursor() as cursor:
        for number in numbers:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])


@transaction.atomic
def answer_match(
    *, mention: Mention, entity: UUID, judgement: str, note: str, by: User, seen: UUID | None = None
) -> Match:
    """Say that a mention is the same as an entity, is not, or that you cannot tell.

    A person says so; nothing else does.

    “Same” points the mention at that entity; a later “different” or “unsure” points it back. Every answer is
    kept with the score and reasons it was given on. `seen` is the answer that was on the page (None for
    none): raises Stale when another has come since. The same answer again changes nothing. Raises
    PermissionDenied when the policy says no, and Http404 for a mention or an entity that this person may not
    read.
    """
    mention = get_object_or_404(Mention.objects.readable().filter(pk=mention.pk).held())
    held = queries.entity_for(by, entity)
    before = queries.answers_about(by, mention, entity)
    policy.may_answer(by, mention, other=entity, kind=held.kind, is_answered=before is not None).require()
    is_joined = mention.entity_id == entity
    if before is not None and before.judgement == judgement and is_joined == (judgement == Match.Judgement.SAME):
        return before
    if (before.pk if before else None) != seen:
        raise Stale(before)
    is_change_of_mind = is_joined and before is not None
    left = mention.entity_id
    if before is not None and is_joined:
        left = merged.place_now(mention, before.left_id)
    match = _answer(mention, entity, left, judgement, note, by)
    match.save(force_insert=True)
    if not is_change_of_mind:
        _keep_evidence(match, *queries.evidence_for(mention, held))
    with connection.cursor() as cursor:
        evidence_of = before.pk if before is not None and is_change_of_mind else None
        cursor.execute("SELECT follow_earlier_answers(%s, %s)", [match.pk, evidence_of])
    if is_change_of_mind or judgement == Match.Judgement.SAME:
        _point(mention, left if is_change_of_mind else entity)
    _tell_who_reads_both(mention, held)
    record(events.ANSWERED, by=by, on=mention, judgement=match.get_judgement_display().lower(), other=held.name)
    return match


def _tell_who_reads_both(mention: Mention, held: queries.Held) -> None:
    """Wake the open pages of those who can see the answer, and nobody else's: what they hold of each shows them both."""
    both = Holder.objects.filter(audienceholder__audience=mention.audience_id).filter(
        audienceholder__audience__in=held.audiences
    )
    if holders := list(both.distinct()):
        tell_changed(access.audience_of(holders))


def _answer(mention: Mention, entity: UUID, left: UUID, judgement: str, note: str, by: User) -> Match:
    return Match(
        mention=mention,
        audience_id=mention.audience_id,
        author=by.post,
        left_id=left,
        right_id=entity,
        judgement=judgement,
        note=note,
    )


def _keep_evidence(match: Match, score: Score, against: Sequence[UUID]) -> None:
    """What an answer was given on: its reasons, and each mention that they rest on."""
    Compared.objects.bulk_create([Compared(match=match, mention_id=match.mention_id, against_id=pk) for pk in against])
    Evidence(
        match=match,
        score=score.total,
        reasons=[reason._asdict() for reason in score.reasons],
        model_version=score.model_version,
        mentions=len(against),
    ).save(force_insert=True)


def _point(mention: Mention, entity_id: UUID) -> None:
    """Point a mention at another entity, and rebuild what its audience holds of the two."""
    before = mention.entity_id
    mention.entity_id = entity_id
    mention.save(update_fields=["entity"])
    rebuild_holdings([(before, mention.audience_id), (entity_id, mention.audience_id)])
    look_again([mention.pk])


@transaction.atomic
def move_report(*, report: Report, audience: Audience, by: User | None) -> None:
    """Give a report to another audience. Its files, mentions and answers go with it, and what rests on them.

    Whoever reads it now reads the versions of it that were shared on, and may withdraw them.

    Whether this person may do so is decided by the app that asks. They need not be of the new audience. Raises
    PermissionDenied for more readers of a report that is restricted to named people.
    """
    mentions = list(Mention.objects.readable().filter(report=report).order_by("pk").held())
    report = get_object_or_404(Report.objects.readable().filter(pk=report.pk).select_related("audience").held())
    before = report.audience
    if before == audience:
        return
    policy_of_reports.may_move(report, set(audience.holders.all()) - set(before.holders.all())).require()
    attachments = list(Attachment.objects.readable().filter(report=report).select_related("file"))
    # The database asks that a row can be read both before and after it is moved.
    both = keyring.of_audience(before, audience)
    with keyring.opened(both), transaction.atomic():
        Report.objects.filter(pk=report.pk).update(audience=audience)
        sanitising.follow_report(report, audience)
        for attachment in attachments:
            documents.move(attachment.file, audience)
    rebuild_holdings((mention.entity_id, pk) for mention in mentions for pk in (before.pk, audience.pk))
    record(events.MOVED, by=by, on=report, before=str(before), after=str(audience))
