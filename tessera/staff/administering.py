"""What every page about staff shows: whether this browser is signed in to administer, and until when."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from tessera.staff import policy, queries
from tessera.staff.models import Sitting

KEPT_AS = "administering"


def sitting_in(request: HttpRequest) -> Sitting | None:
    """The administrative sign-in of this browser, while it is open."""
    return queries.sitting_of(request.user, request.session.get(KEPT_AS))


def page(request: HttpRequest, name: str, *, status: int = 200, **context: Any) -> HttpResponse:
    """A page about staff, with the time that is left."""
    sitting = sitting_in(request)
    left = int((sitting.until - timezone.now()).total_seconds() // 60) + 1 if sitting else 0
    more = {"sitting": sitting, "minutes_left": left, "may": policy.may_administer(request.user, sitting)}
    return render(request, f"staff/{name}.html", {**context, **more}, status=status)
