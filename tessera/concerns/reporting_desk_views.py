"""Two short ways in: what was said to the desk, and a carer's sighting."""

from typing import Any
from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from tessera.access.guards import requires
from tessera.access.models import Post
from tessera.access.roles import Permission
from tessera.audit.log import record
from tessera.concerns import reporting, reporting_mentions
from tessera.concerns.reporting_again import name_on, sent_otherwise, typed_on
from tessera.concerns.reporting_forms import SightingForm, SpokenForm
from tessera.concerns.reporting_page import keep_files, key_of, offered_again, take_out_files, ticks_in
from tessera.entities.models import Kind, Part
from tessera.entities.services import MentionGiven
from tessera.information import drafts, events, policy
from tessera.information import queries as information
from tessera.information.models import Draft, Report
from tessera.information.services import KeyTaken
from tessera.reference import settings as area
from tessera.reference.queries import definition_in_force
from tessera.ui.words import moment

Short = SpokenForm | SightingForm
NO_SUCH_COLLEAGUE = "Nobody in a post uses this address. Check it, or leave it empty and write down how to reach them."


@requires(Permission.LOG_SPOKEN)
def spoken(request: HttpRequest) -> HttpResponse:
    """Log what somebody told the desk, with or without an account; the written version is then owed."""
    policy.may_log_spoken(request.user).require()
    draft = _draft_with_files(request)
    form = SpokenForm(request.POST or None, request.FILES or None, user=request.user)
    routes = _routes_for(form) if form.is_bound else []
    caller = _caller(form) if form.is_bound else None
    if form.is_bound and form.is_valid() and not (routes and form.cleaned_data["route_seen"] != "yes"):
        typed = form.given | {"route_shown": "\n".join(f"{route}, given {moment(timezone.now())}" for route in routes)}
        mentions = reporting_mentions.mentions_from(form.cleaned_data, user=request.user, **ticks_in(request))
        sending = {"typed": typed, "mentions": mentions, "kind": Report.Kind.SPOKEN, "caller": caller}
        reply = _sent(request, form, draft, **sending)
        if reply:
            return reply
    for route in routes:
        record(events.ROUTE_SHOWN, by=request.user, route=route)
    context = {"routes": routes, "definition": definition_in_force(), **offered_again(request, form)}
    return _page(request, "spoken", form, draft, context)


@requires(Permission.REPORT_SIGHTING)
def sighting(request: HttpRequest) -> HttpResponse:
    """Time, vehicle, photograph: sent as it happens, and never edited. REQ intake-care-home-quick-report."""
    policy.may_report_sighting(request.user).require()
    draft = _draft_with_files(request)
    has_kept = bool(draft and draft.files)
    form = SightingForm(request.POST or None, request.FILES or None, user=request.user, has_kept=has_kept)
    if form.is_bound and form.is_valid():
        typed = form.cleaned_data
        mentions = reporting_mentions.mentions_from({**typed, "vehicle": ""}, user=request.user)
        if typed["vehicle"]:
            mentions.append(MentionGiven(kind=Kind.VEHICLE, part=Part.OTHER, words=typed["vehicle"]))
        sending = {"typed": form.given, "mentions": mentions, "kind": Report.Kind.SIGHTING, "caller": None}
        reply = _sent(request, form, draft, **sending)
        if reply:
            return reply
    return _page(request, "sighting", form, draft, {})


def _draft_with_files(request: HttpRequest) -> Draft | None:
    """What was kept when this page came back before, without the files that are to be taken out of it."""
    draft = information.draft_for(request.user, key_of(request)) if request.method == "POST" else None
    if draft:
        take_out_files(request, draft)
    return draft


def _page(request: HttpRequest, name: str, form: Short, draft: Draft | None, context: dict[str, Any]) -> HttpResponse:
    """The page, blank or again with something to put right: files chosen on it are then kept with a draft."""
    if draft or form.files.getlist("attached"):
        draft = _kept(request, form)
    context |= {
        "form": form,
        "key": draft.pk if draft else key_of(request),
        "files": drafts.files_of(draft=draft, by=request.user) if draft else [],
        "emergency": area.emergency(),
    }
    return render(request, f"concerns/report/{name}.html", context)


def _kept(request: HttpRequest, form: Short) -> Draft | None:
    """The draft of this page as it is now, with its files; nothing when the page was sent before."""
    keeping: dict[str, Any] = {"typed": typed_on(form), "sealed_name": name_on(form), "by": request.user}
    try:
        draft = drafts.save_draft(key=key_of(request), **keeping)
    except drafts.KeyTaken:
        draft = drafts.save_draft(key=uuid4(), **keeping)
    if draft:
        keep_files(request, form, draft)
    return draft


def _sent(request: HttpRequest, form: Short, draft: Draft | None, **given: Any) -> HttpResponse | None:
    """On to the confirmation, or nothing when a file could not be taken: the page then comes back and says which."""
    sending = {"chosen": form.cleaned_data["attached"], "draft": draft, "by": request.user, **given}
    try:
        made = reporting.report_at_once(sent_key=key_of(request), **sending)
    except KeyTaken:
        made = reporting.report_at_once(sent_key=uuid4(), **sending)
    except reporting.SentOtherwise as error:
        return sent_otherwise(request, form, error.report)
    except reporting.CannotTake:
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
