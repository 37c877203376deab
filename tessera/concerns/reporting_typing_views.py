"""What a page of reporting asks while somebody types: parts of the page, never a page of their own."""

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from tessera.access.guards import requires
from tessera.access.roles import Permission
from tessera.concerns import reporting_mentions
from tessera.concerns.reporting_page import ticks_in
from tessera.concerns.reporting_questions import read_when


@require_POST
@requires(Permission.REPORT)
def suggest(request: HttpRequest) -> HttpResponse:
    """What the words typed so far speak of, and any that blame a child, as a part of the page."""
    text, field = request.POST.get("text", ""), request.POST.get("field", "")
    context = {
        "suggestions": reporting_mentions.suggestions_in(text, user=request.user),
        # The child's own words are kept as they were said.
        "blaming": [] if field == "childs_words" else reporting_mentions.blaming_words([text]),
        "prefix": "own" if field == "childs_words" else "mention",
        **ticks_in(request),
    }
    return render(request, "concerns/report/_suggestions.html", context)


@require_POST
@requires(Permission.REPORT)
def people(request: HttpRequest) -> HttpResponse:
    """Whom each line of a group was read as, while it is typed, as a part of the page."""
    read = reporting_mentions.people_read({"about_child": request.POST.get("text", "")})
    return render(request, "concerns/report/_people.html", {"read": read["about_child"]})


@require_POST
@requires(Permission.REPORT)
def when(request: HttpRequest) -> HttpResponse:
    """“When was this?” read back in words while it is typed, or what is wrong with it, as a part of the page."""
    context = {"read": None, "error": ""}
    try:
        context["read"] = read_when(request.POST.get("text", ""))
    except ValidationError as error:
        context["error"] = " ".join(error.messages)
    return render(request, "concerns/report/_when.html", context)
