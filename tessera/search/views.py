"""One box for everything a keyring opens: what was found, why, and what narrows it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from tessera.access.guards import requires
from tessera.access.roles import Permission
from tessera.audit.log import record
from tessera.information.searching import TooMuch
from tessera.search import events, finding, policy, queries, services
from tessera.search.finding import Narrowed, Results
from tessera.search.forms import NarrowForm, SearchForm
from tessera.search.named import record_named
from tessera.search.purposes import purpose_now, purposes_for

FIRST_YEAR = 1990
FURTHEST = 500  # pages
SHOWING = ("page", "things", "versions")  # how much is shown, which narrows nothing
TOO_MUCH = "These words stand in so many reports that looking took too long. Add a word, or choose a filter."


@requires(Permission.SEARCH)
def begin(request: HttpRequest) -> HttpResponse:
    """The box, whom it is for, and what one searched for before. `for` is the child whose page one came from."""
    wanted = request.POST.get("purpose", "") or request.GET.get("for", "")
    now = None if request.GET.get("purpose") == "other" or wanted else purpose_now(request.user)
    purposes = [] if now else purposes_for(request.user, wanted)
    form = SearchForm(request.POST or None, purposes=purposes, now=now, initial={"purpose": wanted})
    if form.is_valid():
        given = form.cleaned_data
        return redirect(services.keep_search(words=given["words"], purpose=given["chosen"], by=request.user))
    context = {
        "form": form,
        "purpose": now,
        "watched": queries.watched_by(request.user),
        "recent": queries.searches_of(request.user)[: queries.RECENT],
    }
    return render(request, "search/begin.html", context)


@requires(Permission.SEARCH)
def results(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What one search finds now. Every look is recorded with its purpose before anything is shown."""
    search = queries.search_for(request.user, pk)
    years = range(timezone.localdate().year, FIRST_YEAR - 1, -1)
    form = NarrowForm(request.GET, agencies=queries.agency_names(), years=years)
    page, found, is_too_much = _page(request), Results(), False
    if form.is_valid():
        chosen = _chosen(request)
        said = f", narrowed to {chosen}" if chosen else ""
        record(events.SEARCHED, by=request.user, on=search, narrowed=said, purpose=search.purpose)
        try:
            narrowed = Narrowed.of(form.cleaned_data)
            found = finding.search(
                request.user, search.words, narrowed, page=page, all_things="all" in request.GET.getlist("things"),
                all_versions="all" in request.GET.getlist("versions"),
            )  # fmt: skip
        except TooMuch:
            is_too_much = True
    form.say_how_many(found.facets)
    return render(request, "search/results.html", {
        "search": search, "named": record_named(request.user, search.words), "form": form, "found": found,
        "page": page, "query": _without(request, "page"),
        "things_query": _without(request, "things"), "versions_query": _without(request, "versions"),
        "is_narrowed": form.is_valid() and bool(_chosen(request)),
        "last_page": min(-(-found.counted.every // finding.PAGE), FURTHEST), "is_too_much": is_too_much,
        "too_much": TOO_MUCH, "may_watch": policy.may_watch(max(found.counted.every, found.every_version)),
    })  # fmt: skip


@require_POST
@requires(Permission.SEARCH)
def watch(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Be told when more is found, under the filters on the page; or no longer."""
    search = queries.search_for(request.user, pk)
    if request.POST.get("stop"):
        services.stop_watching(search=search, by=request.user)
        messages.success(request, f"You are no longer told of {search}.")
        return redirect(search)
    form = NarrowForm(
        request.POST, agencies=queries.agency_names(), years=range(FIRST_YEAR, timezone.localdate().year + 1)
    )
    if not form.is_valid():
        messages.warning(request, "The filters could not be read. Choose them again, then watch the search.")
        return redirect(search)
    try:
        services.watch(search=search, narrowed=_kept(form.cleaned_data), by=request.user)
    except (TooMuch, PermissionDenied) as refused:
        messages.warning(request, TOO_MUCH if isinstance(refused, TooMuch) else str(refused))
        return redirect(search)
    messages.success(request, f"You are told here, on your home page, when more is found of {search}.")
    return redirect(search)


def _kept(given: dict[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in given.items() if value}


def _page(request: HttpRequest) -> int:
    typed = request.GET.get("page", "1")
    return min(max(int(typed), 1), FURTHEST) if typed.isascii() and typed.isdigit() and len(typed) < 5 else 1


def _chosen(request: HttpRequest) -> str:
    """The filters in words for the log: every value of each."""
    given = ((name, [one for one in values if one]) for name, values in request.GET.lists())
    return ", ".join(f"{name} {' or '.join(some)}" for name, some in given if some and name not in SHOWING)


def _without(request: HttpRequest, name: str) -> str:
    kept = request.GET.copy()
    kept.pop(name, None)
    return kept.urlencode()
