"""Reporting a concern: the two emergency questions, one page to write on, and a receipt."""

from urllib.parse import urlencode
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from tessera.access.guards import requires
from tessera.access.roles import Permission
from tessera.audit.log import record
from tessera.concerns import reporting, reporting_mentions
from tessera.concerns.reporting_again import sent_otherwise
from tessera.concerns.reporting_forms import DESK, WIDE, EmergencyForm, ReportForm
from tessera.concerns.reporting_page import (
    gone_since,
    is_key,
    keep,
    keep_files,
    key_of,
    page,
    take_out_files,
    ticks_in,
    window_of,
)
from tessera.concerns.reporting_questions import is_yes
from tessera.entities import queries as entities
from tessera.information import drafts, events, policy, receipts
from tessera.information import queries as information
from tessera.information.models import Draft, Report
from tessera.reference import settings as area
from tessera.reference.queries import definition_in_force
from tessera.ui.words import moment

CHANGED_ELSEWHERE = "Not saved: this draft was changed in another window. Press “Save draft” and both are kept."
SENT_ELSEWHERE = "Not saved: this page was sent from another window. Press “Save draft” and what is here is kept."
FIELDS = {"danger": "immediate_danger", "harm": "significant_harm"}


@requires(Permission.REPORT)
def report(request: HttpRequest) -> HttpResponse:
    """The two emergency questions, before anybody spends time on a form. REQ intake-emergency-prompt."""
    policy.may_report(request.user).require()
    form = EmergencyForm(request.POST or None)
    if form.is_valid() or form.is_emergency:
        answers = form.cleaned_data
        if not form.is_emergency:
            about = {"about": request.GET["about"]} if request.GET.get("about") else {}
            return redirect(f"{_write()}?{urlencode({'danger': 'no', 'harm': 'no', **about})}")
        typed = {FIELDS[name]: answer for name, answer in answers.items()} | _child_referred(request)
        draft = drafts.save_draft(key=uuid4(), typed=typed, by=request.user)
        return redirect(_at("concerns:danger" if answers.get("danger") == "yes" else "concerns:harm", draft.pk))
    return render(request, "concerns/report/report.html", {"form": form, "emergency": area.emergency()})


@requires(Permission.REPORT)
def danger(request: HttpRequest) -> HttpResponse:
    """999, at once; and it is recorded that it was shown."""
    emergency = area.emergency()
    draft = _draft_asked_for(request)
    _shown(request, f"{emergency['telephone']} ({emergency['name']})", draft)
    onward = _write()
    if draft:
        has_harm = draft.typed.get("significant_harm") == "yes"
        onward = _at("concerns:harm" if has_harm else "concerns:write", draft.pk)
    return render(request, "concerns/report/danger.html", {"emergency": emergency, "onward": onward})


@requires(Permission.REPORT)
def harm(request: HttpRequest) -> HttpResponse:
    """The children's social care front door as it is staffed at this moment. REQ intake-out-of-hours."""
    door = area.front_door(at=timezone.now())
    draft = _draft_asked_for(request)
    _shown(request, f"{door['telephone']} ({door['name']})", draft)
    onward = _at("concerns:write", draft.pk) if draft else _write()
    return render(request, "concerns/report/harm.html", {"door": door, "emergency": area.emergency(), "onward": onward})


@requires(Permission.REPORT)
def write(request: HttpRequest) -> HttpResponse:
    """One page with sections. What is on it is kept on the server whenever it is sent."""
    policy.may_report(request.user).require()
    if request.method == "POST":
        return _written(request, corrects=None)
    draft = _draft_asked_for(request)
    if draft is None and (sent := _sent_before(request)):
        return redirect("concerns:sent", sent.reference)
    if draft is None and request.GET.get("draft"):
        raise Http404
    form = _form_of(request, draft, as_typed=True) if draft else _blank_form(request)
    return page(request, form, draft)


@requires(Permission.REPORT)
def correct(request: HttpRequest, reference: str) -> HttpResponse:
    """Add to a report or correct it: a new report that points at it. The first stays as it was given."""
    policy.may_report(request.user).require()
    original = _report_of(request, reference)
    if request.method == "POST":
        return _written(request, corrects=original)
    return page(request, _blank_form(request), None, corrects=original)


@requires(Permission.REPORT)
def check(request: HttpRequest) -> HttpResponse:
    """What is about to be sent, and what it seems to speak of. Without JavaScript it always stands between."""
    policy.may_report(request.user).require()
    draft = _draft_asked_for(request)
    if draft is None:
        if sent := _sent_before(request):
            return redirect("concerns:sent", sent.reference)
        raise Http404
    form = _form_of(request, draft)
    if not form.is_valid():
        return page(request, form, draft)
    is_behind = request.POST.get("drawn_from", draft.version) != draft.version
    if request.method == "POST" and not is_behind:
        return _send(request, form, draft)
    given = form.given
    to_send = Report(**{name: given[name] for name in receipts.GIVEN if name in given})
    context = {
        "draft": draft,
        "is_behind": is_behind,
        "report": to_send,
        "seen_by": dict(form.fields["seen_by"].choices)[DESK if given["desk_only"] else WIDE],
        "files": drafts.files_of(draft=draft, by=request.user),
        "suggestions": reporting_mentions.suggested_for(form.cleaned_data, user=request.user),
        "people_read": reporting_mentions.people_read(form.cleaned_data),
        "blaming": reporting_mentions.blaming_words([to_send.narrative]),
        **ticks_in(request),
        "definition": definition_in_force(),
    }
    return render(request, "concerns/report/check.html", context)


@requires(Permission.REPORT)
def sent(request: HttpRequest, reference: str) -> HttpResponse:
    """The confirmation: the reference, who has it, what happens next and by when."""
    found = _report_of(request, reference)
    clocks = information.answer_clocks(found)
    context = {"report": found, "due_at": information.answer_due(found), "clock_rules": clocks}
    return render(request, "concerns/report/sent.html", context)


@require_POST
@requires(Permission.REPORT)
def draft(request: HttpRequest) -> HttpResponse:
    """A page saves itself. Nothing is checked: these are words still being written."""
    corrects = information.report_for(request.user, request.GET.get("corrects", ""))
    form = ReportForm(request.POST, user=request.user, as_typed=True)
    try:
        saved = drafts.save_draft(
            key=key_of(request),
            typed=form.typed,
            sealed_name=form.name_to_seal,
            corrects=corrects,
            by=request.user,
            window=window_of(request),
        )
    except drafts.KeyTaken:
        return HttpResponse("Not saved: open a new page.", status=409, content_type="text/plain")
    except drafts.ChangedElsewhere:
        return HttpResponse(CHANGED_ELSEWHERE, status=409, content_type="text/plain")
    if saved is None:
        return HttpResponse(SENT_ELSEWHERE, status=409, content_type="text/plain")
    return HttpResponse(status=204)


def _written(request: HttpRequest, *, corrects: Report | None) -> HttpResponse:
    """The page was sent in some way: keep what is on it, then do what the button says."""
    form = ReportForm(request.POST, request.FILES, user=request.user)
    kept = keep(request, form, corrects=corrects)
    if kept.draft is None:
        sha256 = reporting.sha256_of(request.FILES.getlist("attached"))
        is_same = form.is_valid() and not reporting.is_otherwise(kept.sent, form.given, sha256=sha256)
        return redirect("concerns:sent", kept.sent.reference) if is_same else sent_otherwise(request, form, kept.sent)
    take_out_files(request, kept.draft)
    keep_files(request, form, kept.draft)
    if kept.beside or gone_since(request, form, kept.draft):
        return page(request, form, kept.draft, beside=kept.beside)
    if "save" in request.POST and "attached" not in form.errors:
        messages.success(request, "Draft saved. Only you can see it.")
        return redirect("information:mine")
    if "save" in request.POST or not form.is_valid():
        return page(request, form, kept.draft)
    if request.POST.get("scripted") == "yes":
        return _send(request, form, kept.draft)
    return redirect(_at("concerns:check", kept.draft.pk))


def _send(request: HttpRequest, form: ReportForm, draft: Draft) -> HttpResponse:
    mentions = reporting_mentions.mentions_from(
        form.cleaned_data,
        user=request.user,
        **ticks_in(request),
    )
    given = form.given | {"started_at": draft.started_at, "route_shown": draft.route_shown}
    sending = {
        "typed": given,
        "mentions": mentions,
        "files": drafts.files_of(draft=draft, by=request.user),
        "draft": draft,
        "corrects": draft.corrects,
        "by": request.user,
    }
    if again := reporting.sent_moments_ago(
        typed=given, by=request.user, kind=Report.Kind.CONCERN, corrects=draft.corrects,
        sha256=[file.sha256 for file in sending["files"]],
    ):  # fmt: skip
        drafts.throw_away_draft(draft=draft, by=request.user)
        messages.info(request, "You sent these very words a moment ago. This is that report: nothing was sent twice.")
        return redirect("concerns:sent", again.reference)
    try:
        made = reporting.report_concern(**sending)
    except drafts.KeyTaken:
        made = reporting.report_concern(**sending, sent_key=uuid4())
    except reporting.SentOtherwise as error:
        return sent_otherwise(request, form, error.report)
    return redirect("concerns:sent", made.reference)


def _blank_form(request: HttpRequest) -> ReportForm:
    answered = {FIELDS[name]: request.GET.get(name, "") for name in FIELDS}
    known = {name: answer for name, answer in answered.items() if is_yes(answer) is not None}
    known |= _child_referred(request)
    return ReportForm(user=request.user, initial=known)


def _child_referred(request: HttpRequest) -> dict[str, str]:
    """The name of the child whose assessment somebody refers from, as far as they hold one."""
    about = request.GET.get("about", "")
    held = entities.held_for(request.user, [UUID(about)]).get(UUID(about)) if is_key(about) else None
    return {"about_child": held.name} if held and held.is_child else {}


def _form_of(request: HttpRequest, draft: Draft, *, as_typed: bool = False) -> ReportForm:
    asked_first = {} if "narrative" in draft.typed else {"seen_by": WIDE}  # from the page before: nothing chosen yet
    typed = {**asked_first, **draft.typed, "withheld_name": drafts.sealed_name_of(draft)}
    return ReportForm(typed, user=request.user, as_typed=as_typed)


def _draft_asked_for(request: HttpRequest) -> Draft | None:
    key = request.POST.get("key") or request.GET.get("draft", "")
    return information.draft_for(request.user, UUID(key)) if is_key(key) else None


def _sent_before(request: HttpRequest) -> Report | None:
    key = request.POST.get("key") or request.GET.get("draft", "")
    return information.report_sent_with(request.user, UUID(key)) if is_key(key) else None


def _report_of(request: HttpRequest, reference: str) -> Report:
    found = information.report_for(request.user, reference)
    if found is None:
        raise Http404
    return found


def _shown(request: HttpRequest, route: str, draft: Draft | None) -> None:
    """Record that a route was shown, before it is; and write it down with the report to come."""
    record(events.ROUTE_SHOWN, by=request.user, route=route)
    if draft:
        drafts.note_route(draft=draft, shown=f"{route}, shown {moment(timezone.now())}", by=request.user)


def _write() -> str:
    return reverse("concerns:write")


def _at(name: str, key: UUID) -> str:
    return f"{reverse(name)}?draft={key}"
