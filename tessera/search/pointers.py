"""Pointer search: whether any agency holds something about a person, without saying what (design §4).

Whoever asks learns of what an agency lets others learn of, and whom to speak to. Of everything else they learn
nothing: something hidden and nothing at all are answered alike, with the same statements and the same job. Whoever holds
something is told that it was asked for.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.shortcuts import get_object_or_404
from django.utils import timezone

from tessera.access import services as access
from tessera.access.keyring import opened_for
from tessera.access.models import Post, User
from tessera.audit.log import record, storable
from tessera.entities.models import Kind, Mention
from tessera.lib.linkage.fields import Facts
from tessera.lib.linkage.keys import certain_keys_for
from tessera.search import events, policy
from tessera.search.models import Discoverable, PointerAsk
from tessera.search.pointer_ways import ways_to_ask


@dataclass(frozen=True)
class Pointer:
    """One agency that holds something about a person like this, and whom to speak to."""

    agency: str
    contact: str


def asked_lately(user: User) -> int:
    """How often this person asked in the last hour."""
    since = timezone.now() - timedelta(hours=1)
    return PointerAsk.objects.readable().filter(author=user.post, at__gte=since).count()


@transaction.atomic
def ask_pointers(
    *, first_name: str, surname: str, born_on: date | None, phone: str, purpose: str, by: User
) -> Sequence[Pointer]:
    """Ask who holds something about a person of this surname and date of birth, or with this telephone number.

    Raises PermissionDenied after too many in an hour.
    """
    policy.may_ask(by, asked=asked_lately(by)).require()
    assert by.post is not None
    ask = PointerAsk.objects.create(
        first_name=storable(first_name), surname=storable(surname), born_on=born_on, phone=storable(phone),
        purpose=storable(purpose), at=timezone.now(), author=by.post,
        audience=access.audience_of([access.person(by.post)]),
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("SELECT agency, contact FROM pointers_to(%s::bigint[])", [_keys(ask)])
        found = [Pointer(*row) for row in cursor.fetchall()]
    said = ", ".join(sorted({one.agency for one in found})) or "none that lets others learn of it"
    record(events.POINTER_ASKED, by=by, on=ask, found=said, purpose=ask.purpose)
    from tessera.search import jobs  # the worker's tasks import this module

    jobs.tell_owners.defer(ask_id=str(ask.pk), post_id=by.post.pk)
    return found


def tell_owners(*, ask: UUID, post_id: int) -> None:
    """Tell whoever holds something about the person asked for, and cannot be read by the asker, that it was asked for."""
    post = Post.objects.select_related("user", "agency").get(pk=post_id)
    with opened_for(post), transaction.atomic():
        asked = PointerAsk.objects.readable().filter(pk=ask).first()
        if asked is None:
            return
        words = f"{post} asked whether anybody holds something about {asked.said}. Purpose: {asked.purpose}."
        with connection.cursor() as cursor:
            cursor.execute("SELECT tell_holders(%s::bigint[], %s)", [_keys(asked), storable(words)])
        record(events.OWNERS_TOLD, by=None, on=asked)


def _keys(ask: PointerAsk) -> list[int]:
    phones = (ask.phone,) if ask.phone else ()
    return list(
        certain_keys_for(Facts(first_name=ask.first_name, surname=ask.surname, born_on=ask.born_on, phones=phones))
    )


def mention_of_own(user: User, entity: UUID) -> Mention | None:
    """The mention in a report of this person's own agency that they may read and that others would find somebody by.

    The newest that any question could find, or else the newest.
    """
    said = Mention.objects.readable().filter(entity=entity, kind=Kind.PERSON, report__agency=user.agency)
    # What one audience holds is the same whichever of its mentions one begins with.
    newest = said.select_related("report").order_by("audience", "-at", "pk").distinct("audience")
    mentions = sorted(newest, key=lambda one: one.at, reverse=True)
    ways = ways_to_ask(mentions)
    return next((one for one in mentions if ways[one.pk]), mentions[0] if mentions else None)


def discoverable_of(user: User, entity: UUID) -> Discoverable | None:
    """What this person's agency lets others learn of somebody, if anything."""
    rows = Discoverable.objects.readable().filter(mention__entity=entity, agency=user.agency, ended_at__isnull=True)
    return rows.select_related("author__user", "author__agency", "mention").first()


@transaction.atomic
def let_others_find(*, entity: UUID, contact: str, reason: str, by: User) -> Discoverable:
    """Let others learn that this agency holds something about somebody. Said twice it is said once."""
    mention = mention_of_own(by, entity)
    policy.may_let_others_find(by, mention).require()
    assert mention is not None
    if said := discoverable_of(by, entity):
        return said
    made = Discoverable(
        mention=mention, agency=by.agency, contact=storable(contact), reason=storable(reason), at=timezone.now(),
        audience_id=mention.audience_id, author=by.post,
    )  # fmt: skip
    made.save(force_insert=True)
    record(events.MADE_DISCOVERABLE, by=by, on=made, agency=by.agency, reason=made.reason)
    return made


@transaction.atomic
def hide_again(*, entity: UUID, reason: str, by: User) -> None:
    """Let nobody learn of it any more. It stays on record with the reason."""
    said = discoverable_of(by, entity)
    policy.may_let_others_find(by, mention_of_own(by, entity)).require()
    if said is None:
        return
    held = get_object_or_404(Discoverable.objects.readable().filter(pk=said.pk).held())
    if held.ended_at is None:
        held.ended_at, held.ended_by, held.ended_because = timezone.now(), by.post, storable(reason)
        held.save(update_fields=["ended_at", "ended_by", "ended_because"])
        record(events.NOT_DISCOVERABLE, by=by, on=held, reason=held.ended_because)
