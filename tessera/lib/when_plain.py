"""Brings whatever was typed about a time to one plain shape.

That keeps the patterns in `when_clock` and `when_dates` few.

In the plain shape a month is “#3”, a weekday “@5” (Saturday), a shortened year “y26”, every word for
“about” is “~”, numbers are figures, numeric dates have become “14 #3 2026”, and a dash is the word “to”.
"""

import re
import unicodedata
from collections.abc import Callable

HOW = "Write it like 14 March 2026, yesterday at 4:30pm, about 12 March, or between 1 and 5 March."
MONTHS = [
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
]  # fmt: skip
WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
NUMBERS = [
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"
]  # fmt: skip
UNIT = r"(minute|min|hour|hr|day|week|month|year)s?\b"


class Unreadable(ValueError):
    """The answer cannot be read as a time that has passed. Its text is the sentence to show by the field."""


def plain(text: str) -> str:
    """The typed text in the plain shape. Raises `Unreadable` for a numeric date with no such month."""
    spoken = " ".join(text.replace("½", " half ").replace("¼", " quarter ").split())
    shaped = unicodedata.normalize("NFKC", spoken).casefold()
    for pattern, replacement in SHAPES:
        shaped = pattern.sub(replacement, shaped)
    return shaped.strip()


def _numeric(day: str, month: str, year: str) -> str:
    if not 1 <= int(month) <= 12:
        raise Unreadable(f"There is no month {int(month)}. Write the day first, like 14/3/2026.")
    return f" {day} #{int(month)} {year} "


def _until_now(number: str, unit: str) -> str:
    return f"from {number} {unit} ago to {'now' if unit in ('minute', 'min', 'hour', 'hr') else 'today'}"


def _spoken(minutes: str, side: str, hour: str) -> str:
    late = int(minutes) if minutes.isdecimal() else {"quarter": 15, "half": 30}.get(minutes) or _figure(minutes)
    on_the_hour = int(hour) if hour.isdecimal() else _figure(hour)
    if side == "to":
        late, on_the_hour = 60 - late, (on_the_hour - 2) % 12 + 1
    return f"{on_the_hour}:{late:02} oclock"


def _figure(word: str) -> int:
    return {"twenty": 20, "twenty five": 25}.get(word) or NUMBERS.index(word) + 1


def _abbreviated(names: list[str]) -> str:
    return "|".join(f"{name[:3]}(?:{name[3:]})?" for name in names)


def _place(names: list[str], found: str) -> int:
    return [name[:3] for name in names].index(found[:3])


_number_word = "|".join(NUMBERS)
_a_day = r"(?<!\w)(today|yesterday|@\d|\d\d?(?:th)? #\d+ (?:\d{4}|y\d\d))"
_four_figures = r"((?:[01]\d|2[0-3])[0-5]\d)\b"
_tables: list[tuple[str, str | Callable[[re.Match[str]], str]]] = [
    # Punctuation: keep what means something inside dates and times.
    (r"[‘’`´]", "'"),
    (r"[‐‑‒–—―−]", "-"),
    (r"'(\d\d)\b", r" y\1 "),
    (r"[^\w/.:~'-]|[_#@]", " "),
    (r"\bw[/.][bc]\b", "week"),
    (r"'s?\b|'", ""),
    (r"(?<!\d)[.:]|[.:](?!\d)", " "),
    (r"(?<=[\d ])([ap]) ?m\b", r"\1m"),
    # Spoken times, before number words become figures: “ten to four” is a time, “10 to 4” is a range.
    (r"\bo ?clock\b", "oclock"),
    (r"\btwenty-five\b", "twenty five"),
    (r"\b(?:an? )?fortnight\b", "2 weeks"),
    (r"\ban hour and a half\b", "90 minutes"),
    (r"\bhalf an hour\b", "30 minutes"),
    (rf"\b(half|quarter|twenty five|twenty|ten|five) (past|to) (\d\d?|{_number_word})\b",
     lambda m: _spoken(m[1], m[2], m[3])),
    (rf"\bhalf (\d\d?|{_number_word})\b", lambda m: _spoken("half", "past", m[1])),
    (rf"\b(\d\d?) minutes (past|to) (\d\d?|{_number_word})\b", lambda m: _spoken(m[1], m[2], m[3])),
    (r"\b(\d\d?) past (\d\d?)\b", lambda m: _spoken(m[1], "past", m[2])),
    (rf"\b({_number_word})\b", lambda m: str(_figure(m[1]))),
    (rf"\b(?:a )?couple (?:of )?(?={UNIT})", "2 "),
    (rf"\b(?:a few|few|several|some) (?={UNIT})", "few "),
    (rf"\ban? (?={UNIT})", "1 "),
    (rf"\b(\d+) ?(?:or|to|-) ?(\d+) {UNIT} ago\b", r"between \2 \3 ago and \1 \3 ago"),
    # Names.
    (r"\bsept\b", "sep"),
    (r"\b(tue|wed|thu)(?:s|rs?)\b", r"\1"),
    (rf"(?:\b|(?<=\d)|(?<=\dth))({_abbreviated(MONTHS)})(?=\d|\b)",
     lambda m: f" #{_place(MONTHS, m[1]) + 1} "),
    (rf"\b({_abbreviated(WEEKDAYS)})s?\b", lambda m: f" @{_place(WEEKDAYS, m[1])} "),
    # As systems write a day with the name of its month: “20-Nov-2026”, “2026-Nov-20”.
    (r"(?<!\d)(\d\d?)(?:st|nd|rd|th)?[-/] (#\d+) (?:[-/](?=\d{4}\b|\d\d\b))?", r"\1 \2 "),
    (r"\b(\d{4})[-/] (#\d+) [-/](\d\d?)\b", r"\3 \2 \1"),
    (r"(#\d+) [-/](?=\d{4}\b)", r"\1 "),
    # Numeric dates: the day first, or the year first in four figures.
    (r"\b(\d{4})([-/.])(\d\d?)\2(\d\d?)(?:t(?=\d)|\b)", lambda m: _numeric(m[4], m[3], m[1])),
    (r"(?<![\d./])(\d\d?)([-/.])(\d\d?)\2(\d{4}|\d\d)(?![\d/])", lambda m: _numeric(m[1], m[3], m[4])),
    (r"\b(\d{4})-(\d\d)\b", lambda m: _numeric("", m[2], m[1])),
    (r"(?<![\d/])(\d\d?)/(\d{4})(?![\d/])", lambda m: _numeric("", m[1], m[2])),
    (r"(?<![\d/])(\d\d?)/(\d\d?)(?![\d/])", lambda m: _numeric(m[1], m[2], "")),
    (r"(\d)(?:st|nd|rd|th)\b", r"\1th"),
    # Words for “about”, and for days and nights near today.
    (r"(?<=\d|m) ?-?ish\b", " ~ "),
    (r"\b(?:about|around|approx(?:imately)?|roughly|circa|ca?|or so|or thereabouts)\b", " ~ "),
    (r"\b(?:maybe|perhaps|probably|possibly|i think|nearly|almost|just (?:before|after))\b", " ~ "),
    (r"\b(day|night) before (?:last|yesterday)\b", r" daybefore \1 "),
    (r"\bdaybefore day\b", "daybefore"),
    (r"\btonight\b", "today night"),
    (r"\bearly this morning\b", "today early morning"),
    (r"\b(?:last |over)night\b", "yesterday night"),
    (r"\bthis (?=morning|afternoon|evening|lunch)", "today "),
    (r"\blast (?=evening)", "yesterday "),
    (r"\bmid\b[ -]*", "middle "),
    (r"-", " to "),
    # Open stretches: since then, or the last so long, until now.
    (r"\bsince (.+)$", r"from \1 to today"),
    (r"^(?:from )?(.+?) (?:onwards?|until now|to date|to the present)\s*$", r"from \1 to today"),
    (rf"\b(?:this )?(?:last|past) (few|\d{{1,3}}) {UNIT}", lambda m: _until_now(m[1], m[2])),
    (r"\b(?:this )?(?:last (?=hour)|past )(hour|day|week|month|year)\b", lambda m: _until_now("1", m[1])),
    (r"\s+", " "),
    # Hours beside the name of a day: “yesterday 4-5pm”, “Tuesday 1630”, “1630 yesterday”.
    (rf"(?:{_a_day}|(?<=#\d)|(?<=#\d\d)) (\d\d?) to (?=\d\d?(?:[:.]\d\d)? ?[ap]m\b)", r"\g<1> from \2 to "),
    (rf"{_a_day} {_four_figures} to {_four_figures}", r"\1 from at \2 to at \3"),
    (rf"{_a_day} {_four_figures}", r"\1 at \2"),
    (rf"(?<![\d#] )\b{_four_figures} (?=today|yesterday|@\d)", r"at \1 "),
]  # fmt: skip
SHAPES = [(re.compile(pattern), replacement) for pattern, replacement in _tables]
