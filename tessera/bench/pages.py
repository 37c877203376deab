"""Which pages each role opens in a day, and which reports, concerns and children they open them for."""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import TypeVar
from uuid import UUID

from django.db.models import Exists, Model, OuterRef, QuerySet
from django.urls import reverse

from tessera.access.keyring import keyring_of, opened
from tessera.access.models import Post, User
from tessera.assessments.queries import assessments_for
from tessera.cases.queries import cases_for
from tessera.concerns.queries import concerns_for
from tessera.entities.models import Holding, Kind, Mention, Part
from tessera.information.queries import reports_by, reports_for

SUBJECTS = 200  # different reports, concerns and so on that one person opens
Subjects = Callable[[User, Random], list[str]]
Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True)
class Opened:
    """A kind of page, how often it is opened beside the others, and the addresses it is opened at."""

    name: str
    often: int
    addresses: list[str]


def _one(name: str, *args: str) -> Subjects:
    return lambda user, random: [reverse(name, args=args)]


def _some(rows: QuerySet[Row], random: Random) -> list[Row]:
    """Up to SUBJECTS of these rows, the same for the same seed: the row after each of as many draws."""
    found = (rows.filter(pk__gte=UUID(int=random.getrandbits(128))).order_by("pk").first() for _ in range(SUBJECTS))
    return list({row.pk: row for row in found if row is not None}.values())


def _concerns(user: User, random: Random) -> list[str]:
    return [one.get_absolute_url() for one in _some(concerns_for(user), random)]


def _reports(user: User, random: Random) -> list[str]:
    """Their own where they wrote any: that is what a reporter reads."""
    mine = reports_by(user)
    return [one.get_absolute_url() for one in _some(mine if mine.exists() else reports_for(user), random)]


def _entities(user: User, random: Random) -> list[str]:
    return [reverse("entities:entity", args=[one.entity_id]) for one in _mentions(random)]


def _children(user: User, random: Random) -> list[str]:
    """A child is opened the more often the more was reported: drawn from the mentions."""
    found = _mentions(random, kind=Kind.PERSON, part=Part.CHILD)
    return [reverse("overview:child", args=[one.entity_id]) for one in found]


def _matches(user: User, random: Random) -> list[str]:
    return [reverse("entities:matches", args=[one.pk]) for one in _mentions(random, kind=Kind.PERSON)]


def _mentions(random: Random, **narrowed: str) -> list[Mention]:
    """Mentions of what this person holds: what they wrote for others alone is no entity to them."""
    held = Holding.objects.filter(entity=OuterRef("entity"), audience=OuterRef("audience"))
    return _some(Mention.objects.readable().filter(Exists(held), **narrowed), random)


def _children_with_cases(user: User, random: Random) -> list[str]:
    return [reverse("overview:child", args=[case.child_id]) for case in cases_for(user)[:SUBJECTS]]


def _cases(user: User, random: Random) -> list[str]:
    return [case.get_absolute_url() for case in cases_for(user)[:SUBJECTS]]


def _results(user: User, random: Random) -> list[str]:
    decided = assessments_for(user).filter(decided_at__isnull=False)[:SUBJECTS]
    return [reverse("assessments:result", args=[one.pk]) for one in decided]


HOME, MINE = _one("overview:home"), _one("information:mine")
WORK, DIRECTORY = _one("work:mine"), _one("reference:directory")

REPORT, WRITE, TRIAGE = _one("concerns:report"), _one("concerns:write"), _one("overview:triage")
INDICATORS = _one("reference:catalogue", "indicators")

# Account, then each page with how often it is opened and for which subjects.
DAYS: dict[str, list[tuple[str, int, Subjects]]] = {
    "teacher": [
        ("home", 3, HOME), ("emergency questions", 2, REPORT), ("write page", 2, WRITE),
        ("my reports", 2, MINE), ("report", 3, _reports), ("directory", 1, DIRECTORY),
    ],
    "triage": [
        ("home", 2, HOME), ("triage list", 4, TRIAGE), ("concern", 6, _concerns), ("report", 2, _reports),
        ("matches", 2, _matches), ("entity", 2, _entities), ("child", 2, _children), ("work", 1, WORK),
    ],
    "socialworker": [
        ("home", 2, HOME), ("child", 4, _children_with_cases), ("case", 2, _cases), ("my reports", 1, MINE),
        ("assessment result", 3, _results), ("report", 2, _reports), ("work", 1, WORK),
    ],
    "nurse": [
        ("home", 2, HOME), ("report", 3, _reports), ("entity", 3, _entities), ("child", 3, _children),
        ("write page", 1, WRITE),
    ],
    "supervisor": [
        ("home", 2, HOME), ("child", 3, _children), ("entity", 2, _entities), ("report", 2, _reports),
        ("assessment result", 2, _results), ("list of indicators", 1, INDICATORS),
    ],
}  # fmt: skip


def the_post_of(user: User) -> Post:
    """The post of a demo account: every one of them is in one."""
    if user.post is None:
        raise LookupError(f"{user} is in no post.")
    return user.post


def day_of(user: User, account: str, *, seed: int) -> list[Opened]:
    """The pages this person opens, as far as there is anything for them to open."""
    with opened(keyring_of(the_post_of(user))):
        random = Random(f"{seed} {account}")
        drawn = [Opened(name, often, subjects(user, random)) for name, often, subjects in DAYS[account]]
    return [one for one in drawn if one.addresses]


def walk(day: list[Opened], pages: int, random: Random) -> list[tuple[str, str]]:
    """So many pages of this day in a random order, each with its name."""
    kinds = random.choices(day, weights=[one.often for one in day], k=pages)
    return [(kind.name, random.choice(kind.addresses)) for kind in kinds]
