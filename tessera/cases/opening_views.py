"""From a concern to a child's case: opening one, or adding to one that is open."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from tessera.access.guards import requires
from tessera.access.roles import Permission
from tessera.assessments.contact import blocked_among
from tessera.audit.log import record
from tessera.cases import events, forms, policy, queries, services
from tessera.cases.notices import closed_meanwhile, noticed_for_each
from tessera.concerns import policy as triage
from tessera.concerns import queries as concerns
from tessera.concerns.models import Concern
from tessera.concerns.services import Stale
from tessera.entities import queries as entities
from tessera.entities.following import follows_joins


@requires(Permission.CASE)
@follows_joins("child")
def open_for(request: HttpRequest, child: UUID) -> HttpResponse:
    """Which concern a child's case is opened from."""
    held = entities.entity_for(request.user, child)
    policy.may_open(request.user).require()
    record(events.CONCERNS_LISTED, by=request.user, child=held.name)
    found = list(queries.concerns_naming(request.user, child)[: queries.MOST_CONCERNS])
    if len(found) == 1:
        return redirect("cases:open_from_concern", found[0].pk)
    return render(request, "cases/open_for.html", {
        "child": held, "concerns": found, "blocked": blocked_among(request.user, {held.pk: held.name}),
    })  # fmt: skip


@requires(Permission.CASE)
def open_from_concern(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Open a case for a child whom this concern names."""
    concern = _concern(request, pk)
    policy.may_open(request.user).require()
    children = queries.children_in(request.user, concern)
    form = forms.OpenCaseForm(request.POST or None, children=children, workers=queries.workers())
    context = {"concern": concern, "children": children, "form": form, "existing": None}
    context["blocked"] = blocked_among(request.user, {one.pk: one.name for one in children})
    if form.is_valid():
        given = form.cleaned_data
        child = given.pop("child")
        try:
            case = services.open_from_concern(
                concern=concern, child_id=child.pk, title=child.name, by=request.user, **given
            )
        except services.AlreadyOpen as already:
            form.add_error("child", str(already))
            context["existing"] = already.case
        except services.OpenElsewhere as elsewhere:
            form.add_error("child", str(elsewhere))
        else:
            messages.success(request, f"Case opened. {case.title} has a key worker from today.")
            return redirect(case)
    return render(request, "cases/open_from_concern.html", context)


@requires(Permission.CASE)
def add_concern(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Decide that a concern belongs to an open case: its reports are shared with that case's team."""
    concern = _concern(request, pk)
    triage.may_triage(request.user, concern).require()
    children = queries.children_in(request.user, concern)
    cases_of = queries.open_cases_of_each(request.user, [child.pk for child in children])
    named = {case.child_id for some in cases_of.values() for case in some}
    cases = queries.open_cases_for(request.user, named)
    known = noticed_for_each(request.user, [child.pk for child in children])
    notices = [(child, one) for child in children for one in known.get(child.pk, []) if one.title is None]
    form = forms.AddConcernForm(
        request.POST or None, cases=cases, notices=notices, named=named, initial={"version": concern.version},
        closed=_closed(request, children),
    )  # fmt: skip
    context = {"concern": concern, "cases": [*notices, *cases], "form": form, "stale": None}
    if form.is_valid():
        chosen = form.chosen()
        give = services.add_concern if "case" in chosen else services.hand_to_team
        try:
            give(concern=concern, by=request.user, **chosen)
        except Stale as stale:
            form.at_version(stale.concern.version)
            context |= {"concern": stale.concern, "stale": _as_it_stands(stale.concern)}
            return render(request, "cases/add_concern.html", context, status=409)
        except (PermissionDenied, Http404):
            if not (closed := _closed(request, children)):
                raise
            form.add_error("case", closed)
            return render(request, "cases/add_concern.html", context)
        if "case" not in chosen:
            messages.success(request, f"{concern} was given to the team of the child’s case.")
            return redirect(concern)
        messages.success(request, f"{concern} was added to {chosen['case'].title}’s case.")
        return redirect(chosen["case"])
    return render(request, "cases/add_concern.html", context)


def _closed(request: HttpRequest, children: list[entities.Held]) -> str:
    """That the case which was chosen is closed by now, if it is."""
    chosen = request.POST.get("case", "")
    return closed_meanwhile(request.user, chosen, [child.pk for child in children]) if chosen else ""


def _concern(request: HttpRequest, pk: UUID) -> Concern:
    concern = get_object_or_404(concerns.concerns_for(request.user), pk=pk)
    record(events.CONCERN_VIEWED, by=request.user, on=concern)
    return concern


def _as_it_stands(concern: Concern) -> list[tuple[str, str]]:
    owner = str(concern.owner) if concern.owner else "Nobody yet"
    return [("Band", concern.get_band_display()), ("Status", concern.get_status_display()), ("Owner", owner)]
