"""What somebody had typed when the door shut on them: shown again, to be sent again, and lost to nobody."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.shortcuts import render

from tessera.access.roles import Permission

TOKEN = "csrfmiddlewaretoken"  # noqa: S105  # the name of its field  # nosec B105
# Carries the names of files from one showing of the page to the next: "field/name of the file". No form reads it.
NOT_SENT = "file-not-sent"
# No form of ours asks for one where this page can stand; were one to, it is not written into a page.
SECRET = re.compile(r"passw|passcode|one.?time|\botp\b", re.IGNORECASE)


@dataclass(frozen=True)
class Typed:
    """A form as it arrived: each answer under its field, and the files that were chosen with it."""

    answers: list[tuple[str, str]]
    files: list[tuple[str, str]]

    @property
    def written(self) -> list[str]:
        """The answers in words, each once. A tick, a key or a single word goes along unseen."""
        return list(dict.fromkeys(answer for _, answer in self.answers if len(answer.split()) > 1))

    @property
    def choosers(self) -> list[str]:
        """The fields whose files must be chosen again."""
        return list(dict.fromkeys(field for field, _ in self.files))


def shut_out(request: HttpRequest) -> HttpResponse | None:
    """The page with what was typed, to be sent again with a fresh token; nothing where it may not be shown.

    Only a form that the browser itself says came from this site is shown: another site's words are never laid before
    somebody to be sent in their name. Only for pages that are somebody's job: never sign-in, which holds a password.
    Nothing for a script's request either: it shows no page, and takes any refusal as “not saved”.
    """
    match = request.resolver_match
    is_ours = match is not None and isinstance(getattr(match.func, "guard", None), Permission)
    is_a_page = request.headers.get("Sec-Fetch-Dest", "document") == "document"
    if request.method != "POST" or not (is_ours and is_a_page and _is_from_here(request)):
        return None
    try:
        if TOKEN not in request.POST:  # no form of ours, or one that broke off on its way
            return None
    except UnreadablePostError:
        return None
    response = render(request, "send_again.html", {"typed": _typed(request), "not_sent": NOT_SENT}, status=403)
    response["Cache-Control"] = "no-store"
    return response


def _is_from_here(request: HttpRequest) -> bool:
    origin = request.headers.get("Origin")
    if origin is None:
        try:
            named = urlsplit(request.headers.get("Referer", ""))
        except ValueError:
            return False
        origin = f"{named.scheme}://{named.netloc}"
    return origin in {f"{request.scheme}://{request.get_host()}", settings.SITE_ADDRESS}


def _typed(request: HttpRequest) -> Typed:
    answers = [
        (name, answer)
        for name, given in request.POST.lists()
        if name not in (TOKEN, NOT_SENT) and not SECRET.search(name)
        for answer in given
    ]
    before = [one.partition("/") for one in request.POST.getlist(NOT_SENT)]
    files = [(name, file) for name, _, file in before if name and file]
    files += [(name, file.name) for name, some in request.FILES.lists() for file in some if file.name]
    return Typed(answers, list(dict.fromkeys(files)))
