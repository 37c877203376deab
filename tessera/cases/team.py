"""Who is beside the child: joining adds a key to the case, leaving takes it back, and no row is rewritten."""

from datetime import date

from django.db import transaction
from django.shortcuts import get_object_or_404
from django.utils import timezone

from tessera.access import services as access
from tessera.access.models import Agency, Holder, Post, User
from tessera.audit.log import record
from tessera.cases import events, policy
from tessera.cases.models import Case, TeamMember
from tessera.cases.notices import keep_notice
from tessera.work import services as work
from tessera.work.models import Message


class Stale(Exception):
    """Somebody else changed the case since this page was opened. Carries it as it is now."""

    def __init__(self, case: Case) -> None:
        super().__init__("Somebody changed this case while you were writing.")
        self.case = case


def team_holder(case_id: object, agency: Agency) -> Holder:
    """The holder that is a case's team.

    Its words are read by whoever reads a report that the team reads too, so they do not say whose case it is.
    """
    return access.team(case_id, f"The team of a child’s case at {agency.name}")


def locked(case: Case, *, version: int | None = None) -> Case:
    """The case as it is now, held until the transaction ends. Raises Stale when it moved on from `version`."""
    now = get_object_or_404(Case.objects.readable().filter(pk=case.pk).select_related("agency", "audience").held())
    if version is not None and now.version != version:
        raise Stale(now)
    return now


def moved(case: Case, *fields: str) -> None:
    """Keep what changed, count the version up, and wake the pages that show it."""
    case.version += 1
    case.save(update_fields=[*fields, "version"])
    work.tell_changed(case.audience)


@transaction.atomic
def put_on_team(*, case: Case, post: Post, part: TeamMember.Part, by: User, version: int | None = None) -> TeamMember:
    """Put somebody beside the child. They may read the case, and are told so. Raises Stale."""
    case = locked(case, version=version)
    policy.may_join(by, case, post, part).require()
    member = join(case, post, part, by)
    moved(case)
    keep_notice(case, by=by)
    return member


@transaction.atomic
def take_off_team(
    *, member: TeamMember, reason: str, by: User, on: date | None = None, version: int | None = None
) -> TeamMember:
    """Somebody is no longer beside the child in this part. With their last part their key to the case ends, now.

    Raises Stale when somebody changed the case meanwhile.
    """
    case = locked(member.case, version=version)
    member = TeamMember.objects.readable().select_for_update(of=("self",)).select_related("post").get(pk=member.pk)
    policy.may_leave(by, case, member).require()
    member.ends_on, member.left_because, member.left_by = on or timezone.localdate(), reason, by.post
    member.save(update_fields=["ends_on", "left_because", "left_by"])
    others = TeamMember.objects.readable().filter(case=case, post=member.post, ends_on__isnull=True)
    if not others.exists():
        access.take_key(post=member.post, to=team_holder(case.pk, case.agency), reason=reason, by=by)
    moved(case)
    keep_notice(case, by=by)
    record(events.LEFT, by=by, on=case, member=str(member.post), reason=reason)
    return member


@transaction.atomic
def leave_all(*, post: Post, because: str, by: User | None) -> None:
    """Somebody's post ended, so they are beside no child any more. Those who are still there are told.

    Done under the keyring of the post that ended; its keys are ended by whoever asks.
    """
    parts = TeamMember.objects.readable().filter(post=post, ends_on__isnull=True).select_related("case").order_by("pk")
    by_case: dict[object, list[TeamMember]] = {}
    for member in parts:
        by_case.setdefault(member.case_id, []).append(member)
    for members in by_case.values():
        case = locked(members[0].case)
        for member in members:
            member.ends_on, member.left_because, member.left_by = timezone.localdate(), because, by.post if by else None
            member.save(update_fields=["ends_on", "left_because", "left_by"])
            record(events.LEFT, by=by, on=case, member=str(post), reason=because)
        moved(case)
        keep_notice(case, by=by)
        # Without the child's name, as when somebody joins.
        Message.objects.create(
            text=f"{post} is no longer on a child’s team: {because}", path=case.get_absolute_url(), at=timezone.now(),
            audience=case.audience,
        )  # fmt: skip


def join(case: Case, post: Post, part: TeamMember.Part, by: User) -> TeamMember:
    """Put somebody on the team whose joining was allowed already: the first key worker comes with the case itself."""
    member = TeamMember.objects.create(
        case=case, audience=case.audience, author=by.post, post=post, part=part, starts_on=timezone.localdate()
    )
    words = member.get_part_display()
    access.give_key(post=post, to=team_holder(case.pk, case.agency), reason=f"On the team: {words}", by=by)
    if by.post != post:
        # Without the child's name: the message stays with them when they have left.
        Message.objects.create(
            text=f"{by.post} put you on a child’s team as {words.lower()}.", path=case.get_absolute_url(), at=timezone.now(),
            audience=access.audience_of([access.person(post)]),
        )  # fmt: skip
    record(events.JOINED, by=by, on=case, member=str(post), part=words)
    return member
