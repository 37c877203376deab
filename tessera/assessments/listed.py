"""Several online details on one line, each taken as a thing of its own (REQ assess-online-detail).

People write “nightfox; quaylad99” where a line was meant for each, and neither is found as long as both are one thing.
A semicolon is a list. A comma may belong to one thing (“a black tablet, cracked”), so it is one only where every part
reads as a thing by itself. What is in doubt stays as it was written.
"""

import re

from tessera.lib.extraction import mentions_in
from tessera.lib.extraction.accounts import PLATFORMS
from tessera.lib.extraction.everyday import NOT_A_NAME

_OUTSIDE_BRACKETS = r"(?![^()]*\))"
_SEMICOLON = re.compile(rf";{_OUTSIDE_BRACKETS}")
_COMMA = re.compile(rf",{_OUTSIDE_BRACKETS}(?: +and(?= ))?")
# An address on the web may have either within it.
_SPACED_SEMICOLON = re.compile(rf";(?:\s|$){_OUTSIDE_BRACKETS}")
_SPACED_COMMA = re.compile(rf",(?:\s|$){_OUTSIDE_BRACKETS}")
_ADDRESS = re.compile(r"://|\bwww\.", re.IGNORECASE)
_AND = re.compile(r" +(?:and|&) +", re.IGNORECASE)
# Between two names or numbers that cannot be anything else.
_JOINED = re.compile(r"\s*(?:,(?:\s*and\b)?|/|\||&|\s(?:and|or)(?=\s))\s*", re.IGNORECASE)
_JOINED_OR_SPACED = re.compile(rf"{_JOINED.pattern}|\s+(?=@)", re.IGNORECASE)
_IN_BRACKETS = r"(?: *\([^()]*\))?"
_PLATFORM = "|".join(map(re.escape, sorted(PLATFORMS, key=len, reverse=True)))
_ACCOUNT = re.compile(
    rf"(?P<name>@?[\w.#-]+|(?:https?://|www\.)\S+)(?: +(?:on|at) +(?:(?:her|his|their) +)?(?:{_PLATFORM}))?{_IN_BRACKETS}",
    re.IGNORECASE,
)
_DEVICE = re.compile(
    r"(?!(?:no|not|without|with|but)\b).*\b(?:phone|iphone|smartphone|mobile|handset|tablet|ipad|laptop|computer|console|"
    rf"smartwatch|sim|sim card|xbox|playstation)s?(?: +\S*\d\S*)*{_IN_BRACKETS}",
    re.IGNORECASE,
)
_LONGEST = 1000  # characters: a longer line is an account of something, not a list
_MOST_WORDS = 3  # of the name of an app or a game: “Call of Duty”


def things_in(name: str, text: str) -> list[str]:
    """What was written under one of ONLINE_DETAIL, each thing once, in the order written."""
    lines = (line.strip() for line in text.splitlines())
    return list(dict.fromkeys(one for line in lines if line for one in _things_on(name, line)))


def _things_on(name: str, line: str) -> list[str]:
    if len(line) > _LONGEST:
        return [line]
    listed = _parts(_SPACED_SEMICOLON if _ADDRESS.search(line) else _SEMICOLON, line)
    if name == "usernames" and any(_is_platform(one) for one in listed):
        return [line]  # a name and where it is used
    return [thing for one in listed for thing in _apart(name, one)]


def _apart(name: str, words: str) -> list[str]:
    """The parts between commas where each is a thing of this kind by itself; else the words as they are."""
    if name in ("usernames", "numbers") and not _ADDRESS.search(words):
        parts = _parts(_JOINED_OR_SPACED if name == "usernames" else _JOINED, words)
        if len(parts) > 1 and all(_is_number(one) if name == "numbers" else _is_handle(one) for one in parts):
            return parts
    parts = _parts(_SPACED_COMMA if _ADDRESS.search(words) else _COMMA, words)
    if len(parts) > 1 and not all(_STANDS_ALONE[name](one) for one in parts):
        return [words]
    if name != "platforms":
        return parts
    return [one for part in parts for one in (_parts(_AND, part) if _are_platforms(part) else [part])]


def _parts(between: re.Pattern[str], words: str) -> list[str]:
    return [part.strip() for part in between.split(words) if part.strip()]


def _is_platform(words: str) -> bool:
    return words.casefold() in PLATFORMS


def _are_platforms(words: str) -> bool:
    return all(map(_is_platform, _parts(_AND, words)))


def _is_account(words: str) -> bool:
    found = _ACCOUNT.fullmatch(words)
    return found is not None and not _is_platform(words) and found["name"].casefold() not in NOT_A_NAME


def _is_handle(words: str) -> bool:
    """Written as only an account name is: with a digit, an underscore, a dot or an @ in one word."""
    return _is_account(words) and " " not in words and bool(re.search(r"[\d_.@]", words.strip(".")))


def _is_app(words: str) -> bool:
    is_name = words[0].isupper() or words[0].isdigit()
    return _are_platforms(words) or (is_name and len(words.split()) <= _MOST_WORDS)


def _is_number(words: str) -> bool:
    return any(found.kind == "phone" for found in mentions_in(words))


def _is_device(words: str) -> bool:
    return _is_number(words) or bool(_DEVICE.fullmatch(words))


_STANDS_ALONE = {
    "usernames": _is_account, "platforms": _is_app, "numbers": _is_number, "devices": _is_device,
}  # fmt: skip
