"""What the triage desk knows of the cases it does not read: that a child has one, where, and whom to ring."""

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from django.db import transaction
from django.db.models import OuterRef, Q, QuerySet, Subquery

from tessera.access import services as access
from tessera.access.keyring import Keyring, current, opened
from tessera.access.models import User
from tessera.assessments import queries as assessments
from tessera.cases.models import Case, CaseNotice, TeamMember
from tessera.concerns import queries as concerns
from tessera.concerns.models import Concern
from tessera.entities import queries as entities


@transaction.atomic
def keep_notice(case: Case) -> None:
    """Let the desk know how a case stands now. Whoever changed it need not be on the desk."""
    mine = current()
    with opened(Keyring(mine.post, (*mine.holders, access.triage_desk().pk))):
        team = TeamMember.objects.readable().filter(case=case, ends_on__isnull=True).order_by("starts_on", "pk")
        worker = team.filter(part=TeamMember.Part.KEY_WORKER).select_related("post").first()
        now = {
            "child_id": case.child_id, "agency_id": case.agency_id, "key_worker": worker.post if worker else None,
            "is_open": case.status == Case.Status.OPEN,
        }  # fmt: skip
        desk = access.audience_of([access.triage_desk()])
        CaseNotice.objects.update_or_create(case=case, defaults=now, create_defaults=now | {"audience": desk})


def noticed(user: User, children: Iterable[UUID]) -> QuerySet[CaseNotice]:
    """The open cases of these children that the desk knows of, each with what this reader's keys show of it (`title`)."""
    asked = list(children)
    title = Case.objects.readable().filter(pk=OuterRef("case")).values("title")
    of_them = Q(child__in=asked) | Q(child__in=entities.joined_into(user, *asked))
    found = CaseNotice.objects.readable().filter(of_them, is_open=True).annotate(title=Subquery(title))
    return found.select_related("agency", "key_worker__user", "key_worker__agency").order_by("pk")


def noticed_for_each(user: User, children: Iterable[UUID]) -> dict[UUID, list[CaseNotice]]:
    """The same for each child, under any of the numbers they had, in as many queries as for one."""
    asked = list(dict.fromkeys(children))
    of: dict[UUID, list[CaseNotice]] = defaultdict(list)
    elsewhere: list[CaseNotice] = []
    for notice in noticed(user, asked):
        (of[notice.child_id] if notice.child_id in asked else elsewhere).append(notice)
    if elsewhere:
        for child, numbers in entities.joined_into_each(user, asked).items():
            of[child] += [one for one in elsewhere if one.child_id in numbers]
    return of


def maybe_noticed(user: User, child_id: UUID, concern: Concern) -> list[tuple[str, CaseNotice]]:
    """The open cases of whoever a child in a concern may be, as long as nobody has said: each with the name held."""
    mentions = concerns.mentions_in(user, concerns.reports_of(user, concern))
    found = entities.suggestions_for_each(user, [one for one in mentions if one.entity_id == child_id])
    names = {one.entity_id: one.name for matches in found.values() for one in matches.open}
    return [(names[pk], one) for pk, notices in noticed_for_each(user, names).items() for one in notices]


def keyring_of_team(user: User, child_id: UUID) -> Keyring:
    """This person's keyring and that of the team of the child's open case: for handing the team a report, and no look."""
    mine = current()
    return Keyring(mine.post, (*mine.holders, *(team.pk for team in assessments.teams_beside(user, child_id))))
