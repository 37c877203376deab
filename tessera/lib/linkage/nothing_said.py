"""Words that stand where nothing is known: “UNKNOWN”, “n/a”, “---”. Nobody is found by them, and no two are alike for them."""

import re
from functools import lru_cache
from pathlib import Path

import yaml

_LISTED = yaml.safe_load(Path(__file__).with_name("nothing_said.yaml").read_text(encoding="utf-8"))
_WHOLE, _WORDS = frozenset(_LISTED["whole"]), frozenset(_LISTED["words"])
_WORD = re.compile(r"[^\W_]+")


@lru_cache(maxsize=131_072)
def says_nothing(text: str) -> bool:
    """Whether somebody only filled a field in: no letter and no figure, or words that say it is not known."""
    plain = " ".join(text.casefold().split())
    words = _WORD.findall(plain)
    return plain in _WHOLE or all(word in _WORDS for word in words)
