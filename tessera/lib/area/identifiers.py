"""Telephone numbers, plates and postcodes that cannot belong to anybody.

- Telephones: the numbers Ofcom keeps for drama (07700 900000 to 900999, 01632 960000 to 960999) while
  they last, then blocks of 076 that are allocated to nobody. The last hundred drama mobiles and the last
  two hundred drama landlines are kept back for the hand-made story and the agencies.
- Plates: the current form (two letters, two digits, three letters) with a Q or a Z among the first two
  letters, which DVLA never uses there (its leaflet INF104).
- Postcodes: the area WX, which no post town has.
"""

from __future__ import annotations

DRAMA_MOBILES = 900
DRAMA_LANDLINES = 800
UNALLOCATED = (*range(7610, 7620), *range(7670, 7677), *range(7687, 7691))
_BLOCK = 1_000_000
# Multiplying by a number that shares no factor with the size visits every number once, in no visible order.
_SHUFFLE = 7_368_787

_PLATE_FIRST = "ABCDEFGHJKLMNOPRSTUVWXY"
# Without vowels, so that no plate spells a word.
_PLATE_LAST = "BCDFGHJKLMNPRSTVWXYZ"
PLATE_TAGS = tuple(
    [letter + never for never in "ZQ" for letter in _PLATE_FIRST] + ["Z" + letter for letter in _PLATE_FIRST]
)
PLATE_AGES = tuple(f"{age:02d}" for age in (*range(5, 27), *range(55, 77)))
_INWARD = "ABDEFGHJLNPQRSTUWXYZ"


def telephone(slot: int) -> str:
    """The telephone number of one slot, as dialled here. No two of the first 21 million are the same."""
    if slot < DRAMA_MOBILES:
        return f"07700900{slot * 467 % DRAMA_MOBILES:03d}"
    slot -= DRAMA_MOBILES
    if slot < DRAMA_LANDLINES:
        return f"01632960{slot * 373 % DRAMA_LANDLINES:03d}"
    number = (slot - DRAMA_LANDLINES) * _SHUFFLE % (len(UNALLOCATED) * _BLOCK)
    return f"0{UNALLOCATED[number // _BLOCK]}{number % _BLOCK:06d}"


def plate(tag: int, age: int, letters: int) -> str:
    """A number plate that cannot be issued, from three numbers of any size."""
    last = _PLATE_LAST
    return (
        f"{PLATE_TAGS[tag % len(PLATE_TAGS)]}{PLATE_AGES[age % len(PLATE_AGES)]} "
        f"{last[letters % 20]}{last[letters // 20 % 20]}{last[letters // 400 % 20]}"
    )


def postcode(district: int, unit: int) -> str:
    """A postcode of the unused area WX, from a district (1 to 99) and a number of any size."""
    return f"WX{district} {unit % 9 + 1}{_INWARD[unit // 9 % 20]}{_INWARD[unit // 180 % 20]}"
