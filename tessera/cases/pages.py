"""What every page of one case does: open it with a recorded look, and say first how to reach the child and family safely."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from tessera.assessments import queries as assessments
from tessera.assessments.contact import family_contact
from tessera.audit.log import record
from tessera.cases import events, queries
from tessera.cases.forms import VersionedForm
from tessera.cases.models import Case
from tessera.cases.services import Stale


def opened(request: HttpRequest, pk: UUID) -> Case:
    """A case, its look recorded. Raises Http404 when it is hidden."""
    case = get_object_or_404(queries.cases_for(request.user), pk=pk)
    record(events.VIEWED, by=request.user, on=case)
    return case


def shown(request: HttpRequest, case: Case, template: str, *, status: int = 200, **context: Any) -> HttpResponse:
    """A page of the case."""
    context = {"case": case, "stale": None} | context
    if "held" not in context:
        context["held"] = queries.record_of(request.user, case)
    if "contact" not in context:
        assessed = list(assessments.of_child(request.user, case.child_id))
        context["contact"] = family_contact(request.user, case.title, assessed)
    return render(request, f"cases/{template}.html", context, status=status)


def changed_meanwhile(
    request: HttpRequest,
    stale: Stale,
    template: str,
    *,
    form: VersionedForm,
    saved: list[tuple[str, str]],
    **context: Any,
) -> HttpResponse:
    """Somebody changed the case first: what stands there now, above what was typed, which can be saved over it."""
    form.at_version(stale.case.version)
    return shown(request, stale.case, template, status=409, form=form, stale=saved, **context)
