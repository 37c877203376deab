"""The page that a report is written on: drawn blank, again with what was typed, or beside another window's draft."""

import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4, uuid5

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.datastructures import MultiValueDict

from tessera.concerns import reporting_mentions
from tessera.concerns.reporting_again import between_windows, name_on
from tessera.concerns.reporting_forms import SUGGESTING, ReportForm, SightingForm
from tessera.concerns.reporting_questions import Told
from tessera.information import drafts
from tessera.information import queries as information
from tessera.information.models import Draft, Report
from tessera.lib.files import Refused
from tessera.reference import settings as area
from tessera.reference.queries import definition_in_force

TAKEN_OUT_ELSEWHERE = (
    "A file that was kept with this page was taken out in another window. Choose it again if it belongs here, or send "
    "without it."
)


@dataclass(frozen=True)
class Kept:
    """Where what stands on a page is kept.

    `beside` is the draft that another window changed meanwhile: `draft` is then one of its own beside it. A page that
    was sent before is kept nowhere: `sent` is what it became.
    """

    draft: Draft | None = None
    beside: Draft | None = None
    sent: Report | None = None


def keep(
    request: HttpRequest,
    form: ReportForm | SightingForm,
    *,
    kind: str = Report.Kind.CONCERN,
    corrects: Report | None = None,
) -> Kept:
    """Keep the words on the page that was sent, before anything is done with them.

    Where they would replace what was typed in another window they become a draft of their own, once however often the
    page is sent.
    """
    keeping: dict[str, Any] = {"kind": kind, "typed": form.typed, "sealed_name": name_on(form), "by": request.user}
    key, beside = key_of(request), None
    while True:
        given = {**keeping, "corrects": beside.corrects if beside else corrects, "beside": beside}
        try:
            draft = drafts.save_draft(key=key, window=window_of(request), **given)
        except drafts.KeyTaken:
            draft = drafts.save_draft(key=uuid4(), **given)
        except drafts.ChangedElsewhere as error:  # the second time round: what was kept beside it was written on since
            beside = beside or error.draft
            key = uuid5(error.draft.pk, json.dumps(form.typed, sort_keys=True))
            continue
        return Kept(draft, beside) if draft else Kept(sent=information.report_sent_with(request.user, key))


def page(
    request: HttpRequest,
    form: ReportForm | SightingForm,
    draft: Draft | None,
    *,
    template: str = "write",
    corrects: Report | None = None,
    beside: Draft | None = None,
    **more: Any,
) -> HttpResponse:
    """The page with what stands in `form`; `beside` is the draft that another window changed meanwhile."""
    context: dict[str, Any] = {
        "form": form,
        "key": draft.pk if draft else key_of(request),
        "window": uuid4(),
        "draft": draft,
        "beside": beside,
        "differences": between_windows(form, beside) if beside else [],
        "corrects": draft.corrects if draft else corrects,
        "files": drafts.files_of(draft=draft, by=request.user) if draft else [],
        "emergency": area.emergency(),
        **more,
    }
    if isinstance(form, ReportForm):
        context |= {"definition": definition_in_force(), **offered_again(request, form)}
    return render(request, f"concerns/report/{template}.html", context, status=409 if beside else 200)


def keep_files(request: HttpRequest, form: Told, draft: Draft) -> None:
    """Keep each file chosen on the page with its draft now, so that a page that comes back has not lost it.

    One that cannot be taken has its sentence beside the field, and stops none of the others.
    """
    form.is_valid()  # first: the files are taken off it below
    chosen = form.files.getlist("attached")
    sound = [one for one in chosen if not form.fields["attached"].wrong_with(one)]
    before = len(draft.files)
    room = drafts.MOST_FILES - before
    for one in sound[:room]:
        one.seek(0)
        try:
            drafts.keep_file(draft=draft, content=one.read(), name=one.name or "", by=request.user)
        except Refused as error:
            form.add_error("attached", f"{one.name}: {error}")
    if sound[room:]:
        form.add_error("attached", too_many(before + len(sound)))
    form.files = MultiValueDict()  # kept: the page must not ask for them again


def too_many(count: int) -> str:
    """The sentence for more files than a report can have."""
    return (
        f"A report has {drafts.MOST_FILES} files or fewer. You chose {count}: the first {drafts.MOST_FILES} are kept."
    )


def gone_since(request: HttpRequest, form: Told, draft: Draft | None) -> bool:
    """Whether a file that the page showed as kept is with it no more: another window took it out. The form says so."""
    shown = {pk for pk in request.POST.getlist("kept") if pk not in request.POST.getlist("take_out")}
    there = {str(pk) for pk in draft.files} if draft else set()
    if shown <= there:
        return False
    form.add_error("attached", TAKEN_OUT_ELSEWHERE)
    return True


def take_out_files(request: HttpRequest, draft: Draft) -> None:
    """Throw away the kept files that were ticked to be taken out."""
    ticked = [UUID(pk) for pk in request.POST.getlist("take_out") if is_key(pk)]
    drafts.take_out(draft=draft, files=ticked, by=request.user)


def ticks_in(request: HttpRequest) -> dict[str, list[str]]:
    """What was offered on the page that was sent, and which of it was ticked."""
    return {"offered": request.POST.getlist("offered"), "ticked": request.POST.getlist("mention")}


def offered_again(request: HttpRequest, form: ReportForm) -> dict[str, Any]:
    """For a page that comes back: what had been offered beside each of its texts, ticked as the writer left it."""
    ticks, user = ticks_in(request), request.user
    texts = {name: str(form[name].value() or "") if ticks["offered"] else "" for name in SUGGESTING}
    found = {name: reporting_mentions.suggestions_in(text, user=user) if text else [] for name, text in texts.items()}
    again = {name: [one for one in some if one.code in ticks["offered"]] for name, some in found.items()}
    return {"again": again, "blaming": [], **ticks}


def window_of(request: HttpRequest) -> drafts.Window | None:
    """Which window this was typed in, and which save of the draft it began from. A script has none."""
    name = request.POST.get("window", "")
    return drafts.Window(UUID(name), request.POST.get("drawn_from", "")) if is_key(name) else None


def key_of(request: HttpRequest) -> UUID:
    """The key of the page; a page without one (nobody's browser sends that) gets its own."""
    key = request.POST.get("key", "")
    return UUID(key) if is_key(key) else uuid4()


def is_key(key: str) -> bool:
    """Whether this is written as a key is."""
    try:
        UUID(key)
    except ValueError:
        return False
    return True
