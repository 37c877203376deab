"""Writing a version of a report for wider sharing, and withdrawing it.

The report stays as it was given, and nothing leads to it but keys.
"""

from collections.abc import Collection

from django.db import transaction
from django.shortcuts import get_object_or_404
from django.utils import timezone

from tessera.access import services as access
from tessera.access.models import Agency, Audience, User
from tessera.audit.log import record, storable
from tessera.information import developed, events, policy, queries
from tessera.information.developing import Stale
from tessera.information.identifying import given_away
from tessera.information.models import Grade, Report, Sanitised, SanitisedFrom
from tessera.information.services import new_reference
from tessera.reference.queries import agencies
from tessera.work.models import Message

EVERYBODY = "Safeguarding leads of every agency, and the triage desk"


class GivesAway(ValueError):
    """The text says who wrote the report, for whom, or who told them. `what` says which words, and why."""

    def __init__(self, what: list[str]) -> None:
        super().__init__("Take out what leads to the report or its source: " + ", ".join(what) + ".")
        self.what = what


@transaction.atomic
def sanitise(
    *,
    report: Report,
    title: str,
    text: str,
    conditions: str,
    by: User,
    originator: str = "",
    to: Collection[Agency] | None = None,
) -> Sanitised:
    """Write a version of a graded report for the safeguarding leads of these agencies, or of every one, and the desk.

    It has a reference of its own. The way back to the report is open to whoever may open the report, who read the
    version too. Of a report that is handled with conditions (C), its readers are told what to keep to, and `originator`
    says who agreed; that stays with the report. The same press twice makes one. Raises PermissionDenied with the sentence
    for one that may not be sanitised, GivesAway where the words lead to the report or its source, and ValueError where
    conditions or whoever agreed is not said. REQ soft-cleanse-and-check, soft-original-kept.
    """
    found = Report.objects.readable().filter(pk=report.pk).select_related("author__user", "agency", "audience")
    report = get_object_or_404(found.held())
    grade = queries.grades_of(by, report).first()
    policy.may_sanitise(by, grade).require()
    assert grade is not None, "the policy refuses an ungraded report"
    said = {
        name: str(storable(words)).strip()
        for name, words in (("title", title), ("text", text), ("conditions", conditions))
    }
    refuse_what_gives_away(report, **said)
    originator = str(storable(originator)).strip()
    if grade.handling == Grade.Handling.CONDITIONS and not (said["conditions"] and originator):
        raise ValueError("With handling C a version has conditions, and somebody agreed to it.")
    given = {**said, "shared_with": who_reads(to), "author": by.post}
    earlier = SanitisedFrom.objects.readable().filter(report=report).values("sanitised")
    if made := Sanitised.objects.readable().filter(pk__in=earlier, withdrawn_at__isnull=True, **given).first():
        return made  # the same press twice
    readers = [access.triage_desk(), *(access.leads_of(agency) for agency in (agencies() if to is None else to))]
    version = Sanitised(
        reference=new_reference("SV"), grade=grade.code, prepared_by=by.post, at=timezone.now(),
        audience=access.audience_of([*readers, *report.audience.holders.all()]), **given,
    )  # fmt: skip
    version.save(force_insert=True)
    # Without an author: whoever loses the report loses the way to it.
    SanitisedFrom(
        sanitised=version, report=report, audience_id=report.audience_id, sha256=report.sha256, originator=originator
    ).save(force_insert=True)
    # Without its words: those who are told of it are told once more when it is withdrawn, and read them no longer.
    keep_to = " Keep to its conditions on sharing." if version.conditions else ""
    Message.objects.create(
        text=f"{version.reference} was shared with you, graded {version.grade}.{keep_to}",
        path=version.get_absolute_url(), at=version.at, audience=access.audience_of(readers),
    )  # fmt: skip
    record(events.SANITISED, by=by, on=report, version=version.reference, to=version.shared_with)
    return version


def follow_report(report: Report, audience: Audience) -> None:
    """Let whoever reads a report from now on read the versions of it too. Nobody it was shared with loses one.

    For whoever moves the report, within the keyring of both audiences.
    """
    of_it = SanitisedFrom.objects.readable().filter(report=report).values("sanitised")
    for version in Sanitised.objects.readable().filter(pk__in=of_it).order_by("pk").select_related("audience").held():
        version.audience = access.widened(version.audience, *audience.holders.all())
        version.save(update_fields=["audience"])


def refuse_what_gives_away(report: Report, *, title: str, text: str, conditions: str) -> None:
    """Raise GivesAway where these words of a version lead to the report or its source."""
    if what := given_away(report, title, text, conditions):
        raise GivesAway(what)


@transaction.atomic
def withdraw_version(*, version: Sanitised, because: str, by: User) -> Sanitised:
    """Take a version back from everybody it was shared with. They are told, and read why; nobody reads what it said.

    The same press twice is one. Raises PermissionDenied with the sentence, GivesAway where the reason leads to the
    report or its source, and Stale where somebody else withdrew it first.
    """
    held = get_object_or_404(Sanitised.objects.readable().filter(pk=version.pk).select_related("audience").held())
    because = str(storable(because)).strip()
    if held.withdrawn_at is not None:
        if (held.withdrawn_by, held.withdrawn_because) == (by.post, because):
            return held
        raise Stale
    report = developed.original_of(by, held)
    policy.may_withdraw_version(by, report).require()
    assert report is not None, "the policy refuses whoever may not open the report"
    assert by.post is not None
    if what := given_away(report, because):
        raise GivesAway(what)
    held.withdrawn_at, held.withdrawn_by, held.withdrawn_because = timezone.now(), by.post, because
    held.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_because"])
    Message.objects.create(
        text=f"{held.reference} was withdrawn. Do not use it or share it further. Why: {because}",
        path=held.get_absolute_url(), at=held.withdrawn_at,
        audience=access.widened(held.audience, access.person(held.prepared_by)),
    )  # fmt: skip
    record(events.VERSION_WITHDRAWN, by=by, on=held, because=because)
    return held


def who_reads(to: Collection[Agency] | None) -> str:
    """In words, whom a version for these agencies is shared with; for every one without any."""
    if to is None:
        return EVERYBODY
    return "Safeguarding leads at " + ", ".join(sorted(agency.name for agency in to)) + ", and the triage desk"
