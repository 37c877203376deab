"""Reads the hour, or the part of the day, out of what was typed about a time."""

import re
from dataclasses import dataclass, replace

from tessera.lib.when_plain import UNIT, Unreadable

MIDDAY, MIDNIGHT = 12 * 60, 24 * 60


@dataclass(frozen=True)
class Clock:
    """Minutes after midnight as read off a clock: two of them when nobody said am or pm."""

    minutes: tuple[int, ...]
    about: bool = False


@dataclass(frozen=True)
class Part:
    """A part of the day, in minutes after midnight; a night runs past midnight into the next day."""

    starts: int
    ends: int
    words: str


def take_clock(said: str) -> tuple[Clock | None, str]:
    """The time of day in the plain shape of what was typed, and what is left.

    Raises `Unreadable` for a time that no clock shows, such as 25:00.
    """
    found = TIME.search(said)
    if not found:
        return None, said
    rest = f"{said[: found.start()]} {said[found.end() :]}"
    about = "~" in found[0]
    if found["noon"]:
        return Clock((MIDDAY,), about), rest
    written = next(found[name] for name in ("h1", "h2", "h3", "h4", "h5", "h6") if found[name])
    minute = next((found[name] for name in ("m1", "m2", "m4", "m5") if found[name]), "0")
    spoken = bool(found["h3"] or found["h6"] or found["spoken"]) or len(written) == 1
    return replace(_clock(int(written), int(minute), found["half"], spoken), about=about), rest


def take_part(said: str) -> tuple[Part | None, str]:
    """The part of the day in the plain shape of what was typed, and what is left."""
    for pattern, part in PARTS:
        if pattern.search(said):
            return part, pattern.sub(" ", said, count=1)
    return None, said


def bare_hour(number: int) -> Clock:
    """A number alone, known to be an hour: “between 2 and 4” on a named day."""
    return _clock(number, 0, half=None, spoken=True)


def settle(clock: Clock, part: Part) -> Clock:
    """The time as the part of the day has it: 7 in the evening is 7pm; 1am in the night is the next day's."""
    both = [minute + day for minute in clock.minutes for day in (0, MIDNIGHT)]
    inside = [minute for minute in both if part.starts <= minute <= part.ends]
    if not inside and len(clock.minutes) > 1:
        inside = [clock.minutes[0] if part.starts < MIDDAY else clock.minutes[-1]]
    return replace(clock, minutes=tuple(inside[:1])) if inside else clock


def _clock(hours: int, minutes: int, half: str | None, spoken: bool) -> Clock:
    if hours > 23 or minutes > 59 or (half == "am" and hours > 12):
        raise Unreadable("There is no such time of day. Write it like 4:30pm or 16:30.")
    if half and hours <= 12:
        return Clock((hours % 12 * 60 + MIDDAY * (half == "pm") + minutes,))
    if spoken and 1 <= hours <= 11:
        return Clock((hours * 60 + minutes, hours * 60 + minutes + MIDDAY))
    return Clock((hours * 60 + minutes,))


# An hour with a nought before it, or of two figures with minutes, is by the 24-hour clock.
# Any other without am or pm may be morning or afternoon.
TIME = re.compile(
    rf"""(?:~\s*)?(?:\bat\s+)?(?:~\s*)?(?<![\d:.\#@/y])(?:
      (?P<h1>\d\d?)(?:[:.](?P<m1>\d\d))?\s*(?:oclock\s*)?(?P<half>am|pm)
    | (?P<h2>\d\d?)[:.](?P<m2>\d\d)(?:[:.]\d\d(?:\.\d+)?)?(?P<spoken>\s*oclock)?(?![:.])
    | (?P<h3>\d\d?)\s*oclock
    | (?P<h4>\d\d)(?P<m4>\d\d)\s*(?:hrs?|hours|h)
    | (?<=\bat\s)(?P<h5>\d\d)(?P<m5>\d\d)
    | (?:(?<=\bat\s)|(?<=\bat\s~\s))(?P<h6>\d\d?)(?!\d|[:./]|\s*(?:\#|{UNIT}|th\b))
    | (?:12\s+)?\b(?P<noon>noon|midday)
    )\b(?:\s*~)?""",
    re.VERBOSE,
)

# Generous on purpose: what a teacher calls the evening, another calls the afternoon.
PARTS = [
    (re.compile(pattern), Part(starts * 60, ends * 60, words))
    for pattern, starts, ends, words in (
        (r"\b(?:early|small) hours(?: (?:of |in )?(?:the )?morning)?\b", 0, 7, "in the early hours"),
        (r"\bearly (?:in the )?morning\b", 0, 7, "in the early hours"),
        (r"\bbefore school\b", 7, 9, "before school"),
        (r"\bafter school\b", 15, 18, "after school"),
        (r"\blunch ?(?:time|break)?\b", 12, 14, "at lunchtime"),
        (r"\b(?:late )?morning\b", 5, 12, "in the morning"),
        (r"\b(?:early |late )?afternoon\b", 12, 18, "in the afternoon"),
        (r"\b(?:early |late )?eve(?:ning)?\b", 17, 23, "in the evening"),
        (r"\b(?:late (?:at )?)?night\b", 18, 30, "in the night"),
        (r"\b(?:12 )?midnight\b", 0, 24, "at midnight (the start or the end of the day)"),
    )
]
