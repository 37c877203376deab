"""What mentions of one thing come to: its name, what is known of it, and the keys that find it again."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from hashlib import blake2b
from typing import Any, NamedTuple
from uuid import UUID

from tessera.entities.facts import facts_of
from tessera.entities.models import Holding, Kind, Mention
from tessera.lib.extraction.reading import reading_of
from tessera.lib.linkage.fields import MOST_VALUES, Facts
from tessera.lib.linkage.keys import keys_for

# Fields that are said together: two halves of an address from two people are nobody's address.
_TOGETHER = (
    ("first_name",),
    ("surname",),
    ("name",),
    ("born_on", "born_year", "born_month", "born_day"),
    ("age", "age_on"),
    ("plate", "plate_partial"),
    ("address", "postcode"),
    ("handle", "platform"),
    ("description",),
)
_SEVERAL = ("nicknames", "phones")
# Kinds that a narrative calls by name. Numbers, plates and accounts are found by their shape.
NAMED = (Kind.PERSON, Kind.PLACE, Kind.ORGANISATION)
LONGEST_NAME = 5  # words
MOST_OTHER_WORDS = 50
OR = "or"


def holding_of(entity_id: UUID, audience_id: int, mentions: Sequence[Mention]) -> Holding:
    """What one audience holds of one entity, from its mentions of it: one at least, in any order."""
    mentions = sorted(mentions, key=lambda mention: (mention.at, mention.position, str(mention.pk)))
    known = known_of(mentions[0].kind, [(mention.words, facts_of(mention)) for mention in mentions])
    return Holding(
        entity_id=entity_id,
        audience_id=audience_id,
        kind=mentions[0].kind,
        name=known.name,
        also=known.also,
        parts=sorted({mention.part for mention in mentions}),
        fields=known.fields,
        keys=known.keys,
        mentions=len(mentions),
        first_at=mentions[0].at,
        last_at=mentions[-1].at,
    )


class Known(NamedTuple):
    """What words and facts come to, whoever said them and when."""

    name: str
    also: list[str]
    fields: dict[str, Any]
    keys: list[int]


def known_of(kind: str, said: Sequence[tuple[str, Facts]]) -> Known:
    """The name of one thing, what is known of it and its keys, from each mention's words and facts in their order."""
    names = Counter(_called(kind, words, facts) for words, facts in said)
    name = fullest(names)
    nicknames = [nickname for _, facts in said for nickname in facts.nicknames]
    others = different_words([*names, *nicknames], besides=name)
    facts_said = distinct(facts for _, facts in said)
    keys = {key for facts in readings(facts_said) for key in keys_for(facts)}
    if kind in NAMED:
        # Every one of them, those too many to show as well: whoever wrote one finds it again.
        keys |= {key for one in (name, *others) if (key := name_key(one)) is not None}
    fields = {"said": [facts.to_dict() for facts in facts_said]}
    return Known(name, others[:MOST_OTHER_WORDS], fields, sorted(keys))


def said_in(holdings: Iterable[Holding]) -> list[Facts]:
    """The distinct facts of several holdings of one entity."""
    return distinct(Facts.from_dict(said) for holding in holdings for said in holding.fields["said"])


def readings(said: Sequence[Facts]) -> list[Facts]:
    """Everything that is known of one thing, once for each way it was given.

    Each is one person's account with the gaps filled from the others', so that a name misspelt once, or a
    date of birth given in two ways, is still compared in each of its forms with everything else that is
    known.
    """
    if len(said) < 2:
        return list(said)
    joined = said[0]
    for facts in said[1:]:
        joined = _filled(joined, facts)
    return list(dict.fromkeys([joined, *(_filled(facts, joined) for facts in said)]))


def distinct(said: Iterable[Facts]) -> list[Facts]:
    """The facts, each once, those that say most first, in an order that does not tell who said them when.

    The same age said on two days counts once: the first time.
    """
    kept: dict[Facts, Facts] = {}
    for facts in said:
        undated = replace(facts, age_on=None) if facts.age_on else facts
        first = kept.setdefault(undated, facts)
        if facts.age_on and first.age_on and facts.age_on < first.age_on:
            kept[undated] = facts
    if len(kept) < 2:
        return list(kept.values())
    return sorted(kept.values(), key=lambda facts: (-len(plain := facts.to_dict()), str(plain)))


def called(mention: Any) -> str:
    """What a mention calls the thing: first name and surname where it gives both, else its words."""
    return _called(mention.kind, mention.words, facts_of(mention))


def _called(kind: str, words: str, facts: Facts) -> str:
    if kind == Kind.PERSON and facts.first_name and facts.surname:
        return f"{facts.first_name} {facts.surname}"
    if kind == Kind.PERSON and len(facts.nicknames) == 1 and not facts.description:
        return facts.first_name or facts.surname or facts.nicknames[0]
    return " ".join(words.split())


def names_of(mention: Any) -> list[str]:
    """Every name that one mention gives a thing: what it calls it, and the nicknames it says."""
    return list(dict.fromkeys([called(mention), *facts_of(mention).nicknames]))


def fullest(names: Counter[str]) -> str:
    """The name with most words in it (up to three); of those the one said most often, then the longest.

    “Dax or Jax” is two names of one word, and less full than a first name and a surname.
    """

    def full(name: str) -> int:
        words = name.split()
        return min(len(words), 3) if OR not in words else 1

    return min(names, key=lambda name: (-full(name), -names[name], -len(name), name))


def different_words(words: Iterable[str], *, besides: str) -> list[str]:
    """The words that are not the name itself, each once whatever its capitals, in the order given."""
    kept: dict[str, str] = {}
    for one in words:
        kept.setdefault(one.casefold(), one)
    kept.pop(besides.casefold(), None)
    return [one for one in kept.values() if one]


def name_key(name: str) -> int | None:
    """The key under which a name is filed so that a narrative which speaks it finds it.

    None when it is too long.
    """
    words = _words(name)
    return _hashed(words) if 0 < len(words) <= LONGEST_NAME else None


def name_keys_in(text: str) -> list[int]:
    """A key for each run of words in a text that might be a held name."""
    words = _words(text)
    runs = (words[start : start + length] for start in range(len(words)) for length in range(1, LONGEST_NAME + 1))
    return sorted({_hashed(run) for run in runs})


def _words(text: str) -> list[str]:
    plain = re.sub(r"'s\b|'", "", reading_of(text).text.lower())
    return re.findall(r"[^\W_]+", plain)


def _hashed(words: Sequence[str]) -> int:
    called = "held-name|" + " ".join(words)
    return int.from_bytes(blake2b(called.encode(), digest_size=8).digest(), "big", signed=True)


def _filled(facts: Facts, more: Facts) -> Facts:
    """Facts with what they do not say taken from others'."""
    taken: dict[str, Any] = {}
    for together in _TOGETHER:
        if not any(getattr(facts, name) for name in together):
            taken |= {name: value for name in together if (value := getattr(more, name))}
    for name in _SEVERAL:
        if theirs := getattr(more, name):
            taken[name] = tuple(dict.fromkeys((*getattr(facts, name), *theirs)))[:MOST_VALUES]
    return replace(facts, **taken) if taken else facts
