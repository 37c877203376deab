"""Who and what a report speaks of, named by the desk where its writer named nobody.

A teacher with five minutes writes “Dax met Tegan Hollis” and ticks nothing. Until somebody points to the names, the
report is joined to nobody. The desk's own keys may know a name that the writer's could not.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction

from tessera.access.models import User
from tessera.audit.log import record
from tessera.concerns import events, policy, queries
from tessera.concerns.models import Concern
from tessera.concerns.reporting_mentions import (
    GROUPS,
    READ_AT_MOST,
    SUGGESTED_AT_MOST,
    Suggestion,
    people_in,
    suggestions_from,
)
from tessera.concerns.searching import search_what_is_held
from tessera.concerns.services import locked, moved, rests_on
from tessera.entities import services as entities
from tessera.entities.facts import is_named
from tessera.entities.models import Kind, Mention, Part
from tessera.entities.queries import held_names_for
from tessera.entities.services import MentionGiven
from tessera.information.models import Report

# Where a report may speak of somebody: the groups too, whose lines may name nobody that could be read.
TEXTS = ("narrative", "childs_words", "where_text", *GROUPS)


@dataclass(frozen=True)
class Unnamed:
    """Something that the words of a report seem to speak of, and that nobody has pointed to."""

    report: Report
    suggestion: Suggestion

    @property
    def code(self) -> str:
        """The same for the same words of the same report, on every page."""
        return f"name-{self.report.pk.hex}-{self.suggestion.code}"

    def as_mention(self, part: Part) -> MentionGiven:
        """What it is kept as, once somebody says which part it plays."""
        return MentionGiven(
            kind=self.suggestion.kind, part=part, words=self.suggestion.words, fields=self.suggestion.fields
        )


def offered_in(user: User, reports: Iterable[Report]) -> list[Unnamed]:
    """What the words of these reports seem to speak of, as far as this reader holds the names, whether named or not.

    A plate or a number that was plain was ticked for the writer: who unticked it has answered, and is not asked again.
    """
    texts = {one: "\n\n".join(getattr(one, name) for name in TEXTS) for one in reports}
    held = held_names_for(user, "\n\n".join(texts.values())[:READ_AT_MOST])
    found = [Unnamed(report, one) for report, text in texts.items() for one in suggestions_from(text, held)]
    return [one for one in found if not one.suggestion.is_sure]


def unnamed_in(user: User, reports: Iterable[Report], mentions: Iterable[Mention]) -> list[Unnamed]:
    """Those of them that no mention of the same report names. “Tegan” is named where “Tegan Hollis, 14” is."""
    named: dict[UUID, list[set[str]]] = defaultdict(list)
    for mention in mentions:
        if mention.kind != Kind.PERSON or is_named(mention):  # of “her mate with the dog” nobody was named
            named[mention.report_id].append(_words_of(mention.words))
    return [
        one
        for one in offered_in(user, reports)
        if not any(_words_of(one.suggestion.words) <= words for words in named[one.report.pk])
    ][:SUGGESTED_AT_MOST]


def _words_of(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.casefold()))


PLAYED = {
    Part.CHILD: "a child",
    Part.CONCERN: "a person of concern",
    Part.PROTECTS: "a person who protects",
    Part.OTHER: "also mentioned",
}


def said_so_far(mention: Mention) -> str:
    """Who is named already, the part they play, and who said so: “Dax: person of concern, named by …”."""
    return f"{mention.words}: {mention.get_part_display().lower()}, named by {_who_named(mention)}"


@dataclass(frozen=True)
class Already:
    """What stands named in these reports, for whoever names more: two people may be at it at once."""

    mentions: Sequence[Mention]
    offered: Sequence[Unnamed]

    def warning(self, report: Report, given: MentionGiven) -> str:
        """What to read before this person is named in this report: they seem to be named there already, otherwise.

        Empty where nobody there is called so, and where somebody is in the very same words and part.
        """
        there = [one for one in self.mentions if one.report_id == report.pk and one.kind == given.kind == Kind.PERSON]
        if any((one.words, one.part) == (given.words, given.part) for one in there):
            return ""
        alike = [one for one in there if self._are_alike(one, given)]
        if not alike:
            return ""
        # Another part comes first: that one of the two is wrong is the graver.
        one = min(alike, key=lambda mention: mention.part == given.part)
        return f"“{one.words}” is named already as {PLAYED[Part(one.part)]}, by {_who_named(one)}."

    def _are_alike(self, mention: Mention, given: MentionGiven) -> bool:
        theirs, mine = (_names_of(one.fields, one.words) for one in (mention, given))
        held = self._held_as(mention.report_id, mention.words) | {mention.entity_id}
        return theirs <= mine or mine <= theirs or bool(held & self._held_as(mention.report_id, given.words))

    def _held_as(self, report: UUID, words: str) -> set[UUID]:
        """What is held under a name that stands in these words."""
        found = [one.suggestion for one in self.offered if one.report.pk == report]
        return {pk for one in found if _words_of(one.words) <= _words_of(words) for pk in one.entities}


def _who_named(mention: Mention) -> str:
    if mention.author is None or mention.author_id == mention.report.author_id:
        return "whoever reported"
    return str(mention.author)


def _names_of(fields: Mapping[str, Any], words: str) -> set[str]:
    names = [fields.get("first_name") or "", fields.get("surname") or "", *(fields.get("nicknames") or [])]
    return _words_of(" ".join(names)) or _words_of(words)


@transaction.atomic
def name_in_words(
    *,
    concern: Concern,
    chosen: Sequence[tuple[Unnamed, Part]],
    report: Report,
    people: Mapping[str, str],
    version: int,
    by: User,
) -> list[Mention]:
    """Name who and what the reports of a concern speak of, and search what is held for them.

    `chosen` were offered from the words; `people` are lines of people for `report`, by the three groups of a report. The
    reports stay as they were given: a mention says by whom it was named. Whoever is named already in the same words and
    part is not named twice. Raises Stale when somebody changed the concern, and PermissionDenied for all but the desk.
    """
    concern = locked(concern)
    given: Mapping[Report, list[MentionGiven]] = defaultdict(list)
    for one, part in chosen:
        given[one.report].append(one.as_mention(part))
    given[report] += [one for name, part in GROUPS.items() for one in people_in(people.get(name, ""), part)]
    already = queries.mentions_in(by, given)
    known = {(one.report_id, one.part, one.words) for one in already}
    given = {of: [one for one in some if (of.pk, one.part, one.words) not in known] for of, some in given.items()}
    if not any(given.values()):
        return []  # a second press
    rests_on(concern, version)
    policy.may_triage(by, concern).require()
    before = Counter(mention.report_id for mention in already)
    made = [
        mention
        for of, mentions in given.items()
        for mention in entities.record_mentions(report=of, mentions=mentions, by=by, after=before[of.pk])
    ]
    moved(concern)
    record(events.NAMED, by=by, on=concern, names=", ".join(mention.words for mention in made))
    search_what_is_held(concern_id=concern.pk, by=by)
    return made
