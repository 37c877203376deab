"""Saying what ties two things that a report speaks of, and taking it back. REQ soft-link-map."""

from django.db import transaction
from django.shortcuts import get_object_or_404
from django.utils import timezone

from tessera.access.models import User
from tessera.audit.log import record, storable
from tessera.entities import events, policy
from tessera.entities.marking import Day
from tessera.entities.models import Link, Mention
from tessera.information.models import Report
from tessera.reference.models import TieKind


class Stale(Exception):
    """Somebody withdrew this tie while this person was writing. `saved` is how it stands now."""

    def __init__(self, saved: Link) -> None:
        super().__init__("Somebody else withdrew this tie while this page was open.")
        self.saved = saved


@transaction.atomic
def tie(
    *,
    one: Mention,
    other: Mention,
    kind: TieKind,
    by: User,
    since: Day | None = None,
    until: Day | None = None,
    note: str = "",
) -> Link:
    """Say that a report ties two things it speaks of. Said twice of one report it is one tie.

    Raises PermissionDenied where the policy says no, Http404 for a report that this person may not read, and ValueError
    where it ends before it began.
    """
    report = get_object_or_404(Report.objects.readable().filter(pk=one.report_id).held())
    policy.may_tie(by, one, other, kind).require()
    if since and until and until.on < since.on:
        raise ValueError("A tie ends after it began.")
    pair = {"report": report, "one": one, "other": other, "kind": kind}
    if said := Link.objects.readable().filter(**pair, withdrawn_at__isnull=True).first():
        return said
    link = Link(
        **pair, audience_id=report.audience_id, author=by.post, note=storable(note),
        since_on=since.on if since else None, since_text=storable(since.text) if since else "",
        until_on=until.on if until else None, until_text=storable(until.text) if until else "",
    )  # fmt: skip
    link.save(force_insert=True)
    record(events.TIED, by=by, on=link, report=report.reference)
    return link


@transaction.atomic
def withdraw_tie(*, link: Link, because: str, by: User) -> Link:
    """Take back what was said of two things. It stays on record with the reason. Raises Stale when somebody else did."""
    link = get_object_or_404(
        Link.objects.readable().filter(pk=link.pk).select_related("one", "other", "kind", "withdrawn_by").held()
    )
    because = storable(because)
    if link.withdrawn_at is not None:
        if (link.withdrawn_by, link.withdrawn_because) == (by.post, because):
            return link  # the same press twice
        raise Stale(link)
    policy.may_withdraw_tie(by, link).require()
    link.withdrawn_at, link.withdrawn_by, link.withdrawn_because = timezone.now(), by.post, because
    link.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_because"])
    record(events.TIE_WITHDRAWN, by=by, on=link, because=because)
    return link
