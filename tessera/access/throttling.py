"""How often somebody may fail to sign in: per name and per address, each on its own, counted in the database."""

from typing import Any

from axes.handlers.database import AxesDatabaseHandler
from django.conf import settings
from django.http import HttpRequest

from tessera.access import events
from tessera.audit.log import record


def name_tried(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str:
    """The address of the account that somebody tries, as one name however it is written."""
    given = credentials or {}
    name = given.get("email") or given.get("username") or given.get("login") or request.POST.get("login") or ""
    return str(name).strip().casefold()


class PerNameAndAddress(AxesDatabaseHandler):  # type: ignore[misc]  # axes publishes no types
    """Counts failures for a name from anywhere, and from an address for any name: each has its own limit.

    An address may fail more often, because a whole agency sits behind one. Somebody who tries another’s name from
    elsewhere shuts its owner out too, for as long as the lock lasts: that, and not a guessed password, is the price.
    """

    def get_failures(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> int:
        """How far towards the limit of a name this is, whichever of the two counts is nearer to its own."""
        tried = self.get_user_attempts(request, credentials)
        of_name, of_address = (int(sum(found.values_list("failures_since_start", flat=True))) for found in tried)
        as_of_a_name: int = of_address * settings.AXES_FAILURE_LIMIT // settings.FAILURES_OF_AN_ADDRESS
        return max(of_name, as_of_a_name)

    def user_login_failed(
        self, sender: Any, credentials: dict[str, Any], request: HttpRequest | None = None, **kwargs: Any
    ) -> None:
        """Count it, and say so in the log: each failure, and once when it is one too many."""
        was_locked = bool(request is not None and request.axes_locked_out)  # type: ignore[attr-defined]  # set by axes
        super().user_login_failed(sender, credentials, request=request, **kwargs)
        if request is None or was_locked:
            return
        tried = {"name": name_tried(request, credentials), "address": request.axes_ip_address}  # type: ignore[attr-defined]  # as above
        record(events.SIGN_IN_FAILED, by=None, **tried)
        if request.axes_locked_out:  # type: ignore[attr-defined]  # as above
            record(events.SIGN_IN_STOPPED, by=None, **tried)
