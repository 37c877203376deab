"""Static files, served whole."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from whitenoise.middleware import WhiteNoiseMiddleware


class StaticFilesMiddleware(WhiteNoiseMiddleware):  # type: ignore[misc]  # it comes without types
    """As WhiteNoise serves them, but read before they are sent.

    It hands over an open file. Over ASGI Django would read that to its end all the same, and warn each time. None of
    ours is large.
    """

    @staticmethod
    def serve(static_file: Any, request: HttpRequest) -> HttpResponse:
        """One file, a part of it, or that nothing of it has changed."""
        found = static_file.get_response(request.method, request.META)
        content = b""
        if found.file:
            with found.file as opened:
                content = opened.read()
        response = HttpResponse(content, status=int(found.status))
        del response["Content-Type"]
        for name, value in found.headers:
            response[name] = value
        return response
