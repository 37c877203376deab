"""Whether the site is up, for whoever watches it. Says nothing of what is in it."""

from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse

from tessera.access.guards import public


@public
def live(request: HttpRequest) -> JsonResponse:
    """The process answers."""
    return JsonResponse({"status": "live"})


@public
def ready(request: HttpRequest) -> JsonResponse:
    """The process answers and so does its database."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return JsonResponse({"status": "waiting for the database"}, status=503)
    return JsonResponse({"status": "ready"})
