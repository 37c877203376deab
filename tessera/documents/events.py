"""What is recorded about files."""

from tessera.audit.registry import Event

KEPT = Event("documents.kept", "{by} kept the file {on} ({kind}, {size} bytes)")
OPENED = Event("documents.opened", "{by} opened the file {on}")
THROWN_AWAY = Event("documents.thrown_away", "{by} took the file {on} out of a draft")
ROTATION_BEGAN = Event(
    "documents.rotation_began", "{by} began to wrap the keys of {waiting} files with the site’s key {key}"
)
ROTATED = Event(
    "documents.rotated",
    "{by} wrapped the keys of {rewrapped} files with the site’s key {key}; {unopened} could not be opened",
)
