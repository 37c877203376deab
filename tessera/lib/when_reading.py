"""Reads one spoken date or time into its parts: which day, which hour, how exactly. `when` decides what they mean.

The text is first brought to one plain shape (`plain`), where a month is “#3”, a weekday “@5” (Saturday) and every
word for “about” is “~”; then the hour, the part of the day and the date are taken out of it in turn.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from tessera.lib.calendar import months_later
from tessera.lib.local_time import LONDON, instant

HOW = "Write it like 14 March 2026, yesterday at 4:30pm, about 12 March, or between 1 and 5 March."
FIRST_YEAR = 1900


class Unreadable(ValueError):
    """What was typed cannot be read as a time that has passed. Its text is the sentence to show by the field."""


@dataclass(frozen=True)
class Clock:
    """Minutes after midnight as read off a clock: two of them when nobody said am or pm."""

    minutes: tuple[int, ...]
    about: bool = False


@dataclass(frozen=True)
class Part:
    """A part of the day in minutes after midnight; a night runs past midnight into the next day."""

    starts: int
    ends: int
    words: str


@dataclass(frozen=True)
class Day:
    """A date as written; what was left out (usually the year) is the most recent that fits."""

    day: int | None = None
    month: int | None = None
    year: int | None = None
    weekday: int | None = None
    about: bool = False


@dataclass(frozen=True)
class Dates:
    """A stretch of whole days that needs no guessing, and how it was meant."""

    first: date
    last: date
    precision: str = "range"
    words: str = ""


@dataclass(frozen=True)
class Piece:
    """One end of a range, or the whole answer. `bare` is a number that may be a day or an hour."""

    date: Day | Dates | None = None
    clock: Clock | None = None
    part: Part | None = None
    bare: int | None = None


MONTHS = "january february march april may june july august september october november december".split()
WEEKDAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
SMALL_NUMBERS = "one two three four five six seven eight nine ten eleven twelve".split()
UNIT = r"(minute|min|hour|hr|day|week|month|year)s?"
# How far either side “about” reaches, in days, and “a few … ago” likewise. Shown to the writer in words.
NEARLY = {"day": 3, "week": 3, "month": 14, "year": 90}
A_FEW = {"day": 2, "week": 14, "month": 60, "year": 730}

SHAPES: list[tuple[str, str | Callable[[re.Match[str]], str]]] = [
    (r"[‘’`´]", "'"),
    (r"[‐‑‒–—―−]", "-"),
    (r"'(\d\d)\b", r"20\1"),
    (r"\bw[/.]?[cb]\b", "week"),
    (r"[^\w/.:~'-]|[_#@]", " "),
    (r"'s?\b|'", ""),
    (r"(?<!\d)\.|\.(?!\d)", " "),
    (r"(\d\s*|\b)([ap]) ?m\b", r"\1\2m"),
    (r"\bo ?clock\b", "oclock"),
    (r"\bsept?\b", "september"),
    (r"\b(tues|weds|thurs?)\b", lambda m: {"t": "tuesday", "w": "wednesday", "th": "thursday"}[
        "th" if m[1].startswith("th") else m[1][0]]),
    (rf"\b({'|'.join(f'{name[:3]}(?:{name[3:]})?' for name in MONTHS)})\b",
     lambda m: f" #{[name[:3] for name in MONTHS].index(m[1][:3]) + 1} "),
    (rf"\b({'|'.join(f'{name[:3]}(?:{name[3:]})?' for name in WEEKDAYS)})s?\b",
     lambda m: f" @{[name[:3] for name in WEEKDAYS].index(m[1][:3])} "),
    (rf"\b({'|'.join(SMALL_NUMBERS)})\b", lambda m: str(SMALL_NUMBERS.index(m[1]) + 1)),
    (r"\bhalf an hour\b", "30 minutes"),
    (rf"\ban? (?:couple of )(?={UNIT})", "2 "),
    (rf"\b(?:couple of )(?={UNIT})", "2 "),
    (rf"\b(?:a few|few|several|some) (?={UNIT})", "few "),
    (rf"\ban? (?={UNIT})", "1 "),
    # Numbers with strokes, dots or dashes are day first; a year of four figures in front is the international order.
    (r"\b(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:t(?=\d)|\b)", lambda m: _numeric(m[3], m[2], m[1])),
    (r"(?<![\d.])(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d\d)(?![\d.])", lambda m: _numeric(m[1], m[2], m[3])),
    (r"(?<![\d/])(\d{1,2})/(\d{4})(?![\d/])", lambda m: _numeric("", m[1], m[2])),
    (r"(?<![\d/])(\d{1,2})/(\d{1,2})(?![\d/])", lambda m: _numeric(m[1], m[2], "")),
    (r"(\d|am|pm) ?-?ish\b", r"\1 ~"),
    (r"\b(about|around|approx(imately)?|roughly|circa|c|or so|thereabouts|maybe|perhaps|probably|possibly|i think)\b",
     " ~ "),
    (r"\bhalf past (\d{1,2})\b", r"\1:30 oclock"),
    (r"\bquarter past (\d{1,2})\b", r"\1:15 oclock"),
    (r"\b(quarter|\d{1,2})(?: minutes)? (past|to) (\d{1,2})(?= ?[ap]m\b| oclock\b|$| on\b| @| yesterday| today| in the\b)",
     lambda m: _spoken(m[1], m[2], m[3])),
    (r"\b(day|night) before (last|yesterday)\b", lambda m: " daybefore " + ("night" if m[1] == "night" else "")),
    (r"\btonight\b", "today night"),
    (r"\bthis (morning|afternoon|evening|lunchtime)\b", r"today \1"),
    (r"\b(last|over) ?night\b", "yesterday night"),
    (r"\blast (evening)\b", r"yesterday \1"),
    (r"\bmid ?- ?(?=[ #])", "middle "),
    (r"\s*-\s*", " to "),
    (r"(?<=\d)(?=#)|(?<=[#@]\d)(?=[a-z])", " "),
    (r"\s+", " "),
]  # fmt: skip
