"""A new key of the site: what lies on the disk is wrapped with it, file by file, while the site runs."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings

from tessera.audit.log import record
from tessera.documents import events
from tessera.lib import file_keys, sealing


@dataclass
class Rotated:
    """How far a rotation has come. `unopened` are the files that no key opened: they stay as they are."""

    of: int = 0
    seen: int = 0
    rewrapped: int = 0
    unopened: list[str] = field(default_factory=list)


def still_old() -> Iterator[Path]:
    """Each file whose key is not wrapped with the site's key of now, or that has no key of its own yet."""
    now = file_keys.public_id(settings.FILE_KEY)
    for place in _everything():
        try:
            if file_keys.wrapped_with(place) != now:
                yield place
        except FileNotFoundError:
            continue  # thrown away meanwhile
        except (OSError, sealing.Damaged):
            yield place


def rotate() -> Iterator[Rotated]:
    """Wrap with the key of now whatever is not yet. Yields after each file.

    Stopped at any moment, nothing is lost, and the next rotation goes on with what is left. That it began and
    how it ended are recorded.
    """
    waiting = list(still_old())
    done = Rotated(of=len(waiting))
    now = file_keys.public_id(settings.FILE_KEY)
    record(events.ROTATION_BEGAN, by=None, key=now, waiting=done.of)
    for place in waiting:
        done.seen += 1
        try:
            file_keys.rewrap(place, secrets=settings.FILE_KEYS)
            done.rewrapped += 1
        except FileNotFoundError:
            pass  # thrown away meanwhile
        except (OSError, sealing.Damaged):
            done.unopened.append(place.name)
        yield done
    record(events.ROTATED, by=None, key=now, rewrapped=done.rewrapped, unopened=len(done.unopened))


def _everything() -> Iterator[Path]:
    folder = Path(settings.FILES_FOLDER)
    return (path for path in sorted(folder.rglob("*")) if path.is_file() and path.suffix != file_keys.UNFINISHED)
