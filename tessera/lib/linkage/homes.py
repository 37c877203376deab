"""How two homes agree: address and postcode together, each as often misspelt as a name. See `compare`."""

from __future__ import annotations

from rapidfuzz.distance import OSA

from tessera.lib.linkage.normalise import Address, district_of
from tessera.lib.linkage.prepared import Prepared

_edits = OSA.distance


def home_level(a: Prepared, b: Prepared) -> str:
    """How addresses and postcodes agree, taken together: they say the same thing twice."""
    postcodes = bool(a.postcode and b.postcode)
    same_postcode = postcodes and a.postcode == b.postcode
    one_out = postcodes and not same_postcode and _is_one_out(a.postcode, b.postcode)
    addresses = bool(a.address.words and b.address.words)
    street = _street_level(a.address, b.address) if addresses else ""
    if street == "same" and (same_postcode or one_out or not postcodes):
        return "same_address"
    if street == "alike" and (same_postcode or not postcodes):
        return "address_alike"
    if same_postcode:
        return "same_postcode"
    if one_out:
        return "postcode_one_out"
    if street == "same":
        return "same_door"
    if addresses and not a.address.telling.isdisjoint(b.address.telling):
        return "same_street" if _of_one_sort(a.address, b.address) else "street_of_another_sort"
    if postcodes and (district := district_of(a.postcode)) and district == district_of(b.postcode):
        return "same_district"
    return "different" if postcodes or addresses else ""


def _is_one_out(one: str, other: str) -> bool:
    """Whether two whole postcodes differ by one character, or by two that changed places."""
    return min(len(one), len(other)) > 3 and _edits(one, other, score_cutoff=1) == 1


def _street_level(a: Address, b: Address) -> str:
    """`same` for the same numbers and a street's telling words the same or within the other's; `alike` when one
    of those is misspelt, one of the numbers left out, or a Terrace is called a Drive."""
    if a.words == b.words:
        return "same"
    if not (a.telling and b.telling):
        return ""
    numbers = a.numbers == b.numbers
    within = a.telling <= b.telling or b.telling <= a.telling
    if numbers and within and _of_one_sort(a, b):
        return "same"
    if not (a.numbers & b.numbers):
        return ""
    return "alike" if within or _one_misspelt(a.telling, b.telling) else ""


def _of_one_sort(a: Address, b: Address) -> bool:
    """Whether two streets of one name may be one: Granary Terrace is not Granary Drive, and “Granary” may be either."""
    return not (a.sorts and b.sorts) or not a.sorts.isdisjoint(b.sorts)


def _one_misspelt(one: frozenset[str], other: frozenset[str]) -> bool:
    mine, others = one - other, other - one
    if len(mine) != 1 or len(others) != 1:
        return False
    (word,), (another,) = mine, others
    edits = _edits(word, another, score_cutoff=2)
    return edits == 1 or (edits == 2 and min(len(word), len(another)) > 6)
