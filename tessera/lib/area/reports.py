"""Made-up reports: what workers of the county wrote, about people whose true identity only we know.

Each report is decided by the seed, the length of the line and its place in it, so a run of a million can
be split, stopped and resumed. The line is in order of sending. People come back: a few circles are
reported again and again and most hardly ever, and one adult of each circle turns up among the neighbours
too, so that there is something to join.
"""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import accumulate
from random import Random
from typing import NamedTuple

from tessera.lib.area import damage
from tessera.lib.area.county import County, Staff
from tessera.lib.area.damage import Fields, Given
from tessera.lib.area.people import CHILDREN_IN_CIRCLE, CIRCLE, People, Person
from tessera.lib.local_time import day_ends, day_starts, local

SPAN = timedelta(days=540)
# How the writer knows, as the four answers of the form, with how often each is given.
HOW_KNOWN = {"saw": 40, "child_told": 20, "other_told": 28, "worked_out": 12}
# Who may see it: the usual people; the desk alone; the desk and one named colleague.
AUDIENCES = {"usual": 78, "desk": 8, "named": 14}
# Roles whose holders are never named as readers: they see no reports for their work.
_NEVER_NAMED = {"administrator", "governance"}
# Origins that are somebody outside the agencies, told to a professional who writes it down.
_LAY = {"parent", "friend", "hotel", "taxi", "business", "transport", "public", "anonymous"}


class Mention(NamedTuple):
    """One thing a report speaks of: the words as given, what a careful reader takes from them, and the truth.

    `kind` is person, phone, vehicle, place or account. `part` is child, concern, protects or other.
    `truth` names the very thing (`person:17`, `phone:17`, `vehicle:17`, `account:17/0`, `place:<postcode>
    <address>`): two mentions are of the same thing exactly when their truths are equal. It is for tests and
    figures and is never loaded.
    """

    kind: str
    part: str
    words: str
    fields: Fields
    truth: str
    damage: str


class Report(NamedTuple):
    """One piece of information as given.

    Moments are in universal time; it happened between `happened_from` and `happened_until` as far as the
    writer knew, said in `when_text`. `origin` is a code of origins.yaml; `author` and `named` are the
    part of an address before the @. `source_name` of a withheld source is to be sealed, and
    `source_reference` is the agency's own. `audience` is a key of AUDIENCES, and `named` the one
    colleague it was narrowed to with the desk.
    """

    number: int
    agency: str
    author: str
    origin: str
    source: str
    source_name: str
    source_reference: str
    how_known: str
    happened_from: datetime
    happened_until: datetime
    when_text: str
    sent_at: datetime
    where_text: str
    about_text: str
    narrative: str
    childs_words: str
    audience: str
    named: str
    mentions: tuple[Mention, ...]


def reports(m: int, *, seed: int, people: People, start: int = 0) -> Iterator[Report]:
    """The reports from `start` up to `m`, in order of writing, all before the day the people are of."""
    if not len(people):
        raise ValueError("A report needs somebody to speak of: make at least one person first.")
    writing = _Writing(people.county, people)
    rng = Random()
    opens = datetime.combine(people.on, time(0), UTC) - SPAN
    for index in range(start, m):
        rng.seed(f"{seed}/{index}")
        yield writing.report(index, opens + SPAN * ((index + rng.random()) / m), rng)


class _Writing:
    """The county's writers and phrases, laid out for drawing from quickly."""

    def __init__(self, county: County, people: People) -> None:
        self._people = people
        self._phrases = county.phrases
        self._places = tuple(county.places.values())
        self._circles = -(-len(people) // CIRCLE)
        by_kind: dict[str, list[Staff]] = {}
        for worker in county.staff.values():
            if "reporter" in worker.roles:
                by_kind.setdefault(county.agencies[worker.agency].kind, []).append(worker)
        shares = self._phrases["writes"]
        self._writers = [(kind, by_kind[kind]) for kind in shares]
        self._write_shares = list(accumulate(shares.values()))
        workers = county.staff.values()
        self._readers = [worker.email for worker in workers if not _NEVER_NAMED & set(worker.roles)]
        # The demo promises that this account is connected to nobody.
        self._readers.remove("outsider")

    def report(self, index: int, sent_at: datetime, rng: Random) -> Report:
        kind, writers = self._writers[bisect(self._write_shares, rng.random() * self._write_shares[-1])]
        writer = rng.choice(writers)
        origin = rng.choice(self._phrases["origins"][kind])
        happened_from, happened_until, when_text = _when(sent_at, rng)
        mentions, narrative, where_text = self._tell(kind, happened_from.date(), rng)
        source, source_name, source_reference = self._source(origin, writer, index, rng)
        audience = _drawn(AUDIENCES, rng)
        has_words = origin == "child" or rng.random() < 0.12
        return Report(
            number=index,
            agency=writer.agency,
            author=writer.email,
            origin=origin,
            source=source,
            source_name=source_name,
            source_reference=source_reference,
            how_known="child_told" if origin == "child" else _drawn(HOW_KNOWN, rng),
            happened_from=happened_from,
            happened_until=happened_until,
            when_text=when_text,
            sent_at=sent_at,
            where_text=where_text,
            about_text=mentions[0].words,
            narrative=narrative,
            childs_words=rng.choice(self._phrases["child_words"]) if has_words else "",
            audience=audience,
            named=rng.choice([r for r in self._readers if r != writer.email]) if audience == "named" else "",
            mentions=tuple(mentions),
        )

    def _source(self, origin: str, writer: Staff, index: int, rng: Random) -> tuple[str, str, str]:
        """Who the source is: the writer, or a named or withheld member of the public; name; reference."""
        if origin not in _LAY:
            return "self", "", ""
        teller = self._people[rng.randrange(len(self._people))]
        if origin == "anonymous" or (origin == "public" and rng.random() < 0.5):
            name = "Did not give a name" if origin == "anonymous" else f"{teller.first_name} {teller.surname}"
            return "public_withheld", name, f"{writer.agency[:3].upper()}-{index:07d}"
        return "public_named", f"{teller.first_name} {teller.surname}", ""

    def _tell(self, kind: str, on: date, rng: Random) -> tuple[list[Mention], str, str]:
        """What is spoken of, and the sentences that do. Every mention's words stand in the narrative."""
        circle = self._circle(rng)
        children = self._members(circle, 0, CHILDREN_IN_CIRCLE)
        adults = self._members(circle, CHILDREN_IN_CIRCLE, CIRCLE)
        child = self._people[children[0] if rng.random() < 0.6 else rng.choice(children)]
        concern = self._concern(circle, adults, rng) if rng.random() < 0.6 else None
        told = [(rng.choice(self._phrases["opening"][kind]), _person(child, "child", on, rng))]
        if concern:
            told.append(self._sentence("concern", _person(concern, "concern", on, rng), rng))
            told += [self._sentence(mention.kind, mention, rng) for mention in _things(concern, rng)]
        elif child.accounts and rng.random() < 0.3:
            account = damage.account_given(child.accounts[0], rng)
            mention = _mention("account", "child", account, f"{child.number}/0")
            told.append(self._sentence("account", mention, rng))
        if len(children) > 1 and rng.random() < 0.25:
            friend = self._people[rng.choice([other for other in children if other != child.number])]
            told.append(self._sentence("other_child", _person(friend, "child", on, rng), rng))
        if adults and rng.random() < 0.12 and not (concern and concern.number == adults[-1]):
            helper = self._people[adults[-1]]
            told.append(self._sentence("protects", _person(helper, "protects", on, rng), rng))
        where_text = ""
        if rng.random() < 0.45:
            place = self._place(concern or child, rng)
            where_text = place.words
            told.append(self._sentence("place", place, rng))
        sentences = [sentence.format(**{_slot(sentence): mention.words}) for sentence, mention in told]
        sentences += [rng.choice(self._phrases["item"])] if rng.random() < 0.3 else []
        sentences.append(rng.choice(self._phrases["response"]))
        return [mention for _, mention in told], " ".join(filter(None, sentences)), where_text

    def _circle(self, rng: Random) -> int:
        """A circle of eight. A few come up often; they are spread along the line, not its first."""
        return int(self._circles * rng.random() ** 1.5) * 2_654_435_761 % self._circles

    def _members(self, circle: int, first: int, last: int) -> range:
        """Where part of a circle stands in the line. The last circle may be short."""
        start = circle * CIRCLE
        return range(min(start + first, len(self._people)), min(start + last, len(self._people)))

    def _concern(self, circle: int, adults: range, rng: Random) -> Person | None:
        """Mostly the same adult of a circle; now and then that of the next circle, which ties the two."""
        roll = rng.random()
        if roll < 0.15 and (neighbours := self._members((circle + 1) % self._circles, 5, 6)):
            return self._people[neighbours[0]]
        if len(adults) < 3:
            return None
        return self._people[adults[2] if roll < 0.7 else rng.choice(adults)]

    def _place(self, whose: Person, rng: Random) -> Mention:
        if rng.random() < 0.2:
            given = damage.home_given(whose, rng)
            return _mention("place", "other", given, f"{whose.postcode} {whose.address}")
        place = self._places[int(len(self._places) * rng.random() ** 1.6)]
        fields: Fields = {"name": place.name}
        words = place.name
        if rng.random() < 0.3:
            words, fields = f"{place.name}, {place.postcode}", fields | {"postcode": place.postcode}
        return _mention("place", "other", Given(words, fields, "exact"), f"{place.postcode} {place.address}")

    def _sentence(self, about: str, mention: Mention, rng: Random) -> tuple[str, Mention]:
        sentence = rng.choice(self._phrases[about])
        if about == "vehicle":
            sentence = sentence.replace("{vehicle}", f"{mention.fields['description']}, {{vehicle}}")
        return sentence, mention


def _person(person: Person, part: str, on: date, rng: Random) -> Mention:
    return _mention("person", part, damage.name_given(person, rng, on=on), str(person.number))


def _mention(kind: str, part: str, given: Given, which: str) -> Mention:
    return Mention(kind, part, given.words, given.fields, f"{kind}:{which}", given.damage)


def _things(person: Person, rng: Random) -> Iterator[Mention]:
    """What was noticed of a person of concern besides a name: now and then a number, a car, an account."""
    if person.phone and rng.random() < 0.35:
        yield _mention("phone", "concern", damage.phone_given(person.phone, rng), str(person.number))
    if person.plate and rng.random() < 0.45:
        plate = damage.plate_given(person.plate, person.vehicle, rng)
        yield _mention("vehicle", "concern", plate, str(person.number))
    if person.accounts and rng.random() < 0.3:
        which = rng.randrange(len(person.accounts))
        account = damage.account_given(person.accounts[which], rng)
        yield _mention("account", "concern", account, f"{person.number}/{which}")


def _when(sent_at: datetime, rng: Random) -> tuple[datetime, datetime, str]:
    """When it happened, as far as is known, and in the words typed. Half is written down within the day."""
    is_same_day = rng.random() < 0.5
    gap = timedelta(hours=rng.random() * 20) if is_same_day else timedelta(days=1 + 12 * rng.random() ** 2)
    at = (sent_at - gap).replace(minute=rng.randrange(0, 60, 5), second=0, microsecond=0)
    at = min(at, sent_at.replace(second=0, microsecond=0))
    on = local(at)
    roll = rng.random()
    if roll < 0.55:
        return at, at, f"{on.day} {on:%B %Y %H:%M}"
    first = last = on.date()
    if roll < 0.7:
        words = f"{on.day} {on:%B %Y}"
    elif roll < 0.85:
        words = f"about {on.day} {on:%B %Y}"
    else:
        first -= timedelta(days=rng.randrange(1, 5))
        words = f"between {first.day} {first:%B %Y} and {last.day} {last:%B %Y}"
    return day_starts(first).astimezone(UTC), min(day_ends(last).astimezone(UTC), sent_at), words


def _slot(sentence: str) -> str:
    return sentence[sentence.index("{") + 1 : sentence.index("}")]


def _drawn(shares: dict[str, int], rng: Random) -> str:
    """One of the keys, as often as its share says."""
    return rng.choices(list(shares), list(shares.values()))[0]
