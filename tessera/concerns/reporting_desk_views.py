"""Two short ways in: what was said to the desk, and a carer's sighting."""

from typing import Any
from uuid import uuid4

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from tessera.access.guards import requires
from tessera.access.models import Post
from tessera.access.roles import Permission
from tessera.concerns import reporting, reporting_mentions, reporting_routes
from tessera.concerns.reporting_again import sent_otherwise
from tessera.concerns.reporting_forms import SightingForm, SpokenForm
from tessera.concerns.reporting_page import Kept, gone_since, is_key, keep, keep_files, page, take_out_files, ticks_in
from tessera.entities.models import Kind, Part
from tessera.entities.services import MentionGiven
from tessera.information import drafts, policy
from tessera.information import queries as information
from tessera.information.models import Report
from tessera.information.services import KeyTaken

Short = SpokenForm | SightingForm
DOES_NOT_REPORT = (
    "Whoever uses this address does not report concerns in Tessera, so they could not write it down. Leave it empty and "
    "write down how to reach them."
)
NO_SUCH_COLLEAGUE = "Nobody in a post uses this address. Check it, or leave it empty and write down how to reach them."


@requires(Permission.LOG_SPOKEN)
def spoken(request: HttpRequest) -> HttpResponse:
    """Log what somebody told the desk, with or without an account; the written version is then owed."""
    policy.may_log_spoken(request.user).require()
    form, kept = _opened(SpokenForm, request, Report.Kind.SPOKEN)
    if request.method != "POST" and kept.sent:
        return redirect("concerns:sent", kept.sent.reference)
    routes = reporting_routes.routes_for(form)
    caller = _caller(form) if request.method == "POST" else None
    is_shown = reporting_routes.on_the_page(request).keys() >= set(routes)
    if is_shown and _is_to_be_sent(request, form, kept):
        shown = reporting_routes.shown_before(request, kept.draft)
        typed = form.given | {"route_shown": reporting_routes.as_written(shown)}
        mentions = reporting_mentions.mentions_from(form.cleaned_data, user=request.user, **ticks_in(request))
        sending = {"typed": typed, "mentions": mentions, "kind": Report.Kind.SPOKEN, "caller": caller}
        sending["corrects"] = kept.draft.corrects if kept.draft else None
        reply = _sent(request, form, kept, **sending)
        if reply:
            return reply
    seen = reporting_routes.show(request, kept.draft, routes)
    return _page(request, form, kept, template="spoken", routes=routes, route_seen=seen)


@requires(Permission.REPORT_SIGHTING)
def sighting(request: HttpRequest) -> HttpResponse:
    """Time, vehicle, photograph: sent as it happens, and never edited. REQ intake-care-home-quick-report."""
    policy.may_report_sighting(request.user).require()
    form, kept = _opened(SightingForm, request, Report.Kind.SIGHTING)
    if request.method != "POST" and kept.sent:
        return redirect("concerns:sent", kept.sent.reference)
    if _is_to_be_sent(request, form, kept):
        typed = form.cleaned_data
        mentions = reporting_mentions.mentions_from({**typed, "vehicle": ""}, user=request.user)
        if typed["vehicle"]:
            mentions.append(MentionGiven(kind=Kind.VEHICLE, part=Part.OTHER, words=typed["vehicle"]))
        sending = {"typed": form.given, "mentions": mentions, "kind": Report.Kind.SIGHTING, "caller": None}
        reply = _sent(request, form, kept, **sending)
        if reply:
            return reply
    return _page(request, form, kept, template="sighting")


def _opened(made: type[Any], request: HttpRequest, kind: str) -> tuple[Any, Kept]:
    """The page as it was sent, its words kept at once; as it was left; or blank."""
    if request.method == "POST":
        form = made(request.POST, request.FILES, user=request.user)
        kept = keep(request, form, kind=kind)
        if kept.draft:
            take_out_files(request, kept.draft)
        form.has_kept = bool(kept.sent or (kept.draft and kept.draft.files))
        return form, kept
    key = request.GET.get("draft", "")
    if not key:
        return made(user=request.user), Kept()
    if draft := information.draft_for(request.user, key) if is_key(key) else None:
        typed = {**draft.typed, "withheld_name": drafts.sealed_name_of(draft)}
        return made(typed, user=request.user, as_typed=True, has_kept=bool(draft.files)), Kept(draft)
    if sent := information.report_sent_with(request.user, key) if is_key(key) else None:
        return made(user=request.user), Kept(sent=sent)
    raise Http404


def _is_to_be_sent(request: HttpRequest, form: Short, kept: Kept) -> bool:
    """Whether nothing stands in the way: no answer to put right, no other window, no file gone missing."""
    if request.method != "POST" or kept.beside or not form.is_valid():
        return False
    return bool(kept.sent) or not gone_since(request, form, kept.draft)


def _page(request: HttpRequest, form: Short, kept: Kept, **more: Any) -> HttpResponse:
    """The page, blank or again with something to put right: what was chosen on it is then kept too."""
    if request.method == "POST" and kept.draft:
        keep_files(request, form, kept.draft)
    return page(request, form, kept.draft, beside=kept.beside, **more)


def _sent(request: HttpRequest, form: Short, kept: Kept, **given: Any) -> HttpResponse | None:
    """On to the confirmation, or nothing when a file could not be taken: the page then comes back and says which."""
    key = kept.draft.pk if kept.draft else kept.sent.sent_key
    sending = {"chosen": form.cleaned_data["attached"], "draft": kept.draft, "by": request.user, **given}
    try:
        made = reporting.report_at_once(sent_key=key, **sending)
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
