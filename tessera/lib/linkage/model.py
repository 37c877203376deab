"""The weights, read from `model.yaml`: a file people can read, with a version that every score names."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from tessera.lib.invisible import on_one_line
from tessera.lib.linkage.fields import KINDS, Kind
from tessera.lib.linkage.normalise import name_of

PUBLISHED = Path(__file__).with_name("model.yaml")
LONGEST_VERSION = 40  # characters, as a stored score keeps them
COUNTED_NAMES = ("first_name", "surname")


class Reason(NamedTuple):
    """One part of a score: which field, how it agrees, the same in words, and what that counts (in bits)."""

    field: str
    level: str
    words: str
    weight: float


@dataclass(frozen=True, slots=True)
class KindModel:
    """How things of one kind are compared."""

    prior: float  # log2 of the odds before anything is compared
    floor: float
    floor_of_one_name: float
    floor_of_first_name: float
    floor_of_surname: float
    enough: float
    reasons: Mapping[tuple[str, str], Reason]
    chance: Mapping[tuple[str, str], float]  # u: how often different things agree this way

    @property
    def lowest_floor(self) -> float:
        """Under this nothing is a suggestion, however little is known of it."""
        return min(self.floor, self.floor_of_one_name, self.floor_of_first_name, self.floor_of_surname)


@dataclass(frozen=True, slots=True)
class Model:
    """All the weights, and the version a stored score is to name."""

    version: str
    kinds: Mapping[Kind, KindModel]
    common_names: Mapping[str, float]  # “surname:khan” → how large a part of all people has it

    def frequency(self, name: str) -> float:
        """How large a part of all people has a name, asked as “surname:khan”; 0 for one that is not among the commonest."""
        return self.common_names.get(name, 0.0)


_instead: Model | None = None


def quarter(bits: float) -> float:
    """Rounded to a quarter. Binary fractions add up exactly in any order: a score is the sum of its parts."""
    return round(bits * 4) / 4


@cache
def published_model() -> Model:
    """The model of this release, or the one that the site was told to use instead."""
    return _instead or read_model(PUBLISHED)


def use_model(path: Path) -> None:
    """From now on, score with the model in a file of one's own. Raises ValueError, with a sentence, for a bad one."""
    global _instead
    _instead = own_model(path)
    published_model.cache_clear()


def own_model(path: Path) -> Model:
    """The model in a file that is not ours: it says all that ours says, under a version of its own. Raises ValueError."""
    name = on_one_line(str(path))
    try:
        model = read_model(path)
    except OSError as wrong:
        raise ValueError(f"{name} cannot be read: {wrong.strerror or wrong}.") from None
    except (yaml.YAMLError, UnicodeDecodeError, KeyError, TypeError, AttributeError, OverflowError):
        raise ValueError(f"{name} is not a model in the format of tessera/lib/linkage/model.yaml.") from None
    except ValueError as wrong:
        raise ValueError(f"{name}: {wrong}") from None
    ours = read_model(PUBLISHED)
    if not isinstance(model.version, str) or not 0 < len(model.version.strip()) <= LONGEST_VERSION:
        raise ValueError(f"{name}: version must be text of 1 to {LONGEST_VERSION} characters.")
    for kind in KINDS:
        for of, level in ours.kinds[kind].reasons.keys() ^ model.kinds[kind].reasons.keys():
            raise ValueError(f"{name}: {kind} must have the levels of the published model; look at {of}, {level}.")
    if model.version == ours.version and model != ours:
        raise ValueError(
            f"{name}: version {ours.version} is the published model's; give other weights another version."
        )
    return model


def read_model(path: Path) -> Model:
    """The model in a file like `model.yaml`. Raises ValueError for a chance or a part that is none."""
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    kinds: dict[Kind, KindModel] = {kind: _kind_model(content["kinds"][kind]) for kind in KINDS}
    return Model(content["version"], kinds, _common_names(content.get("common_names") or {}))


def _common_names(given: Mapping[str, Mapping[str, float]]) -> dict[str, float]:
    shares = {
        f"{field}:{name_of(name).plain}": share for field, names in given.items() for name, share in names.items()
    }
    if given.keys() - set(COUNTED_NAMES) or not all(0 < share < 1 for share in shares.values()):
        raise ValueError("common_names: first_name and surname, each name with a part above 0 and below 1.")
    return shares


def _kind_model(given: Mapping[str, Any]) -> KindModel:
    reasons: dict[tuple[str, str], Reason] = {}
    chance: dict[tuple[str, str], float] = {}
    for field, levels in given["fields"].items():
        for level, row in levels.items():
            if not (0 < row["m"] <= 1 and 0 < row["u"] <= 1):
                raise ValueError(f"{field}, {level}: m and u must be above 0 and at most 1.")
            reasons[field, level] = Reason(field, level, row["words"], quarter(math.log2(row["m"] / row["u"])))
            chance[field, level] = row["u"]
    if not 0 < given["prior"] < 1:
        raise ValueError("prior must be above 0 and below 1.")
    prior = quarter(math.log2(given["prior"] / (1 - given["prior"])))
    floor = float(given["floor"])
    return KindModel(
        prior=prior,
        floor=floor,
        floor_of_one_name=float(given.get("floor_of_one_name", floor)),
        floor_of_first_name=float(given.get("floor_of_first_name", floor)),
        floor_of_surname=float(given.get("floor_of_surname", floor)),
        enough=float(given["enough"]),
        reasons=reasons,
        chance=chance,
    )
