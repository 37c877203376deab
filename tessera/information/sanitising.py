"""Writing a version of a report for wider sharing. The report stays as it was given, and nothing leads to it but keys."""

from collections.abc import Collection

from django.db import transaction
from django.shortcuts import get_object_or_404
from django.utils import timezone

from tessera.access import services as access
from tessera.access.models import Agency, User
from tessera.audit.log import record, storable
from tessera.information import developed, events, policy, queries
from tessera.information.models import Report, Sanitised, SanitisedFrom
from tessera.information.services import new_reference
from tessera.reference.queries import agencies

EVERYBODY = "Safeguarding leads of every agency, and the triage desk"


class GivesAway(ValueError):
    """The text says who wrote the report, for whom, or who told them. `what` says which words, and why."""

    def __init__(self, what: list[str]) -> None:
        super().__init__("Take out what leads to the report or its source: " + ", ".join(what) + ".")
        self.what = what


@transaction.atomic
def sanitise(
    *, report: Report, title: str, text: str, conditions: str, by: User, to: Collection[Agency] | None = None
) -> Sanitised:
    """Write a version of a graded report for the safeguarding leads of these agencies, or of every one, and the desk.

    It has a reference of its own. The way back to the report is open to whoever may open the report, who read the
    version too. The same press twice makes one. Raises PermissionDenied with the sentence for one that may not be
    sanitised, and GivesAway where the words lead to the report or its source. REQ soft-cleanse-and-check,
    soft-original-kept.
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
    if what := developed.given_away(report, *said.values()):
        raise GivesAway(what)
    given = {**said, "shared_with": _in_words(to), "author": by.post}
    earlier = SanitisedFrom.objects.readable().filter(report=report).values("sanitised")
    if made := Sanitised.objects.readable().filter(pk__in=earlier, **given).first():
        return made  # the same press twice
    leads = [access.leads_of(agency) for agency in (agencies() if to is None else to)]
    version = Sanitised(
        reference=new_reference("SV"), grade=grade.code, prepared_by=by.post, at=timezone.now(),
        audience=access.audience_of([*leads, access.triage_desk(), *report.audience.holders.all()]), **given,
    )  # fmt: skip
    version.save(force_insert=True)
    # Without an author: whoever loses the report loses the way to it.
    SanitisedFrom(sanitised=version, report=report, audience_id=report.audience_id, sha256=report.sha256).save(
        force_insert=True
    )
    record(events.SANITISED, by=by, on=report, version=version.reference, to=version.shared_with)
    return version


def _in_words(to: Collection[Agency] | None) -> str:
    if to is None:
        return EVERYBODY
    return "Safeguarding leads at " + ", ".join(sorted(agency.name for agency in to)) + ", and the triage desk"
