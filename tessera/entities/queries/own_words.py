"""What somebody wrote in reports held for others, found by any fragment of it as they wrote it (ADR 0009).

They may read what they wrote. What it is joined to, and whatever anybody else says of it, is not theirs to read: so no
thing is found here, only their own words, each with the report they stand in.
"""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from tessera.access.keyring import current
from tessera.access.models import AudienceHolder, User
from tessera.entities.facts import facts_of
from tessera.entities.models import Mention
from tessera.entities.queries.held import mentions_for
from tessera.entities.queries.searched import Fits, fitting, readings_asked
from tessera.lib.fragments import fragments
from tessera.lib.linkage.fields import Facts
from tessera.lib.linkage.keys import keys_for

LOOKED_AT = 200  # mentions: their keys are not filed, working out those of 500 took 1.2 s on a busy machine


@dataclass(frozen=True)
class FoundOwn:
    """One mention as its reader wrote it, and what fits it."""

    mention: Mention
    fits: tuple[Fits, ...]


@dataclass(frozen=True)
class FoundOwnWords:
    """Everything found, best first. `is_cut` when this person wrote so much for others that only the newest was looked at."""

    mentions: tuple[FoundOwn, ...] = ()
    is_cut: bool = False


def find_own_words(user: User, typed: str) -> FoundOwnWords:
    """What this person wrote for readers they are not one of, in one statement: the newest 200 mentions are looked at."""
    asked = fragments(typed)
    readings = readings_asked(asked)
    keyed = AudienceHolder.objects.filter(audience=OuterRef("audience"), holder__in=current().holders)
    own = mentions_for(user).filter(~Exists(keyed), author=user.post).order_by("-at", "position", "pk")
    rows = list(own[: LOOKED_AT + 1])
    found: list[FoundOwn] = []
    for mention in rows[:LOOKED_AT]:
        facts = facts_of(mention)
        keys = set(keys_for(facts))
        by: dict[int, list[Facts]] = {}
        for one in readings:
            if not keys.isdisjoint(one.wanted) or not keys.isdisjoint(one.called):
                by.setdefault(one.place, []).append(one.facts)
        if fits := fitting(asked, mention.kind, [facts], by):
            found.append(FoundOwn(mention, fits))
    found.sort(key=lambda one: -max(fits.bits for fits in one.fits))  # of those alike, the newest stays first
    return FoundOwnWords(tuple(found), len(rows) > LOOKED_AT)
