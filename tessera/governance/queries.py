"""Finding emergency accesses, and the one record that is to be opened."""

from dataclasses import dataclass
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from tessera.access.models import Agency, Audience, Holder, Post, User
from tessera.audit.models import Entry
from tessera.cases.models import Case
from tessera.governance.models import EmergencyAccess
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
