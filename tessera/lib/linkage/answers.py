"""How often pairs agree in each way: the levels of the live matcher, as answers to questions that can be counted.

A level's chance is a share of the pairs that were asked its question. A pair is asked when both sides say enough: two
whole dates of birth answer one question, a date and a part of one another.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from tessera.lib.linkage.model import KindModel
from tessera.lib.linkage.prepared import Prepared
from tessera.lib.linkage.score import uncounted, weigh

# A pair that was asked and agrees in none of the ways of the question.
NEITHER = "neither"
Level = tuple[str, str]  # the field of `model.yaml`, and the level of it

_ELSEWHERE = ("given_as_first_name", "known_form", "sounds_like_first_name", "given_as_surname", "surname_alike")
_NAME = ("same", "known_form", "sounds", "one_letter", "two_letters", "one_of_several", "starts_same")
# The levels that a file of people can answer. Ages, accounts, plates and parts of a telephone number are in no such file.
QUESTIONS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "first_name": ("first_name", (*_NAME, "short_form", "initial", "different")),
    "surname": ("surname", (*_NAME, "initial", "different")),
    "names": ("names", ("reversed", "reversed_alike", "in_other_place", "other_place_alike")),
    "nickname": ("nickname", ("same", "known_nickname", "alike", "different")),
    "nickname_elsewhere": ("nickname", _ELSEWHERE),
    "born": ("born", ("same", "day_month_swapped", "one_digit", "day_month", "month_year", "year", "different")),
    "part_born": ("born", ("part_month_year", "part_day_month", "part_year", "part_other", "part_different")),
    "phone": ("phone", ("same", "one_digit", "last_six", "different")),
    "home": (
        "home",
        ("same_address", "address_alike", "same_postcode", "postcode_one_out", "same_door", "same_street",
         "same_district", "different"),
    ),
}  # fmt: skip
# Two names the other way round are sought only where neither stands in its place: those pairs were asked this, too.
_ALL_ASKED = ("names", "nickname", "nickname_elsewhere")


@dataclass(slots=True)
class Tally:
    """Of the pairs looked at, how many were asked each question and how many answered with each level.

    Counts of labelled pairs are whole; those that Splink works out are sums of likelihoods.
    """

    asked: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    answered: defaultdict[Level, float] = field(default_factory=lambda: defaultdict(float))

    def take(self, answers: Mapping[str, str]) -> None:
        """Count one pair more."""
        for question, level in answers.items():
            self.asked[question] += 1
            if level != NEITHER:
                self.answered[QUESTIONS[question][0], level] += 1

    def add(self, other: Tally) -> None:
        """Count with those of another tally."""
        for question, asked in other.asked.items():
            self.asked[question] += asked
        for level, answered in other.answered.items():
            self.answered[level] += answered


def levels() -> Iterable[tuple[str, Level]]:
    """Each level that can be counted, with its question, in the order of the model."""
    return ((question, (of, level)) for question, (of, names) in QUESTIONS.items() for level in names)


def answers_of(a: Prepared, b: Prepared, kind_model: KindModel) -> dict[str, str]:
    """What two people answer: for each question that both sides say enough for, a level or NEITHER."""
    found = {reason.field: reason.level for reason in weigh(a, b, kind_model, uncounted)}
    asked = {}
    if not found.keys().isdisjoint(("first_name", "surname", "names")):
        asked["names"] = NEITHER
    if a.nicknames and b.nicknames:
        asked["nickname"] = NEITHER
    if a.nicknames or b.nicknames:
        asked["nickname_elsewhere"] = NEITHER
    for question, (of, names) in QUESTIONS.items():
        if found.get(of) in names and (question in asked or question not in _ALL_ASKED):
            asked[question] = found[of]
    if a.phone_parts or b.phone_parts:
        asked.pop("phone", None)
    return asked
