"""Making audiences and giving keys. Who may do so is decided by the app that asks."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from tessera.access import events
from tessera.access.models import Agency, Audience, AudienceHolder, Holder, Key, Post, User
from tessera.audit.log import record

TRIAGE_DESK = "triage"
ADULT_DESK = "adult-triage"


def holder(kind: Holder.Kind, code: object, label: str = "") -> Holder:
    """The one holder of this kind and code, made when first needed."""
    found, _ = Holder.objects.get_or_create(kind=kind, code=str(code), defaults={"label": label or str(code)})
    return found


def triage_desk() -> Holder:
    """The area's single front door."""
    return holder(Holder.Kind.DESK, TRIAGE_DESK, "The triage desk")


def adult_desk() -> Holder:
    """The desk that triages adults: it plans with the triage desk for whoever is about to turn 18."""
    return holder(Holder.Kind.DESK, ADULT_DESK, "The adults’ triage desk")


def leads_of(agency: Agency) -> Holder:
    """The safeguarding leads of an agency."""
    return holder(Holder.Kind.LEADS, agency.code, f"Safeguarding leads at {agency.name}")


def supervisors_of(agency: Agency) -> Holder:
    """Those who supervise casework in an agency."""
    return holder(Holder.Kind.SUPERVISORS, agency.code, f"Supervisors at {agency.name}")


def everyone_at(agency: Agency) -> Holder:
    """All staff of an agency."""
    return holder(Holder.Kind.AGENCY, agency.code, f"Everyone at {agency.name}")


def person(post: Post) -> Holder:
    """One person in one post."""
    return holder(Holder.Kind.PERSON, post.pk, str(post))


def team(case_id: object, label: str) -> Holder:
    """The team of one case."""
    return holder(Holder.Kind.TEAM, case_id, label)


def audience_of(holders: Iterable[Holder]) -> Audience:
    """The one audience that is exactly this set of holders. Raises ValueError for an empty set."""
    members = sorted({one.pk for one in holders})
    if not members:
        raise ValueError("An audience has at least one holder.")
    digest = ",".join(map(str, members))
    with transaction.atomic():
        audience, is_new = Audience.objects.get_or_create(digest=digest)
        if is_new:
            AudienceHolder.objects.bulk_create(AudienceHolder(audience=audience, holder_id=pk) for pk in members)
    return audience


def widened(audience: Audience, *more: Holder) -> Audience:
    """The audience that is this one and these holders too."""
    return audience_of([*audience.holders.all(), *more])


@transaction.atomic
def give_key(*, post: Post, to: Holder, reason: str, by: User, until: datetime | None = None) -> Key:
    """Put a post among a holder's members: from now on it opens what they open. Rewrites no row."""
    key = Key.objects.filter(post=post, holder=to, ends_at__isnull=True).first()
    if key is None:
        key = Key.objects.create(post=post, holder=to, reason=reason, starts_at=timezone.now(), ends_at=until)
        record(events.KEY_GIVEN, by=by, post=str(post), holder=to.label, reason=reason)
    return key


@transaction.atomic
def take_key(*, post: Post, to: Holder, reason: str, by: User) -> None:
    """End a post's place in a holder now. What it opened through it is closed at the next request."""
    ended = Key.objects.filter(post=post, holder=to, ends_at__isnull=True).update(ends_at=timezone.now())
    if ended:
        record(events.KEY_TAKEN, by=by, post=str(post), holder=to.label, reason=reason)
