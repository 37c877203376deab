"""A score that is a sum: what each field says for or against two things being one, and how likely it is."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tessera.lib.linkage import compare
from tessera.lib.linkage.fields import Facts, Kind
from tessera.lib.linkage.homes import home_level
from tessera.lib.linkage.model import COUNTED_NAMES, KindModel, Model, Reason, published_model, quarter
from tessera.lib.linkage.prepared import Prepared, prepare

# How common a name is, from 0 to 1, asked as “surname:khan”; 0 when it has not been counted.
Frequency = Callable[[str], float]

# A rare name says more than a common one, but a count of one name is never proof.
MOST_FOR_RARITY = 4.0
_NOT_WHAT_CALLED = ("different", "initial", "given_as_surname", "surname_alike")
# Names that agree by the ear or the eye alone.
_ONLY_ALIKE = frozenset((
    "sounds", "one_letter", "two_letters", "alike", "sounds_like_first_name", "surname_alike", "other_place_alike",
    "reversed_alike", "starts_same", "short_form", "initial",
))  # fmt: skip
# With those, whatever agrees and yet is not what was said.
_NEARLY = _ONLY_ALIKE | {
    "known_form", "known_nickname", "day_month_swapped", "one_digit", "one_character", "near", "address_alike",
    "postcode_one_out",
}  # fmt: skip
DIFFERENT_KIND = Reason("kind", "different", "They are different kinds of thing", -100.0)


@dataclass(frozen=True, slots=True)
class Score:
    """How likely two things are to be the same, and why.

    `total` is `prior` plus the weights of the reasons, exactly, in bits: +1 doubles the odds. `probability`
    is the same as a chance between 0 and 1. It ranks suggestions for a person to judge; it decides nothing.
    """

    total: float
    probability: float
    prior: float
    reasons: tuple[Reason, ...]
    model_version: str


def score(
    a: Facts | Prepared,
    b: Facts | Prepared,
    *,
    frequency: Frequency | None = None,
    model: Model | None = None,
) -> Score:
    """Compare two things. The same whichever is put first.

    `frequency` says how common a name is, as counted among some people; without it the model says so of the commonest.
    """
    a = prepare(a) if isinstance(a, Facts) else a
    b = prepare(b) if isinstance(b, Facts) else b
    model = model or published_model()
    kind_model = model.kinds[min(a.kind, b.kind)]
    reasons = weigh(a, b, kind_model, frequency or model.frequency)
    return scored(reasons, kind_model, model.version)


def agrees_in_full(given: Score) -> bool:
    """Whether both names agree in some way: a first name, an initial or a nickname, and a surname."""
    levels = {reason.field: reason.level for reason in given.reasons}
    if levels.get("names", "").startswith("reversed"):
        return True
    called = (levels.get(field, "different") for field in ("first_name", "nickname"))
    return levels.get("surname", "different") != "different" and any(level != "different" for level in called)


def agrees_in_first_name(given: Score) -> bool:
    """Whether what somebody is called agrees, whatever their surnames. An initial is not what they are called."""
    called = [reason.level for reason in given.reasons if reason.field in ("first_name", "nickname")]
    return any(level not in _NOT_WHAT_CALLED for level in called)


def agrees_in_surname(given: Score) -> bool:
    """Whether the surname is just the same."""
    return any((reason.field, reason.level) == ("surname", "same") for reason in given.reasons)


def agrees_exactly(given: Score) -> bool:
    """Whether all that speaks for it is just what was said: not a form of it, nothing like it."""
    return all(reason.level not in _NEARLY for reason in given.reasons if reason.weight > 0)


def only_sounds_alike(given: Score) -> bool:
    """Whether all that speaks for somebody is a name that sounds or looks like theirs and is not known to be a form of it."""
    return all(reason.level in _ONLY_ALIKE for reason in given.reasons if reason.weight > 0)


def explained(given: Score) -> str:
    """A score as the sum it is, a line for each part: what a coordinator reads under a suggestion."""
    parts = [
        (given.prior, "Before anything is compared"),
        *((each.weight, each.words) for each in given.reasons),
    ]
    lines = [f"{weight:+8.2f}  {words}" for weight, words in parts]
    lines.append(f"{given.total:+8.2f}  Total, by model {given.model_version}: {_chance(given.total)}")
    return "\n".join(lines)


def _chance(total: float) -> str:
    """The odds as people say them. Beyond a million to one nothing more can be said in earnest."""
    odds = min(round(math.exp2(min(abs(total), 20.0))), 1_000_000)
    if odds == 1:
        return "as likely as not"
    return f"{odds:,} to 1 {'for' if total > 0 else 'against'}"


def scored(reasons: Sequence[Reason], kind_model: KindModel, version: str) -> Score:
    """The score that a list of reasons adds up to."""
    total = kind_model.prior + sum([reason.weight for reason in reasons])
    return Score(total, _probability(total), kind_model.prior, tuple(reasons), version)


def weigh(a: Prepared, b: Prepared, kind_model: KindModel, frequency: Frequency) -> list[Reason]:
    """The reasons for and against, in the order in which a person would read them."""
    if a.kind != b.kind:
        return [DIFFERENT_KIND]
    table = kind_model.reasons
    found = _COMPARED[a.kind](a, b)
    reasons = [table[each] for each in found if each[1]]
    for field, level in found:
        if level == "same" and field in COUNTED_NAMES:
            reasons += _rarity(a, field, level, kind_model, frequency)
    return reasons


def uncounted(name: str) -> float:
    """No name is counted: what the levels alone say."""
    return 0.0


def _person(a: Prepared, b: Prepared) -> list[tuple[str, str]]:
    found = compare.compare_names(a, b)
    found.append(("born", compare.born_level(a, b)))
    if (a.phones or a.phone_parts) and (b.phones or b.phone_parts):
        found.append(("phone", compare.phone_level(a, b)))
    found.append(("home", home_level(a, b)))
    if a.handle and b.handle:
        found.append(("account", compare.account_level(a, b)))
    if (a.plate or a.plate_parts) and (b.plate or b.plate_parts):
        found.append(("plate", compare.plate_level(a, b)))
    if a.description and b.description:
        found.append(("description", compare.description_level(a, b)))
    return found


def _phone(a: Prepared, b: Prepared) -> list[tuple[str, str]]:
    return [("phone", compare.phone_level(a, b)), ("description", compare.description_level(a, b))]


def _vehicle(a: Prepared, b: Prepared) -> list[tuple[str, str]]:
    return [("plate", compare.plate_level(a, b)), ("description", compare.description_level(a, b))]


def _place(a: Prepared, b: Prepared) -> list[tuple[str, str]]:
    return [
        ("name", compare.place_name_level(a, b)),
        ("phone", compare.phone_level(a, b)),
        ("home", home_level(a, b)),
        ("description", compare.description_level(a, b)),
    ]


def _account(a: Prepared, b: Prepared) -> list[tuple[str, str]]:
    return [
        ("account", compare.account_level(a, b)),
        ("nickname", compare.nickname_level(a, b, "")),
        ("description", compare.description_level(a, b)),
    ]


def _organisation(a: Prepared, b: Prepared) -> list[tuple[str, str]]:
    found = _place(a, b)
    found.insert(3, ("account", compare.account_level(a, b)))
    return found


_COMPARED: dict[Kind, Callable[[Prepared, Prepared], list[tuple[str, str]]]] = {
    "person": _person,
    "phone": _phone,
    "vehicle": _vehicle,
    "place": _place,
    "account": _account,
    "organisation": _organisation,
}


def _rarity(a: Prepared, field: str, level: str, kind_model: KindModel, frequency: Frequency) -> list[Reason]:
    """What the name's own rarity adds to its being the same: less for a common name, more for a rare one."""
    said, name = ("First name", a.first) if field == "first_name" else ("Surname", a.surname)
    share = frequency(f"{field}:{name.plain}")
    if not 0 < share <= 1:
        return []
    bits = quarter(math.log2(kind_model.chance[field, level] / share))
    weight = max(-MOST_FOR_RARITY, min(MOST_FOR_RARITY, bits))
    if weight > 0:
        return [Reason(field, "rare", f"{said} is rarer than most", weight)]
    return [Reason(field, "common", f"{said} is commoner than most", weight)] if weight else []


def _probability(total: float) -> float:
    # A total far below nought would overflow the power of two.
    return 1 / (1 + math.exp2(-max(total, -1000.0)))
