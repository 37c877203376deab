"""Saying as what a report speaks of somebody, and whether it is fact or opinion. REQ soft-provenance-hearsay."""

from django.db import transaction
from django.http import Http404
from django.utils import timezone

from tessera.access.models import User
from tessera.audit.log import record, storable
from tessera.entities import events, policy
from tessera.entities.models import Kind, Mention, SaidAs
from tessera.entities.queries.said_as import acts_about
from tessera.reference.models import SubjectCategory


@transaction.atomic
def say_as(*, mention: Mention, category: SubjectCategory | None, nature: str, note: str, by: User) -> SaidAs:
    """Say in which category of data subject a report speaks of somebody, and whether what it says is fact or opinion.

    A later act stands in place of an earlier one. The same again by the same person changes nothing. Raises Http404 for
    a mention that this person may not read, PermissionDenied when the policy says no, and ValueError for a person
    without a category, a thing with one, or an opinion without a word on which it is.
    """
    found = Mention.objects.readable().filter(pk=mention.pk).select_related("report").held().first()
    if found is None:
        raise Http404
    policy.may_say_as(by).require()
    words = str(storable(note)).strip()
    if (category is not None) != (found.kind == Kind.PERSON):
        raise ValueError("A person has a category, and nothing else has.")
    if nature != SaidAs.Nature.FACT and not words:
        raise ValueError("An opinion says which part it is, and whose.")
    given = {"category": category, "nature": SaidAs.Nature(nature), "note": words, "author": by.post}
    last = next(iter(acts_about(by, found)), None)
    if last is not None and all(getattr(last, name) == value for name, value in given.items()):
        return last  # the same press twice
    said = SaidAs(report_id=found.report_id, mention=found, audience_id=found.audience_id, at=timezone.now(), **given)
    said.save(force_insert=True)
    record(events.SAID_AS, by=by, on=found, read=str(said), report=found.report.reference)
    return said
