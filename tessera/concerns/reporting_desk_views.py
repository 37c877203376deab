"""Two short ways in: what was said to the desk, and a carer's sighting."""

from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from tessera.access.guards import requires
from tessera.access.models import Post
from tessera.access.roles import Permission
from tessera.audit.log import record
from tessera.concerns import reporting, reporting_mentions
from tessera.concerns.reporting_again import sent_otherwise
from tessera.concerns.reporting_forms import SightingForm, SpokenForm
from tessera.concerns.reporting_page import key_of, offered_again, ticks_in
from tessera.concerns.reporting_questions import Told
from tessera.entities.models import Kind, Part
from tessera.entities.services import MentionGiven
from tessera.information import events, policy
from tessera.information import queries as information
from tessera.information.models import Report
from tessera.information.services import KeyTaken
from tessera.reference import settings as area
from tessera.reference.queries import definition_in_force
from tessera.ui.words import moment

NO_SUCH_COLLEAGUE = "Nobody in a post uses this address. Check it, or leave it empty and write down how to reach them."


@requires(Permission.LOG_SPOKEN)
def spoken(request: HttpRequest) -> HttpResponse:
    """Log what somebody told the desk, with or without an account; the written version is then owed."""
    policy.may_log_spoken(request.user).require()
    form = SpokenForm(request.POST or None, request.FILES or None, user=request.user)
    routes = _routes_for(form) if form.is_bound else []
    caller = _caller(form) if form.is_bound else None
    if form.is_bound and form.is_valid() and not (routes and form.cleaned_data["route_seen"] != "yes"):
        typed = form.given | {"route_shown": "\n".join(f"{route}, given {moment(timezone.now())}" for route in routes)}
        mentions = reporting_mentions.mentions_from(form.cleaned_data, user=request.user, **ticks_in(request))
        reply = _sent(request, form, typed=typed, mentions=mentions, kind=Report.Kind.SPOKEN, caller=caller)
        if reply:
            return reply
    for route in routes:
        record(events.ROUTE_SHOWN, by=request.user, route=route)
    context = {
        "form": form,
        "key": key_of(request),
        "routes": routes,
        "emergency": area.emergency(),
        "definition": definition_in_force(),
        **offered_again(request, form),
    }
    return render(request, "concerns/report/spoken.html", context)


@requires(Permission.REPORT_SIGHTING)
def sighting(request: HttpRequest) -> HttpResponse:
    """Time, vehicle, photograph: sent as it happens, and never edited. REQ intake-care-home-quick-report."""
    policy.may_report_sighting(request.user).require()
    form = SightingForm(request.POST or None, request.FILES or None, user=request.user)
    if form.is_bound and form.is_valid():
        typed = form.cleaned_data
        mentions = reporting_mentions.mentions_from({**typed, "vehicle": ""}, user=request.user)
        if typed["vehicle"]:
            mentions.append(MentionGiven(kind=Kind.VEHICLE, part=Part.OTHER, words=typed["vehicle"]))
        reply = _sent(request, form, typed=form.given, mentions=mentions, kind=Report.Kind.SIGHTING, caller=None)
        if reply:
            return reply
    context = {"form": form, "key": key_of(request), "emergency": area.emergency()}
    return render(request, "concerns/report/sighting.html", context)


def _sent(
    request: HttpRequest,
    form: Told,
    *,
    typed: dict,
    mentions: list[MentionGiven],
    kind: str,
    caller: Post | None,
) -> HttpResponse | None:
    """On to the confirmation, or nothing when a file could not be taken: the form then says which."""
    sending = {
        "chosen": form.cleaned_data["attached"],
        "typed": typed,
        "mentions": mentions,
        "kind": kind,
        "caller": caller,
        "by": request.user,
    }
    try:
        made = reporting.report_at_once(sent_key=key_of(request), **sending)
    except KeyTaken:
        made = reporting.report_at_once(sent_key=uuid4(), **sending)
    except reporting.SentOtherwise as error:
        return sent_otherwise(request, form, error.report)
    except reporting.CannotTake as error:
        form.add_error("attached", str(error))
        return None
    return redirect("concerns:sent", made.reference)


def _caller(form: SpokenForm) -> Post | None:
    """The colleague whose address was given."""
    email = form.cleaned_data.get("caller_email") if form.is_valid() else ""
    caller = information.colleague_at(email) if email else None
    if email and caller is None:
        form.add_error("caller_email", NO_SUCH_COLLEAGUE)
    return caller


def _routes_for(form: SpokenForm) -> list[str]:
    """Whom the caller has to ring now, from the answers to the two questions."""
    emergency, door = area.emergency(), area.front_door(at=timezone.now())
    routes = []
    if form.data.get("immediate_danger") == "yes":
        routes.append(f"{emergency['telephone']} ({emergency['name']})")
    if form.data.get("significant_harm") == "yes":
        routes.append(f"{door['telephone']} ({door['name']})")
    return routes
