"""Words nearby that say what a bare string of letters and digits is, and parts of a number given as parts."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

VEHICLE = re.compile(
    r"\b(?:reg(?:istration|o)?s?|(?:number|licen[cs]e)[ -]?plates?|plates?|vr[mn]|index|cars?|vehicles?|"
    r"vans?|taxis?|cabs?|minicabs?|motor(?:bike|cycle)s?|mopeds?|lorry|lorries|trucks?|drives|driving|drove|driven)\b",
    re.IGNORECASE,
)
PLATE = re.compile(
    r"\b(?:reg(?:istration|o)?s?|(?:number|licen[cs]e)[ -]?plates?|plates?|vr[mn])\b",
    re.IGNORECASE,
)
PLATE_NEXT = re.compile(
    r"\b(?:reg(?:istration|o)?|plates?|vr[mn]|index)\b\.?"
    r"(?: {1,3}(?:number|no|num|mark|plate|was|is|of|as|like)\b\.?){0,3}[ \t:=\"'(-]{1,4}",
    re.IGNORECASE,
)
PHONE = re.compile(
    r"\b(?:phones?|mobiles?|mob|tel|telephone|number|no\.|num|cell|sim|calls?|called|calling|texts?|texted|texting|"
    r"ring|rings|rang|whatsapp|contact)(?!\w)",
    re.IGNORECASE,
)
PHONE_NEXT = re.compile(
    r"\b(?:phone|mobile|mob|tel|telephone|cell)\b\.?(?: {1,3}(?:number|no|is|was)\b\.?){0,2}[ \t:=]{1,4}",
    re.IGNORECASE,
)
POSTCODE = re.compile(r"\b(?:post ?-?codes?|postal|outward)\b", re.IGNORECASE)

_PART = re.compile(
    r"\b(?:(?P<start>start(?:s|ed|ing)?|beg[aiu]ns?|beginning|first)|(?P<end>end(?:s|ed|ing)?|last)|"
    r"(?P<within>part(?:ial)?|contain(?:s|ed|ing)|includ(?:es|ed|ing)))"
    r"(?: {1,3}(?:with|in|by|was|is|are|were|of|the|part|half|two|three|four|five|six|few|[2-6]|letters?|"
    r"digits?|numbers?|characters?|reg(?:istration)?|plate)\b){0,5}"
    r"[ \t:=\"'(-]{1,4}(?P<part>[0-9]{2,6}(?:[ -][0-9]{3,6}){0,2}|[A-Z0-9]{2,6})(?!\w)",
    re.IGNORECASE,
)


class Cues:
    """Where the words of one sort stand in a text, so that each question about nearness is quick."""

    def __init__(self, words: re.Pattern[str], text: str) -> None:
        spans = [found.span() for found in words.finditer(text)]
        self._begins = [begin for begin, _ in spans]
        self._ends = [end for _, end in spans]

    def before(self, place: int) -> int:
        """Characters between the last such word that ends by `place`, and `place`; a million if none."""
        found = bisect_right(self._ends, place)
        return place - self._ends[found - 1] if found else 1_000_000

    def after(self, place: int) -> int:
        """Characters between `place` and the next such word; a million if none."""
        found = bisect_left(self._begins, place)
        return self._begins[found] - place if found < len(self._begins) else 1_000_000


_SENTENCE_ENDS = re.compile(r"[.!?;]\s|\n")


def in_one_sentence(text: str, start: int, end: int) -> bool:
    """Whether no sentence or line ends between these places."""
    return not _SENTENCE_ENDS.search(text, start, end)


@dataclass(frozen=True)
class Part:
    """A part of a plate or of a number, with the end of it that it is: “starting WX2”, “ending 456”."""

    at: Literal["start", "end", "within"]
    said_at: int
    start: int
    end: int
    text: str


def parts_in(text: str) -> Iterator[Part]:
    """Every part of something that the writer gave as a part, whatever it is a part of."""
    for found in _PART.finditer(text):
        at: Literal["start", "end", "within"] = "within"
        if found["start"]:
            at = "start"
        elif found["end"]:
            at = "end"
        yield Part(at, found.start(), found.start("part"), found.end("part"), found["part"])
