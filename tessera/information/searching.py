"""Finding reports by what they say: whoever searches finds what their keyring opens, and counts no other.

Two functions of the database apply the access rule inside (ADR 0009); a property test compares them with row-level
security.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib.postgres.search import SearchHeadline
from django.db import OperationalError, connection, transaction
from django.db.models import F, Func, TextField, Value
from django.utils import timezone
from psycopg.errors import QueryCanceled

from tessera.access.models import User
from tessera.audit.log import storable
from tessera.information.models import Report
from tessera.information.queries import reports_for, with_grades
from tessera.lib.local_time import day_starts

COUNTED_TO = 1_000
LONGEST = 500  # of what is typed, in characters
MANY, AMPLY = 2_000, 8  # hits that are too many to put in order for a page; how many times as many days as that takes
_PATIENCE_MS = 8_000
# What stands around a word that was asked for, until a page marks it: characters that nobody can type.
MARK, UNMARK = "\x01", "\x02"
# Nor can anybody type these, which stand for < and > while PostgreSQL looks: it would pass over <words> as markup.
_LESS, _MORE = "\x03", "\x04"
_TYPED = str.maketrans("“”„«»<>", '"""""  ')
_PARTS = {
    "narrative": "What was said",
    "childs_words": "The child’s own words",
    "about_child": "Children named",
    "about_concern": "People of concern named",
    "about_protects": "People who protect",
    "child_wants": "What the child wants",
    "parents_want": "What parents want",
    "where_text": "Where",
    "premises": "Premises",
}
_COUNTED = "SELECT facet, value, hits FROM reports_counted({}, %s, %s, %s, %s, %s, %s, %s)"
_FOUND = "SELECT found FROM reports_found({}, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
_WORDS = "words_asked(%s, %s)"


class TooMuch(Exception):
    """The words stand in so many reports, so close together, that looking took too long. Says so to the searcher.

    Raised by `patiently`, inside which pages and alerts look.
    """


@dataclass(frozen=True)
class Asked:
    """What is looked for in reports. What is empty narrows nothing.

    `words` may hold “phrases”, `or` and -without. `place` is looked for in where it happened. `until` is the first
    moment no longer meant. `among`, when given, are the only reports to look in.
    """

    words: str = ""
    place: str = ""
    since: datetime | None = None
    until: datetime | None = None
    kinds: Sequence[str] = ()
    agencies: Sequence[int] = ()
    grades: Sequence[str] = ()
    years: Sequence[int] = ()
    among: Sequence[UUID] | None = None

    @property
    def typed(self) -> list[str]:
        """The words and the place as the functions of the database take them, whichever quotation marks were typed, < and > left out."""
        return [storable(said[:LONGEST]).translate(_TYPED) for said in (self.words, self.place)]

    @property
    def narrowed(self) -> list[Any]:
        """The filters as the functions of the database take them."""
        return [
            self.since,
            self.until,
            *(list(some) or None for some in (self.kinds, self.agencies, self.grades, self.years)),
            None if self.among is None else list(self.among),
        ]

    @property
    def is_empty(self) -> bool:
        """Whether nothing is looked for at all."""
        return not (self.words.strip() or self.place.strip())


@dataclass(frozen=True)
class Counted:
    """How many reports there are, and how many of each value of each facet, were that value chosen.

    Facets are `kind`, `agency` (by its id), `grade` (`hidden` for one that this reader is not shown, empty for
    ungraded) and `year` of sending.
    """

    every: int = 0
    facets: dict[str, dict[str, int]] = field(default_factory=dict)


@dataclass(frozen=True)
class Why:
    """Where in a report the words stand: which part of it, and the words around them, marked."""

    part: str
    words: str

    @property
    def pieces(self) -> list[tuple[str, bool]]:
        """The words in pieces, each with whether it was asked for."""
        said = re.split(f"{MARK}(.*?){UNMARK}", self.words, flags=re.DOTALL)
        return [(piece, bool(place % 2)) for place, piece in enumerate(said) if piece]


@dataclass(frozen=True)
class FoundReport:
    """One report, and why it was found."""

    report: Report
    grade: str
    why: tuple[Why, ...]


def count_reports(user: User, asked: Asked) -> Counted:
    """Count what this person may read of what is asked."""
    if asked.is_empty and asked.among is None:
        return Counted()
    return counted_from(rows_of(_COUNTED, asked, asked.narrowed))


def find_reports(user: User, asked: Asked, counted: Counted, *, skipped: int = 0, most: int = 20) -> list[FoundReport]:
    """A page of what is asked, the newest first. `counted` is how many there are."""
    if not counted.every:
        return []
    keys: list[UUID] = []
    for newer in _newest_first(asked, counted, skipped + most):
        keys = [key for (key,) in rows_of(_FOUND, newer, [*newer.narrowed, skipped, most])]
        if len(keys) == min(most, counted.every - skipped):
            break
    reports = with_grades(reports_for(user).filter(pk__in=keys))
    if asked.words.strip():
        reports = reports.annotate(**{f"why_{part}": headline(part, asked.typed[0]) for part in _PARTS})
    found = {report.pk: report for report in reports}
    return [
        FoundReport(found[key], found[key].grade_said, why_found(found[key], _PARTS)) for key in keys if key in found
    ]


def ids_of_reports(asked: Asked, most: int) -> list[UUID]:
    """The newest of what is asked that the open keyring may read, at most so many."""
    return [key for (key,) in rows_of(_FOUND, asked, [*asked.narrowed, 0, most])]


def _newest_first(asked: Asked, counted: Counted, wanted: int) -> Iterator[Asked]:
    """The same, within newer days alone: first the last few that are likely to have enough, then the years that do.

    What is older need not be put in order. The last is certain to have all that is wanted.
    """
    if asked.since is None:
        years = {int(year): hits for year, hits in counted.facets["year"].items()}
        reached = 0
        for year in sorted(years, reverse=True):
            reached += years[year] if not asked.years or year in asked.years else 0
            if reached >= wanted:
                if reached > MANY and year == timezone.localdate().year:
                    days = timedelta(days=365 * AMPLY * wanted / reached)
                    yield replace(asked, since=timezone.now() - days)
                yield replace(asked, since=day_starts(date(year, 1, 1)))
                return
    yield asked


def counted_from(rows: list[tuple[Any, ...]]) -> Counted:
    """The counts as a function of the database answers them, the one of `every` among them."""
    facets: dict[str, dict[str, int]] = defaultdict(dict)
    for facet, value, hits in rows:
        facets[facet][value] = hits
    every = facets.pop("every")[""]
    return Counted(every, dict(facets))


def rows_of(words: str, asked: Asked, more: list[Any]) -> list[tuple[Any, ...]]:
    """What a function of the database answers of these words; `more` is what else it takes."""
    is_said = not asked.is_empty
    with connection.cursor() as cursor:
        cursor.execute(words.format(_WORDS if is_said else "NULL"), [*(asked.typed if is_said else []), *more])
        return list(cursor.fetchall())


@contextmanager
def patiently() -> Iterator[None]:
    """Whatever is looked for inside is given up when one statement of it takes too long. Raises TooMuch."""
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SELECT set_config('statement_timeout', %s, true)", [str(_PATIENCE_MS)])
            yield
    except OperationalError as error:
        if isinstance(error.__cause__, QueryCanceled):
            raise TooMuch from error
        raise


def headline(part: str, words: str) -> SearchHeadline:
    """The words of one part around what was asked for, marked."""
    query = Func(Value("tessera"), Value(words), function="websearch_to_tsquery", output_field=TextField())
    shown = Func(F(part), Value("<>"), Value(_LESS + _MORE), function="translate", output_field=TextField())
    return SearchHeadline(
        shown, query, config="tessera", start_sel=MARK, stop_sel=UNMARK, max_words=30, min_words=12, max_fragments=2
    )


def why_found(found: Any, parts: Mapping[str, str]) -> tuple[Why, ...]:
    """Which of these parts say what was asked for, of something whose parts were annotated with a `headline`."""
    said = ((label, getattr(found, f"why_{part}", "")) for part, label in parts.items())
    return tuple(Why(label, words.replace(_LESS, "<").replace(_MORE, ">")) for label, words in said if MARK in words)
