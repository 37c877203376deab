"""A page sent again with other words on it: never taken for the report it became, and never lost."""

import json
from typing import Any
from uuid import uuid4, uuid5

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from tessera.access import services as access
from tessera.concerns.reporting_forms import WIDE, ReportForm, SightingForm, SpokenForm
from tessera.information import drafts, receipts
from tessera.information import queries as information
from tessera.information.models import Draft, Report
from tessera.information.services import is_sealed_name
from tessera.lib.files import Refused, fingerprint

# Asked under another name than the one that a report keeps the answer by.
LABELS = {"source_contact": "How to reach them", "is_business_report": "Report through a business scheme"}


def sent_otherwise(request: HttpRequest, form: ReportForm | SightingForm, report: Report) -> HttpResponse:
    """Say that the page was sent before, and keep what stands on it now as a draft that adds to what was sent.

    Pressing again keeps no second draft; once the draft was sent, it leads to what that became.
    """
    typed = _typed(form)
    key = uuid5(report.sent_key, json.dumps(typed, sort_keys=True))
    kind = Report.Kind.SPOKEN if isinstance(form, SpokenForm) else Report.Kind.CONCERN
    keeping: dict[str, Any] = {
        "kind": kind, "typed": typed, "sealed_name": name_on(form), "corrects": report, "by": request.user,
    }  # fmt: skip
    try:
        draft = drafts.save_draft(key=key, **keeping)
    except drafts.KeyTaken:
        draft = drafts.save_draft(key=uuid4(), **keeping)
    if draft is None:
        return redirect("concerns:sent", information.report_sent_with(request.user, key).reference)
    context = {
        "report": report,
        "draft": draft,
        "changes": _changes(form, report) if form.is_valid() else [],
        "refused": _keep_files(request, report, draft),
        "files": drafts.files_of(draft=draft, by=request.user),
    }
    return render(request, "concerns/report/sent_otherwise.html", context, status=409)


def _typed(form: ReportForm | SightingForm) -> dict[str, Any]:
    """What stands on the page, by the names of the whole page’s fields: that is where it goes on."""
    if isinstance(form, ReportForm):
        return form.typed
    said = {
        name: str(form.data.get(name) or "")
        for name in ("narrative", "vehicle", "when_text", "where_text", "about_child")
    }
    vehicle = said.pop("vehicle")
    words = "\n".join(filter(None, [said.pop("narrative"), f"Vehicle: {vehicle}" if vehicle else ""]))
    return {**said, "narrative": words, "how_known": Report.HowKnown.SAW.value, "seen_by": WIDE}


def name_on(form: ReportForm | SightingForm) -> str:
    """The name to be sealed that stands on the page, where it asks for one."""
    return form.name_to_seal if isinstance(form, ReportForm) else ""


def _keep_files(request: HttpRequest, report: Report, draft: Draft) -> list[str]:
    """Keep the files chosen since, and answer with a sentence for each that cannot be taken."""
    there, refused = information.sha256_with(report), []
    for one in request.FILES.getlist("attached"):
        one.seek(0)
        content = one.read()
        if fingerprint(content) in there:
            continue
        try:
            drafts.keep_file(draft=draft, content=content, name=one.name or "", by=request.user)
        except Refused as error:
            refused.append(f"{one.name}: {error}")
    return refused


def _changes(form: ReportForm | SightingForm, report: Report) -> list[tuple[str, str, str]]:
    """Each question answered otherwise: the question, what was sent, and what is on the page now."""
    now = Report(**{name: value for name, value in form.given.items() if name in receipts.GIVEN})
    found = [
        (_label(form, name), _words(report, name), _words(now, name)) for name in receipts.differing(report, form.given)
    ]
    if name_on(form) and not is_sealed_name(report, name_on(form), form.user.agency):
        found.append((_label(form, "withheld_name"), "As it was sealed, or none", "Kept sealed with the draft"))
    address = form.data.get("caller_email") or ""
    caller = information.colleague_at(address) if address else None
    if caller and access.person(caller) not in report.audience.holders.all():
        found.append((_label(form, "caller_email"), "Somebody else, or nobody", address))
    return found


def between_windows(form: ReportForm | SightingForm, beside: Draft) -> list[tuple[str, str, str]]:
    """Each question answered otherwise in another window: the question, what stands there, and what stands here."""
    found = [
        (_label(form, name), _as_shown(form, name, beside.typed.get(name, "")), _as_shown(form, name, here))
        for name, here in form.typed.items()
        if (beside.typed.get(name) or "") != (here or "")
    ]
    there, here = drafts.sealed_name_of(beside), name_on(form)
    return [*found, (_label(form, "withheld_name"), there, here)] if there != here else found


def _as_shown(form: ReportForm | SightingForm, name: str, answer: Any) -> str:
    """What was typed, or the words of what was chosen."""
    choices = dict(getattr(form.fields[name], "choices", ()))
    several = answer if isinstance(answer, list) else [answer]
    return ", ".join(str(choices.get(one, one)) for one in several if one)


def _label(form: ReportForm | SightingForm, name: str) -> str:
    return LABELS.get(name) or (form.fields[name].label if name in form.fields else name.replace("_", " ").capitalize())


def _words(report: Report, name: str) -> str:
    answer = getattr(report, name)
    if isinstance(answer, bool):
        return "Yes" if answer else "No"
    shown = getattr(report, f"get_{name}_display", None)
    return str(shown() if shown and answer else answer or "")
