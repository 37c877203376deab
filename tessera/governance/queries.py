"""Finding emergency accesses and restrictions, the one record that is to be opened, and who reads a record now."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils import timezone

from tessera.access.models import Agency, Audience, Holder, Key, Post, User
from tessera.audit.models import Entry
from tessera.cases.models import Case, TeamMember
from tessera.governance.models import EmergencyAccess, Restriction
from tessera.governance.naming import Named
from tessera.information.models import Report

MOST_LOOKS = 100


@dataclass(frozen=True)
class Found:
    """What may be known of a record before it is opened: whose it is and who reads it. Nothing of what it says."""

    called: str
    audience: Audience
    agency: Agency
    author: Post | None
    team: Holder


def found(named: Named) -> Found | None:
    """The record of this name, whoever asks; nothing when there is none. Never shown: it is for opening it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM governance_found(%s, %s)", [named.kind, named.record])
        row = cursor.fetchone()
    if row is None:
        return None
    pk, audience, agency_id, author = row
    agency = Agency.objects.get(pk=agency_id)
    is_report = named.kind == EmergencyAccess.Kind.REPORT
    return Found(
        called=f"report {named.record}" if is_report else f"a child’s case at {agency}",
        audience=Audience.objects.get(pk=audience),
        agency=agency,
        author=Post.objects.select_related("user", "agency").filter(pk=author).first(),
        team=Holder.objects.filter(kind=Holder.Kind.TEAM, code=str(pk)).first() or Holder(),
    )


def reads(user: User, named: Named) -> bool:
    """Whether this person's keys open the record without any emergency."""
    if named.kind == EmergencyAccess.Kind.REPORT:
        return Report.objects.readable().filter(reference=named.record).exists()
    return Case.objects.readable().filter(pk=named.record).exists()


def accesses_for(user: User) -> QuerySet[EmergencyAccess]:
    """Emergency accesses this person may read of, the newest first."""
    return EmergencyAccess.objects.readable().select_related(
        "author__user",
        "author__agency",
        "ended_by__user",
        "ended_by__agency",
        "reviewed_by__user",
        "reviewed_by__agency",
    )


def access_for(user: User, pk: UUID) -> EmergencyAccess | None:
    """The one of this number, or nothing: hidden and absent are the same."""
    return accesses_for(user).filter(pk=pk).first()


def accesses_to(user: User, path: str) -> QuerySet[EmergencyAccess]:
    """The emergency accesses to the record of this page, for whoever may read of them."""
    return accesses_for(user).filter(path=path)


def not_narrowed() -> QuerySet[EmergencyAccess]:
    """Those whose report still has the wider audience."""
    return EmergencyAccess.objects.readable().filter(kind=EmergencyAccess.Kind.REPORT, narrowed_at=None)


def looks_during(given: EmergencyAccess) -> list[Entry]:
    """What whoever opened it did while it was open, for information governance: the log gives nobody else a row."""
    until = given.ended_at or given.ends_at
    return list(
        Entry.objects.filter(by_post=given.author_id, at__gte=given.opened_at, at__lte=until).order_by("seq")[
            :MOST_LOOKS
        ]
    )


def restrictions_for(user: User) -> QuerySet[Restriction]:
    """Restrictions this person may read of, the newest first."""
    return Restriction.objects.readable().select_related(
        "agency", "author__user", "author__agency", "ended_by__user", "ended_by__agency", "kept"
    )


def restriction_for(user: User, pk: UUID) -> Restriction | None:
    """The one of this number, or nothing: hidden and absent are the same."""
    return restrictions_for(user).filter(pk=pk).first()


def restriction_on(user: User, path: str) -> Restriction | None:
    """The restriction in force of the record of this page, for whoever may read of it."""
    return restrictions_for(user).filter(path=path, ended_at__isnull=True).first()


def restriction_now(user: User, record: Report | Case) -> Restriction | None:
    """The restriction in force of this record, asked for only where there is one."""
    return restriction_on(user, record.get_absolute_url()) if record.is_restricted else None


def opens(user: User, restriction: Restriction) -> bool:
    """Whether this person reads the record itself: information governance reads of it only."""
    return reads(user, Named(EmergencyAccess.Kind(restriction.kind), restriction.record))


def readers_in_person(audience: Audience, *, besides: Iterable[Holder]) -> list[Post]:
    """Everybody who reads what this audience reads today, but for those whom one of these other holders opens it to."""
    now = timezone.now()
    keys = Key.objects.filter(Q(ends_at__isnull=True) | Q(ends_at__gt=now), starts_at__lte=now)
    found = Post.objects.held(on=timezone.localdate()).filter(
        pk__in=keys.filter(holder__audience=audience).values("post")
    )
    others = found.exclude(pk__in=keys.filter(holder__in=list(besides)).values("post"))
    return list(others.select_related("user", "agency").order_by("agency__name", "user__name", "pk"))


def team_of(case: Case) -> list[TeamMember]:
    """Who is beside the child now."""
    found = TeamMember.objects.readable().filter(case=case, ends_on__isnull=True)
    return list(found.select_related("post__user", "post__agency").order_by("post__user__name", "pk"))
