"""A page about something that people joined to another since: the same page about what it is now."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from tessera.entities import queries

Page = Callable[..., HttpResponse]


def follows_joins(named: str) -> Callable[[Page], Page]:
    """A page whose address holds the number of a thing, under this name.

    An old address leads on to the new one. What somebody was writing when the two were joined is taken for what it is
    now, so that nothing they typed is lost. Whoever sees nothing of either is told that there is no such page.
    """

    def followed(view: Page) -> Page:
        @wraps(view)
        def inner(request: HttpRequest, **at: Any) -> HttpResponse:
            try:
                return view(request, **at)
            except Http404:
                if at[named] in queries.held_for(request.user, [at[named]]):
                    raise
                now = queries.joined_now(request.user, at[named])
                if now in at.values():
                    raise
            if request.method == "POST":
                return inner(request, **{**at, named: now})
            match = request.resolver_match
            led = redirect(match.view_name, **{**at, named: now})
            if asked := request.META["QUERY_STRING"]:
                led["Location"] += f"?{asked}"
            return led

        return inner

    return followed
