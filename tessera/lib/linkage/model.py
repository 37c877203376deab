"""The weights, read from `model.yaml`: a file people can read, with a version that every score names."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from tessera.lib.linkage.fields import KINDS, Kind

PUBLISHED = Path(__file__).with_name("model.yaml")


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
    enough: float
    reasons: Mapping[tuple[str, str], Reason]
    chance: Mapping[tuple[str, str], float]  # u: how often different things agree this way


@dataclass(frozen=True, slots=True)
class Model:
    """All the weights, and the version a stored score is to name."""

    version: str
    kinds: Mapping[Kind, KindModel]


def quarter(bits: float) -> float:
    """Rounded to a quarter. Binary fractions add up exactly in any order: a score is the sum of its parts."""
    return round(bits * 4) / 4


@cache
def published_model() -> Model:
    """The model of this release."""
    return read_model(PUBLISHED)


def read_model(path: Path) -> Model:
    """The model in a file like `model.yaml`. Raises ValueError for a chance that is no chance."""
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    return Model(content["version"], {kind: _kind_model(content["kinds"][kind]) for kind in KINDS})


def _kind_model(given: Mapping[str, Any]) -> KindModel:
    reasons: dict[tuple[str, str], Reason] = {}
    chance: dict[tuple[str, str], float] = {}
    for field, levels in given["fields"].items():
        for level, row in levels.items():
            if not (0 < row["m"] <= 1 and 0 < row["u"] <= 1):
                raise ValueError(f"{field}, {level}: m and u must be above 0 and at most 1.")
            reasons[field, level] = Reason(field, level, row["words"], quarter(math.log2(row["m"] / row["u"])))
            chance[field, level] = row["u"]
    prior = quarter(math.log2(given["prior"] / (1 - given["prior"])))
    floor = float(given["floor"])
    return KindModel(
        prior=prior,
        floor=floor,
        floor_of_one_name=float(given.get("floor_of_one_name", floor)),
        floor_of_first_name=float(given.get("floor_of_first_name", floor)),
        enough=float(given["enough"]),
        reasons=reasons,
        chance=chance,
    )
