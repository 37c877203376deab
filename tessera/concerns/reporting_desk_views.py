"""Two short ways in: what was said to the desk, and a carer's sighting."""

from typing import Any
from uuid import UUID, uuid4

from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from tessera.access.guards import requires
from tessera.access.models import Post
from tessera.access.roles import Permission
from tessera.audit.log import record
from tessera.concerns import reporting, reporting_mentions
from tessera.concerns.reporting_again import name_on, sent_otherwise
from tessera.concerns.reporting_forms import SightingForm, SpokenForm
from tessera.concerns.reporting_page import (
    gone_since,
    is_key,
    keep_files,
    key_of,
    offered_again,
    take_out_files,
    ticks_in,
)
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
SHOWN = signing.Signer(salt="routes shown")
DOES_NOT_REPORT = (
    "Whoever uses this address does not report concerns in Tessera, so they could not write it down. Leave it empty and "
    "write down how to reach them."
)
NO_SUCH_COLLEAGUE = "Nobody in a post uses this address. Check it, or leave it empty and write down how to reach them."


@requires(Permission.LOG_SPOKEN)
def spoken(request: HttpRequest) -> HttpResponse:
    """Log what somebody told the desk, with or without an account; the written version is then owed."""
    policy.may_log_spoken(request.user).require()
    draft = _draft_of(request)
    if draft is None and (sent := _sent_before(request)):
        return redirect("concerns:sent", sent.reference)
    form = _form(SpokenForm, request, draft)
    shown = _routes_shown(request)
    routes = _routes_for(form) if request.method == "POST" else []
    new = [route for route in routes if route not in shown]
    caller = _caller(form) if request.method == "POST" else None
    if request.method == "POST" and form.is_valid() and not new and not gone_since(request, form, draft):
        typed = form.given | {"route_shown": "\n".join(f"{route}, given {at}" for route, at in shown.items())}
        mentions = reporting_mentions.mentions_from(form.cleaned_data, user=request.user, **ticks_in(request))
        sending = {"typed": typed, "mentions": mentions, "kind": Report.Kind.SPOKEN, "caller": caller}
        sending["corrects"] = draft.corrects if draft else None
        reply = _sent(request, form, draft, **sending)
        if reply:
            return reply
    for route in new:
        record(events.ROUTE_SHOWN, by=request.user, route=route)
    shown |= dict.fromkeys(new, moment(timezone.now()))
    context = {
        "routes": routes, "route_seen": SHOWN.sign_object(shown), "definition": definition_in_force(),
        **offered_again(request, form),
    }  # fmt: skip
    return _page(request, Report.Kind.SPOKEN, form, draft, context)


@requires(Permission.REPORT_SIGHTING)
def sighting(request: HttpRequest) -> HttpResponse:
    """Time, vehicle, photograph: sent as it happens, and never edited. REQ intake-care-home-quick-report."""
    policy.may_report_sighting(request.user).require()
    draft = _draft_of(request)
    if draft is None and (sent := _sent_before(request)):
        return redirect("concerns:sent", sent.reference)
    form = _form(SightingForm, request, draft, has_kept=bool(draft and draft.files))
    if request.method == "POST" and form.is_valid() and not gone_since(request, form, draft):
        typed = form.cleaned_data
        mentions = reporting_mentions.mentions_from({**typed, "vehicle": ""}, user=request.user)
        if typed["vehicle"]:
            mentions.append(MentionGiven(kind=Kind.VEHICLE, part=Part.OTHER, words=typed["vehicle"]))
        sending = {"typed": form.given, "mentions": mentions, "kind": Report.Kind.SIGHTING, "caller": None}
        reply = _sent(request, form, draft, **sending)
        if reply:
            return reply
    return _page(request, Report.Kind.SIGHTING, form, draft, {})


def _draft_of(request: HttpRequest) -> Draft | None:
    """What was kept when this page came back before, without the files that are to be taken out of it."""
    if request.method == "POST":
        draft = information.draft_for(request.user, key_of(request))
        if draft:
            take_out_files(request, draft)
        return draft
    key = request.GET.get("draft", "")
    draft = information.draft_for(request.user, key) if is_key(key) else None
    if key and draft is None and not _sent_before(request):
        raise Http404
    return draft


def _sent_before(request: HttpRequest) -> Report | None:
    """What a draft whose address was kept has become."""
    key = request.GET.get("draft", "")
    return information.report_sent_with(request.user, UUID(key)) if request.method != "POST" and is_key(key) else None


def _form(made: type[Any], request: HttpRequest, draft: Draft | None, **more: Any) -> Any:
    """The page as it was sent, as it was left, or blank."""
    if request.method == "POST":
        return made(request.POST, request.FILES, user=request.user, **more)
    if draft:
        typed = {**draft.typed, "withheld_name": drafts.sealed_name_of(draft)}
        return made(typed, user=request.user, as_typed=True, **more)
    return made(user=request.user)


def _page(request: HttpRequest, kind: Report.Kind, form: Short, draft: Draft | None, context: Any) -> HttpResponse:
    """The page, blank or again with something to put right: what is on it is then kept with a draft."""
    if request.method == "POST":
        draft = _kept(request, kind, form)
    context |= {
        "form": form,
        "key": draft.pk if draft else key_of(request),
        "files": drafts.files_of(draft=draft, by=request.user) if draft else [],
        "emergency": area.emergency(),
        "corrects": draft.corrects if draft else None,
    }
    return render(request, f"concerns/report/{kind}.html", context)


def _kept(request: HttpRequest, kind: Report.Kind, form: Short) -> Draft | None:
    """The draft of this page as it is now, with its files; nothing when the page was sent before."""
    keeping: dict[str, Any] = {"kind": kind, "typed": form.typed, "sealed_name": name_on(form), "by": request.user}
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
    """The colleague whose address was given, who then reads the report and writes their own."""
    email = form.cleaned_data.get("caller_email") if form.is_valid() else ""
    caller = information.colleague_at(email) if email else None
    if email and caller is None:
        form.add_error("caller_email", NO_SUCH_COLLEAGUE)
    elif caller and not policy.may_report(caller.user):
        form.add_error("caller_email", DOES_NOT_REPORT)
        return None
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


def _routes_shown(request: HttpRequest) -> dict[str, str]:
    """Each route that this page showed already, and when: what is written down is what was shown, and no more."""
    try:
        return dict(SHOWN.unsign_object(request.POST.get("route_seen", "")))
    except signing.BadSignature:
        return {}
