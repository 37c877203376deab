"""Where a command writes what it found: a place that is looked at before the work, and not after it."""

from pathlib import Path

from tessera.lib.invisible import on_one_line


class Unwritable(ValueError):
    """Nothing can be written there, with the one sentence that says why."""


def refuse_place(option: str, out: Path, *given: Path) -> None:
    """Raises Unwritable where nothing could be written in the end, or where a file given would be lost.

    What comes out never takes the place of what went in, by whatever name or link. `option` is what the place is
    called on the command line.
    """
    for one in given:
        try:
            is_same = out.samefile(one)
        except OSError:  # one of them is not there
            is_same = False
        if is_same:
            said = "which is one of the files given: it would be lost. Name another file."
            raise Unwritable(f"{option} is {on_one_line(str(out))}, {said}")
    try:
        _open_once(out.resolve())
    except OSError as wrong:
        raise cannot_write(out, wrong) from None


def refuse_device(option: str, out: Path) -> None:
    """Raises Unwritable for a pipe or a device, where a finished file is to be put in its place: nothing of it is left."""
    if out.exists() and not (out.is_file() or out.is_dir()):
        raise Unwritable(f"{option} is {on_one_line(str(out))}, which is no file. Name a file.")


def cannot_write(out: Path, wrong: OSError) -> Unwritable:
    """The sentence for a place that does not take what is written."""
    return Unwritable(f"Cannot write {on_one_line(str(out))}: {wrong.strerror or wrong}.")


def _open_once(place: Path) -> None:
    """What stands there already stays as it is, and nothing is left where nothing stood."""
    is_new = not place.exists()
    with place.open("ab"):
        pass
    if is_new:
        place.unlink()
