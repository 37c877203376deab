"""What the triage desk knows of the cases it does not read: that a child has one, where, and whom to ring."""

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction
from django.db.models import OuterRef, QuerySet, Subquery

from tessera.access import services as access
from tessera.access.keyring import Keyring, current, opened
from tessera.access.models import User
from tessera.assessments import queries as assessments
from tessera.audit.log import record
from tessera.cases import events, queries
from tessera.cases.models import Case, CaseNotice, StatusChange, TeamMember
from tessera.concerns import queries as concerns
from tessera.concerns.models import Concern
from tessera.entities import queries as entities
from tessera.ui.words import moment

CLOSED_MEANWHILE = "This case was closed meanwhile."


def with_desk(mine: Keyring) -> Keyring:
    """This keyring and the desk's key, for what is done in the desk's name and shows nobody a row (ADR 0002)."""
    return Keyring(mine.post, (*mine.holders, access.triage_desk().pk))


@transaction.atomic
def keep_notice(case: Case, *, by: User | None) -> None:
    """Let the desk know how a case stands now, where it does not. Whoever changed it need not be on the desk.

    `by` is nobody when the worker looks.
    """
    with opened(with_desk(current())):
        team = TeamMember.objects.readable().filter(case=case, ends_on__isnull=True).order_by("starts_on", "pk")
        worker = team.filter(part=TeamMember.Part.KEY_WORKER).select_related("post__user", "post__agency").first()
        post, is_open = worker.post if worker else None, case.status == Case.Status.OPEN
        notice = CaseNotice.objects.readable().filter(case=case).select_related("key_worker").first()
        if notice is None:
            desk = access.audience_of([access.triage_desk()])
            notice = CaseNotice(case=case, child_id=case.child_id, agency_id=case.agency_id, audience=desk)
        elif (notice.key_worker, notice.is_open) == (post, is_open):
            return
        notice.key_worker, notice.is_open = post, is_open
        notice.save()
        record(
            events.DESK_TOLD, by=by, on=case, stands=case.get_status_display().lower(), key_worker=post or "nobody yet"
        )


def noticed(user: User, children: Iterable[UUID]) -> QuerySet[CaseNotice]:
    """The open cases of these children that the desk knows of, each with what this reader's keys show of it (`title`)."""
    title = Case.objects.readable().filter(pk=OuterRef("case")).values("title")
    of_them = CaseNotice.objects.readable().filter(queries.under_any_number(user, children), is_open=True)
    found = of_them.annotate(title=Subquery(title)).order_by("pk")
    return found.select_related("agency", "key_worker__user", "key_worker__agency")


def noticed_for_each(user: User, children: Iterable[UUID]) -> dict[UUID, list[CaseNotice]]:
    """The same for each child, under any of the numbers they had, in as many queries as for one."""
    asked = list(dict.fromkeys(children))
    return queries.by_child(user, asked, noticed(user, asked))


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


def closed_meanwhile(user: User, chosen: str, children: Iterable[UUID]) -> str:
    """What to say of a case that was chosen on a page and has been closed since. Empty for one that has not.

    `chosen` is what the page sends: the number of a case, or “of” and the child of one that this person does not read.
    By whom and when is said to whoever reads the case.
    """
    of_child = {f"of {child}": child for child in children}
    known = CaseNotice.objects.readable().filter(is_open=False)
    if chosen in of_child:
        is_closed = known.filter(queries.under_any_number(user, [of_child[chosen]])).exists()
        return CLOSED_MEANWHILE if is_closed else ""
    try:
        number = UUID(chosen)
    except ValueError:
        return ""
    change = StatusChange.objects.readable().filter(case=number).select_related("author__user", "author__agency")
    last = change.order_by("at").last()
    if last is not None and last.status == Case.Status.CLOSED:
        return f"{CLOSED_MEANWHILE[:-1]}, by {last.author} on {moment(last.at)}."
    return CLOSED_MEANWHILE if last is None and known.filter(case=number).exists() else ""
