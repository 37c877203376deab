"""What a narrative speaks of: plates, phones, postcodes, accounts, names already held.

Suggestions only. A person confirms each one; nothing here decides what anything is.
"""

from collections.abc import Iterable
from dataclasses import replace

from tessera.lib.extraction.accounts import accounts_in
from tessera.lib.extraction.birth_dates import birth_dates_in
from tessera.lib.extraction.found import Certainty, Found, Kind
from tessera.lib.extraction.held_names import HeldName, HeldNames
from tessera.lib.extraction.nicknames import nicknames_in
from tessera.lib.extraction.phones import phones_in
from tessera.lib.extraction.plates import plate_key, plates_in
from tessera.lib.extraction.postcodes import postcodes_in
from tessera.lib.extraction.reading import reading_of
from tessera.lib.extraction.streets import streets_in

__all__ = ["Certainty", "Found", "HeldName", "HeldNames", "Kind", "mentions_in", "plate_key"]


def mentions_in(text: str, *, held: HeldNames | None = None) -> list[Found]:
    """Everything the text speaks of, in the order in which it is written, never overlapping.

    Where two readings overlap the longer wins; of equal ones the more particular: a plate said to be one, a
    postcode, a phone, a held name, and so on. Any text is accepted; the time is in proportion to its length.
    """
    reading = reading_of(text)
    candidates = [*plates_in(reading), *postcodes_in(reading), *phones_in(reading), *birth_dates_in(reading)]
    if held is not None:
        candidates += held.found_in(reading)
    candidates += [*accounts_in(reading), *nicknames_in(reading), *streets_in(reading)]
    return _without_overlaps(candidates, len(text))


def _without_overlaps(candidates: Iterable[Found], length: int) -> list[Found]:
    taken = bytearray(length)
    kept: dict[tuple[int, int], Found] = {}
    for found in sorted(candidates, key=lambda found: found.start - found.end):
        span = (found.start, found.end)
        first = kept.get(span)
        if first and first.kind == found.kind:  # a held name that is also given as a nickname
            kept[span] = replace(first, fields={**found.fields, **first.fields})
        # Whatever is taken already is at least as long, so an overlap covers one end or the other.
        elif not taken[found.start] and not taken[found.end - 1]:
            taken[found.start : found.end] = b"\x01" * (found.end - found.start)
            kept[span] = found
    return sorted(kept.values(), key=lambda found: found.start)
