"""A list taken from the command line: found again when it was stopped, and taken by several processes."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping

from tessera.access.models import User
from tessera.imports import queries, taking
from tessera.imports.models import Import
from tessera.reference.models import ImportProfile

LOOK = 0.5  # seconds between two looks at how far it is
Tell = Callable[[int, int], None]
UNDER_WAY = (Import.Status.CHECKING, Import.Status.CHECKED, Import.Status.TAKING)


class Stopped(Exception):
    """A process that took batches ended badly. What it took is kept; run the command again to go on."""


def under_way(*, sha256: str, source: str, profile: ImportProfile, by: User) -> Import | None:
    """The same file from the same source, which this person began with and which was stopped."""
    same = queries.imports_for(by).filter(
        author=by.post,
        sha256=sha256,
        source=queries.source_named(by, source),
        profile__code=profile.code,
        status__in=UNDER_WAY,
        mends=None,
    )
    return same.first()


def take_together(
    *, given: Import, by: User, processes: int, tell: Tell | None = None, place: Mapping[str, str] | None = None
) -> None:
    """Take a list with so many processes, this one among them. Raises Stopped.

    `place` are settings that say where the database is, when that is not where this process would look.
    """
    words = [sys.executable, "-m", "tessera", "import", "--resume", str(given.pk), "--as", by.email]
    others = min(processes, queries.batches_left(by, given)) - 1
    running = [subprocess.Popen(words, env={**os.environ, **(place or {})}) for _ in range(others)]
    try:
        while taking.take_batches(given=given, by=by, most=1):
            _say(tell, by, given)
        while any(one.poll() is None for one in running):
            time.sleep(LOOK)
            _say(tell, by, given)
    finally:
        for one in running:
            one.terminate()
        ended = [one.wait() for one in running]
    if any(ended):
        raise Stopped


def _say(tell: Tell | None, by: User, given: Import) -> None:
    if tell:
        progress = queries.progress_of(by, given)
        tell(progress.done, progress.rows)
