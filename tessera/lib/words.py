"""Words that blame a child, or wrong somebody else, and better ones. Pointed out gently; nothing is ever
altered.

REQ: lang-list-maintained. The list itself is reference data (language.yaml); this module only looks for it.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any


@dataclass(frozen=True)
class Term:
    """One entry of the list: phrases to avoid, better wording, why, and where the phrase is nevertheless
    right.

    A phrase may carry a condition in brackets, “girls (when all children are meant)”: the phrase alone is
    looked for, and the condition is shown, since only a person can tell. Where some are counted or pointed at, “two
    year 9 girls”, nobody means all: there it is not looked for.
    """

    code: str
    avoid: tuple[str, ...]
    better: tuple[str, ...]
    why: str
    exception: str = ""
    standing: str = ""  # where the entry comes from, and whether a local adviser has verified it


@dataclass(frozen=True)
class Pointed:
    """A listed phrase where it stands in a text: `words` is `text[start:end]`. `condition` is that of the
    phrase.
    """

    code: str
    start: int
    end: int
    words: str
    better: tuple[str, ...]
    why: str
    condition: str
    exception: str
    standing: str = ""


def terms_from(entries: Iterable[Mapping[str, Any]]) -> tuple[Term, ...]:
    """The list as it is written in language.yaml (`id`, `avoid`, `better`, `summary`, perhaps `exception`).

    Raises ValueError, naming the entry, when a part is missing or a phrase is empty.
    """
    terms = []
    for number, entry in enumerate(entries, start=1):
        name = entry.get("id") or f"number {number}"
        missing = [part for part in ("id", "avoid", "better", "summary") if not entry.get(part)]
        if missing:
            raise ValueError(f"Entry {name} of the words to avoid has no {', no '.join(missing)}.")
        avoid = tuple(entry["avoid"])
        if not all(_phrase(written) for written in avoid):
            raise ValueError(f"Entry {name} of the words to avoid has an empty phrase.")
        exception = entry.get("exception", "")
        terms.append(Term(entry["id"], avoid, tuple(entry["better"]), entry["summary"], exception))
    return tuple(terms)


def check(text: str, terms: Iterable[Term]) -> list[Pointed]:
    """Every listed phrase that the writer uses in their own voice, in order, never overlapping.

    Capitals, plurals, line breaks and hyphens make no difference. What stands in quotation marks is left
    alone: somebody's own words are kept as they were said. A quotation still being typed, its second mark
    not there yet, counts as one to the end of its paragraph. Of phrases that start together the longest is
    pointed out.
    """
    listed = _listed(tuple(terms))
    if listed.pattern is None:
        return []
    quoted = bytearray(len(text) + 1)
    for start, end in _quotations(text):
        quoted[start:end] = b"\x01" * (end - start)
    pointed = []
    for found in listed.pattern.finditer(text):
        term, condition = listed.terms[int((found.lastgroup or "p0")[1:])]
        are_some = condition.startswith("when all") and _SOME.search(text, max(0, found.start() - 60), found.start())
        if not quoted[found.start()] and not are_some:
            pointed.append(
                Pointed(
                    code=term.code,
                    start=found.start(),
                    end=found.end(),
                    words=found[0],
                    better=term.better,
                    why=term.why,
                    condition=condition,
                    exception=term.exception,
                    standing=term.standing,
                )
            )
    return pointed


# A number, a school year or a word for some, with no more than two words before what it counts.
_SOME = re.compile(
    r"\b(?:(?:year|yr|y)\s?\d{1,2}s?|\d{1,3}|two|three|four|five|six|seven|eight|nine|ten|dozen|couple|pair|group|both|"
    r"several|few|some|these|those)(?:\s+of)?(?:\s+[\w’'-]+){0,2}\s+$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class _Listed:
    """All phrases as one pattern; group p3 is the phrase of `terms[3]`."""

    pattern: re.Pattern[str] | None
    terms: tuple[tuple[Term, str], ...]


@lru_cache(maxsize=16)
def _listed(terms: tuple[Term, ...]) -> _Listed:
    phrases: dict[str, tuple[Term, str]] = {}
    for term in terms:
        for written in term.avoid:
            condition = " ".join(re.findall(r"\(([^)]*)\)", written))
            phrases.setdefault(_phrase(written).lower(), (term, condition))
    if not phrases:
        return _Listed(None, ())
    longest_first = sorted(phrases, key=lambda phrase: (-len(phrase), phrase))
    groups = "|".join(f"(?P<p{number}>{_inflected(phrase)})" for number, phrase in enumerate(longest_first))
    pattern = re.compile(rf"(?<!\w)(?:{groups})(?!\w)", re.IGNORECASE)
    return _Listed(pattern, tuple(phrases[phrase] for phrase in longest_first))


def _phrase(written: str) -> str:
    """The phrase without its condition."""
    return " ".join(re.sub(r"\([^)]*\)", " ", written).split())


_IRREGULAR = {"child": "children", "person": "people", "man": "men", "woman": "women", "wife": "wives"}


def _inflected(phrase: str) -> str:
    """A pattern for the phrase and the plural of its last word."""
    words = [re.escape(word) for word in re.split(r"[\s-]+", phrase) if word]
    words = [re.sub(r"['’]", "['’]", word) for word in words]
    *first, last = words
    if last in _IRREGULAR:
        last = f"(?:{last}|{_IRREGULAR[last]})"
    elif re.search(r"[^aeiou]y$", last):
        last = f"{last[:-1]}(?:y|ies)"
    else:
        last = f"{last}(?:e?s)?"
    return r"[\s‐-–-]{1,9}".join([*first, last])


_BLANK_LINE = re.compile(r"\n[ \t\r]*(?=\n)")
_DOUBLE = re.compile(r"[\"“”]")
_SINGLE = {
    "'": re.compile(r"(?P<opens>(?<![\w'])'(?=[^\s']))|(?P<closes>(?<=[^\s'])'(?!\w))"),
    "‘": re.compile(r"(?P<opens>(?<!\w)‘)|(?P<closes>’(?!\w))"),
}


def _quotations(text: str) -> Iterator[tuple[int, int]]:
    """Where quotations stand. No quotation runs over a blank line."""
    start = 0
    for end in [*(blank.start() for blank in _BLANK_LINE.finditer(text)), len(text)]:
        yield from _in_double_marks(text, start, end)
        for marks in _SINGLE.values():
            yield from _in_single_marks(marks, text, start, end)
        start = end


def _in_double_marks(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    opened: int | None = None
    closing = ""
    for mark in _DOUBLE.finditer(text, start, end):
        place = mark.start()
        if opened is not None:
            if mark[0] == closing:
                yield opened, place + 1
                opened = None
        elif mark[0] == "“":
            opened, closing = place, "”"
        elif mark[0] == '"' and not (place > start and text[place - 1].isalnum()):  # not the inches of 5'10"
            opened, closing = place, '"'
    if opened is not None:
        yield opened, end


def _in_single_marks(marks: re.Pattern[str], text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Apostrophes look the same, so both marks must be there and stand where quotation marks stand."""
    opened: int | None = None
    for mark in marks.finditer(text, start, end):
        if opened is None:
            opened = mark.start() if mark["opens"] else None
        elif mark["closes"]:
            yield opened, mark.end()
            opened = None
