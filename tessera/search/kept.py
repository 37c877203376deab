"""The filters a search is watched with: in plain words, and as the address that opens it with them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from tessera.access.models import User
from tessera.search.forms import NarrowForm
from tessera.search.models import StoreSearch
from tessera.search.places import places_named
from tessera.search.queries import agency_names
from tessera.ui.words import date as in_words

DAYS = ("since", "until")


@dataclass(frozen=True)
class Kept:
    """A watched search with the filters it is watched with: each as its label and its values in words."""

    search: StoreSearch
    filters: tuple[tuple[str, str], ...]

    @property
    def path(self) -> str:
        """Where it is opened with these filters."""
        asked = urlencode(list(_asked(self.search.narrowed)))
        return self.search.get_absolute_url() + (f"?{asked}" if asked else "")


def kept_of(user: User, searches: Iterable[StoreSearch], *, years: Iterable[int]) -> list[Kept]:
    """These searches, each with its filters in words. A place that this person may not read any more has no name."""
    some = list(searches)
    chosen = {UUID(place) for one in some for place in one.narrowed.get("at", ())}
    names = {str(place): held.name for place, held in places_named(user, chosen).items()} if chosen else {}
    form = NarrowForm(agencies=agency_names(), years=list(years), places=names)
    return [Kept(one, tuple(_in_words(form, one.narrowed))) for one in some]


def _in_words(form: NarrowForm, narrowed: dict[str, Any]) -> Iterable[tuple[str, str]]:
    for name, field in form.fields.items():
        value = narrowed.get(name)
        if not value:
            continue
        if name in DAYS:
            said = in_words(date.fromisoformat(value))
        elif isinstance(value, list):
            words = dict(field.choices)  # type: ignore[attr-defined]
            said = " or ".join(str(words.get(one, "one that you may not read any more")) for one in value)
        else:
            said = f"“{value}”"
        yield str(field.label), said


def _asked(narrowed: dict[str, Any]) -> Iterable[tuple[str, str]]:
    for name, value in narrowed.items():
        if name in DAYS:
            day = date.fromisoformat(value)
            yield from ((f"{name}-{part}", str(getattr(day, part))) for part in ("day", "month", "year"))
        else:
            yield from ((name, str(one)) for one in (value if isinstance(value, list) else [value]))
