"""Firms as people and registers write them: “Hertz (UK) Ltd”, “Smith & Sons”. A firm is nobody, and has no surname."""

import re
from functools import lru_cache
from pathlib import Path

import yaml

from tessera.lib.linkage.nicknames import families_of
from tessera.lib.people_words import NOT_NAMES, TITLES, without_opening

_LISTED = yaml.safe_load(Path(__file__).with_name("firms.yaml").read_text(encoding="utf-8"))
_ALWAYS = frozenset(_LISTED["always"])
_TRADE = tuple(tuple(ending.split()) for ending in _LISTED["trade"])
_ENDS = _ALWAYS | {ending[-1] for ending in _TRADE}
LONGEST = 120
# What stands behind the name, or what somebody trades as.
_BEHIND = re.compile(r"[,;:\n]|\s[-–—]\s|\bt/a\b|\btrading as\b", re.IGNORECASE)
_BRACKETS = re.compile(r"\([^()]*\)")
_WORD = re.compile(r"[^\W_][\w'’]*|&")
_JOINING = frozenset(("&", "and", "of", "the", "a"))


@lru_cache(maxsize=16_384)
def firm_in(text: str) -> str:
    """The name of the firm that these words begin with. Empty where they begin with anything else.

    “Darren Axley, Hertz Ltd” and “driver from Hertz Ltd” are about somebody.
    """
    name = _BEHIND.split(without_opening(text[:LONGEST]), maxsplit=1)[0].strip(" .")
    said = _WORD.findall(_BRACKETS.sub(" ", name).replace(".", ""))
    words = [word.casefold() for word in said]
    if len(words) < 2 or words[-1] not in _ENDS or words[0] in TITLES:
        return ""
    *named, end = said
    has_capitals = all(word in _JOINING or not word[0].islower() for word in named)
    is_small = not any(word[0].isupper() for word in said)
    # “Manager of Hertz Ltd”, “the driver from hertz ltd”
    is_about_somebody = words[0] in NOT_NAMES and "of" in words
    if words[-1] in _ALWAYS:
        only_names = is_small and NOT_NAMES.isdisjoint(words)
        return name if (has_capitals and not is_about_somebody) or only_names else ""
    is_trade = any(len(words) > len(ending) and tuple(words[-len(ending) :]) == ending for ending in _TRADE)
    is_a_persons = bool(families_of(words[0])) or len(words[0]) == 1 or is_about_somebody
    return name if is_trade and has_capitals and end[0].isupper() and not is_a_persons else ""
