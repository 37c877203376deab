"""One box for everything a keyring opens: what was found, why, and what narrows it."""

import re
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from tessera.access.guards import requires
from tessera.access.models import User
from tessera.access.roles import Permission
from tessera.audit.log import record
from tessera.information.searching import TooMuch
from tessera.search import events, finding, policy, queries, services
from tessera.search.finding import Narrowed, Results, Wanted
from tessera.search.forms import NarrowForm, SearchForm
from tessera.search.kept import kept_of
from tessera.search.models import AS_WATCHED
from tessera.search.named import record_named
from tessera.search.places import MOST as MOST_PLACES
from tessera.search.places import places_named
from tessera.search.purposes import purpose_now, purposes_for

FIRST_YEAR = 1990
FURTHEST = 500  # pages
SHOWING = ("page", "things", "versions", "places")  # how much is shown, which narrows nothing
WHOLE_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
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
        "watched": kept_of(request.user, queries.watched_by(request.user), years=_years()),
        "recent": queries.searches_of(request.user)[: queries.RECENT],
    }
    return render(request, "search/begin.html", context)


@requires(Permission.SEARCH)
def results(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What one search finds now. Every look is recorded with its purpose before anything is shown."""
    search = queries.search_for(request.user, pk)
    if AS_WATCHED in request.GET:
        return redirect(kept_of(request.user, [search], years=_years())[0].path)
    form = _narrowing(request.user, request.GET)
    page, found, is_too_much = _page(request), Results(), False
    if form.is_valid():
        chosen = _chosen(request, form)
        said = f", narrowed to {chosen}" if chosen else ""
        record(events.SEARCHED, by=request.user, on=search, narrowed=said, purpose=search.purpose)
        more = {f"all_{name}": "all" in request.GET.getlist(name) for name in ("things", "versions", "places")}
        try:
            narrowed = Narrowed.of(form.cleaned_data)
            found = finding.search(request.user, search.words, narrowed, Wanted(page, **more))
        except TooMuch:
            is_too_much = True
    form.say_how_many(found.facets, {str(pk): held.name for pk, held in found.places.items()})
    kept = kept_of(request.user, [search], years=_years())[0] if search.watched_at else None
    return render(request, "search/results.html", {
        "search": search, "kept": kept, "places_query": _without(request, "places"), "named": record_named(request.user, search.words),
        "form": form, "found": found,
        "page": page, "query": _without(request, "page"),
        "things_query": _without(request, "things"), "versions_query": _without(request, "versions"),
        "is_narrowed": form.is_valid() and bool(_chosen(request, form)),
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
    form = _narrowing(request.user, request.POST)
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


def _years() -> range:
    return range(timezone.localdate().year, FIRST_YEAR - 1, -1)


def _narrowing(user: User, given: QueryDict) -> NarrowForm:
    """The filters, with the names of the places chosen: of a hidden one and of none there is no name."""
    chosen = [UUID(one) for one in given.getlist("at")[:MOST_PLACES] if WHOLE_ID.fullmatch(one)]
    names = {str(place): held.name for place, held in places_named(user, chosen).items()} if chosen else {}
    return NarrowForm(given, agencies=queries.agency_names(), years=_years(), places=names)


def _chosen(request: HttpRequest, form: NarrowForm) -> str:
    """The filters in words for the log: every value of each, a place by its name."""
    given = ((name, [one for one in values if one]) for name, values in request.GET.lists())
    places = dict(form.fields["at"].choices) if "at" in form.fields else {}
    said = ((name, [places.get(one, one) if name == "at" else one for one in some]) for name, some in given)
    return ", ".join(f"{name} {' or '.join(some)}" for name, some in said if some and name not in SHOWING)


def _without(request: HttpRequest, name: str) -> str:
    kept = request.GET.copy()
    kept.pop(name, None)
    return kept.urlencode()
