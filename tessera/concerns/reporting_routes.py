"""Whom somebody who rings the desk is to ring now, and when they were first told.

It is kept with the draft, so that a concern left half done and opened again has it still; the page carries it too,
signed, for when the draft was sent or thrown away from another window.
"""

from django.core import signing
from django.http import HttpRequest
from django.utils import timezone

from tessera.audit.log import record
from tessera.concerns.reporting_forms import SpokenForm
from tessera.information import drafts, events
from tessera.information.models import Draft
from tessera.reference import settings as area
from tessera.ui.words import moment

SHOWN = signing.Signer(salt="routes shown")
GIVEN = ", given "


def routes_for(form: SpokenForm) -> list[str]:
    """Whom the caller has to ring now, from the answers to the two questions. REQ intake-emergency-prompt."""
    emergency, door = area.emergency(), area.front_door(at=timezone.now())
    routes = []
    if form.data.get("immediate_danger") == "yes":
        routes.append(f"{emergency['telephone']} ({emergency['name']})")
    if form.data.get("significant_harm") == "yes":
        routes.append(f"{door['telephone']} ({door['name']})")
    return routes


def shown_before(request: HttpRequest, draft: Draft | None) -> dict[str, str]:
    """Each route that was shown already, and when first: what is written down is what was shown, and no more."""
    return _kept_with(draft) | on_the_page(request)


def show(request: HttpRequest, draft: Draft | None, routes: list[str]) -> str:
    """Record each of these that is about to be shown for the first time. Answers what the page is to carry of them."""
    shown = shown_before(request, draft)
    for route in routes:
        if route not in shown:
            record(events.ROUTE_SHOWN, by=request.user, route=route)
            shown[route] = moment(timezone.now())
    if draft:
        for route in [one for one in shown if one not in _kept_with(draft)]:
            drafts.note_route(draft=draft, shown=as_written({route: shown[route]}), by=request.user)
    shown |= shown_before(request, draft)  # another window may have noted one a moment before
    return SHOWN.sign_object({route: shown[route] for route in routes})


def as_written(shown: dict[str, str]) -> str:
    """The routes as the report has them: one a line, with when it was first given."""
    return "\n".join(f"{route}{GIVEN}{at}" for route, at in shown.items())


def _kept_with(draft: Draft | None) -> dict[str, str]:
    found: dict[str, str] = {}
    for line in draft.route_shown.splitlines() if draft else []:
        route, given, at = line.rpartition(GIVEN)
        if given:
            found.setdefault(route, at)
    return found


def on_the_page(request: HttpRequest) -> dict[str, str]:
    """The routes that stood on the very page that was sent: whoever sent it has seen these."""
    try:
        return dict(SHOWN.unsign_object(request.POST.get("route_seen", "")))
    except signing.BadSignature:
        return {}
