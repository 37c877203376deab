"""What is known of one thing, as far as matching is concerned."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from functools import lru_cache
from typing import Literal, get_args

from tessera.lib.linkage.nothing_said import says_nothing

Kind = Literal["person", "phone", "vehicle", "place", "account", "organisation"]
KINDS: tuple[Kind, ...] = get_args(Kind)

# A cell of ten megabytes must cost no more than a long name does.
LONGEST_TEXT = 300
MOST_VALUES = 20
OLDEST_AGE = 120

# What other people's files call the same field.
OTHER_NAMES = {
    "given_name": "first_name",
    "forename": "first_name",
    "last_name": "surname",
    "nickname": "nicknames",
    "date_of_birth": "born_on",
    "phone": "phones",
}


@dataclass(frozen=True, slots=True)
class Facts:
    """What one mention, or one record, says of one thing. Anything not said is empty.

    A date of birth known in full is `born_on`; one known in part is `born_year`, `born_month`, `born_day`.
    `age` is in years on the day `age_on`; without that day it can only be compared with another age.
    `plate` is a whole number plate; `plate_partial` is what was caught of one, `?` or a space where a
    character was missed. `name` is for a place or an organisation.
    """

    kind: Kind = "person"
    first_name: str = ""
    surname: str = ""
    name: str = ""
    nicknames: tuple[str, ...] = ()
    born_on: date | None = None
    born_year: int | None = None
    born_month: int | None = None
    born_day: int | None = None
    age: int | None = None
    age_on: date | None = None
    phones: tuple[str, ...] = ()
    plate: str = ""
    plate_partial: str = ""
    postcode: str = ""
    address: str = ""
    handle: str = ""
    platform: str = ""
    description: str = ""

    @classmethod
    def from_dict(cls, given: Mapping[str, object]) -> Facts:
        """Facts from parsed JSON or a row of a file.

        Tolerant, because what is known of a thing is whatever somebody managed to write down: unknown names
        are passed over, a value of the wrong shape and one that stands for nothing (“UNKNOWN”) count as not
        said, and an impossible date keeps the parts that are possible. Never raises.
        """
        said = {OTHER_NAMES.get(key, key): value for key, value in given.items() if value not in (None, "")}
        year, month, day = parse_date(said.get("born_on"))
        year = year or _whole_number(said.get("born_year"), 1000, 9999)
        month = month or _whole_number(said.get("born_month"), 1, 12)
        day = day or _whole_number(said.get("born_day"), 1, 31)
        age_year, age_month, age_day = parse_date(said.get("age_on"))
        kind = said.get("kind")
        return cls(
            kind=kind if kind in KINDS else "person",
            nicknames=_texts(said.get("nicknames")),
            phones=_texts(said.get("phones")),
            born_on=full_date(year, month, day),
            born_year=year,
            born_month=month,
            born_day=day,
            age=_whole_number(said.get("age"), 0, OLDEST_AGE),
            age_on=full_date(age_year, age_month, age_day),
            **{name: text for name in TEXT_FIELDS if name in said and not says_nothing(text := _text(said[name]))},
        )

    def to_dict(self) -> dict[str, object]:
        """The same facts as JSON can hold them, leaving out what was not said; `from_dict` reads it back."""
        plain: dict[str, object] = {"kind": self.kind}
        for name in _NAMES:
            value = getattr(self, name)
            if value is None or value == "" or value == ():
                continue
            if isinstance(value, date):
                value = value.isoformat()
            plain[name] = list(value) if isinstance(value, tuple) else value
        return plain


_NAMES = tuple(field.name for field in fields(Facts))
TEXT_FIELDS = (
    "first_name", "surname", "name", "plate", "plate_partial", "postcode", "address",
    "handle", "platform", "description",
)  # fmt: skip

_YEAR_FIRST = re.compile(r"(\d{4})(?:[-/. ](\d{1,2}))?(?:[-/. ](\d{1,2}))?(?:[t ].*)?$")
_DAY_FIRST = re.compile(r"(?:(\d{1,2})[-/. ])?(\d{1,2})[-/. ](\d{4})$")
_SHORT_YEAR = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{2})$")
_LAST_SHORT_YEAR = 30  # 14/03/30 is of 2030, 14/03/31 of 1931
_RUN_TOGETHER = re.compile(r"(\d{4})(\d{2})(\d{2})(?:\.0)?$")
_NO_YEAR = re.compile(r"(?:-{1,2}|0000[-/. ])?(\d{1,2})[-/. ](\d{1,2})$")
# What stands for a part that is not known: ????-03-14, 14/xx/1987, 1987-00-00.
_UNKNOWN_PART = re.compile(r"[?x_*]+")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH_WORD = re.compile(rf"({'|'.join(_MONTHS)})[a-z]*", re.IGNORECASE)
_ORDINAL = re.compile(r"(?<=\d)(?:st|nd|rd|th)\b", re.IGNORECASE)


def parse_date(value: object) -> tuple[int | None, int | None, int | None]:
    """Year, month and day as far as they can be read from a date or the words given; None for the rest.

    Reads 1987-03-14, 1987-03, 1987, 14/03/1987, 03/1987, 19870314, 14/03/87, 14 March 1987 and March 1987: day before
    month, as written here. A part not known may be left out or marked (????-03-14, 1987-??-??, 00/00/1987); without a year,
    03-14 after a year's mark or a hyphen, else 14/03. Where only the other order can be right, it is taken.
    """
    if isinstance(value, date):
        return value.year, value.month, value.day
    return _read(_text(value))


@lru_cache(maxsize=65_536)
def _read(text: str) -> tuple[int | None, int | None, int | None]:
    year, month, day = written_parts(text) or (None, None, None)
    return _whole_number(year, 1000, 9999), _whole_number(month, 1, 12), _whole_number(day, 1, 31)


def written_parts(text: str) -> tuple[str | None, str | None, str | None] | None:
    """Year, month and day of a date as their digits stand there, possible or not; None for what is no date at all."""
    text = text[:LONGEST_TEXT].strip()
    if not text.isascii():
        text = "".join(str(int(each)) if each.isdecimal() else each for each in text)
    if found := _MONTH_WORD.search(text):
        number = _MONTHS.index(found[1].lower()) + 1
        text = " ".join(_ORDINAL.sub("", f"{text[: found.start()]} {number} {text[found.end() :]}").split())
        text = re.sub(r"[-/., ]+", " ", text).strip()
    text = _UNKNOWN_PART.sub(lambda part: "0" * len(part[0]), text.lower())
    if found := _RUN_TOGETHER.match(text) or _YEAR_FIRST.match(text):
        year, month, day = found.groups()
    elif found := _DAY_FIRST.match(text):
        day, month, year = found.groups()
    elif found := _SHORT_YEAR.match(text):
        day, month, year = found.groups()
        year = f"{20 if int(year) <= _LAST_SHORT_YEAR else 19}{year}"
    elif found := _NO_YEAR.match(text):
        is_year_first = text.startswith(("-", "0000"))
        month, day = found.groups() if is_year_first else found.groups()[::-1]
        year = None
    else:
        return None
    if month and day and int(month) > 12 >= int(day):
        month, day = day, month
    return year, month, day


def full_date(year: int | None, month: int | None, day: int | None) -> date | None:
    """The date, or None when a part is not known or there is no such day."""
    if year and month and day:
        try:
            return date(year, month, day)
        except ValueError:
            return None
    return None


def _whole_number(value: object, least: int, most: int) -> int | None:
    if isinstance(value, str) and value.isascii() and value.strip().isdigit() and len(value) < 9:
        value = int(value)
    if isinstance(value, int) and not isinstance(value, bool) and least <= value <= most:
        return value
    return None


def _text(value: object) -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        # A spreadsheet turns a house number, a phone or a year into a number. Bounded, because Python
        # refuses to write out an integer of many thousand digits.
        value = str(value) if abs(value) < 10**20 else ""
    return value[:LONGEST_TEXT].strip() if isinstance(value, str) else ""


def _texts(value: object) -> tuple[str, ...]:
    if isinstance(value, (str, int)):
        value = [value]
    if not isinstance(value, Iterable) or isinstance(value, Mapping):
        return ()
    several: list[str] = []
    for one in value:
        text = _text(one)
        if not says_nothing(text) and text not in several:
            several.append(text)
        if len(several) == MOST_VALUES:
            break
    return tuple(several)
