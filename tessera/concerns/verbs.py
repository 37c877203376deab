"""The page of one verb about a concern: its form, what others changed meanwhile, and the way back."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from tessera.audit.log import record
from tessera.concerns import events, queries
from tessera.concerns.models import Concern
from tessera.concerns.services import Stale


def verb_page(
    request: HttpRequest,
    concern: Concern,
    form: Any,
    do: Callable[..., Any],
    *,
    title: str,
    button: str,
    told: str,
    intro: str = "",
    facts: list[tuple[str, str]] | None = None,
) -> HttpResponse:
    """Show the form, or do it and go back to the concern.

    When somebody changed the concern meanwhile, nothing is done: the page comes back with what was typed, beside the
    concern as it is now, and the next press rests on that. Showing the page is a look and is recorded.
    """
    is_stale = False
    if form.is_valid():
        try:
            do(by=request.user, **form.given())
        except Stale as stale:
            is_stale, concern = True, stale.concern
            form.rest_on(concern)
        else:
            messages.success(request, told)
            return redirect(concern)
    elif form.is_bound and form.cleaned_data.get("version", concern.version) != concern.version:
        # What was chosen may be wrong only because of what somebody else did first.
        is_stale = True
        form.rest_on(concern)
    record(events.OPENED, by=request.user, on=concern)
    lines = queries.lines_of(request.user, concern)[-3:] if is_stale else []
    decided = queries.latest_decision(request.user, concern) if is_stale else None
    return render(request, "concerns/verb.html", {
        "concern": concern, "form": form, "title": title, "button": button, "intro": intro, "facts": facts or [],
        "is_stale": is_stale, "lines": lines, "decided": decided,
    })  # fmt: skip
