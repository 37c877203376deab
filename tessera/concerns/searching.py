"""The log of searches that the searches fill by themselves. REQ triage-background-research."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db import transaction

from tessera.access import keyring
from tessera.access import services as access
from tessera.access.keyring import Keyring
from tessera.access.models import User
from tessera.audit.log import record
from tessera.concerns import events, queries
from tessera.concerns.models import Concern, Search
from tessera.entities import queries as entities
from tessera.entities.facts import is_named
from tessera.entities.models import Kind, Mention
from tessera.entities.queries import Held, Matches
from tessera.ui.words import plural
from tessera.work.services import tell_changed

SYSTEM = "Tessera, what the triage desk holds"
NO_NAME = "No name could be read in these words, so nobody held was compared with them by name."


@transaction.atomic
def search_what_is_held(*, concern_id: UUID, by: User | None) -> list[Search]:
    """Search what the triage desk holds for everything the reports speak of; log each new outcome once.

    Done under the desk's key alone, whoever set it off. The log is read by everybody whom the concern was shared with,
    and stands there for good: counted under the keyring of whoever happened to look, it would tell them how many
    restricted things that person's own agency holds, which even the desk may not know of. It says how many and never
    which: what each of them is, a reader sees on the page as far as their own keys open it.
    """
    desk = access.triage_desk()
    with keyring.opened(Keyring(holders=(desk.pk,))), transaction.atomic():
        concern = Concern.objects.readable().filter(pk=concern_id).held().get()
        mentions = queries.mentions_in(by, queries.reports_of(by, concern))
        outcomes = outcomes_of(by, mentions)
        known = set(concern.searchs.filter(mention__in=mentions).values_list("mention", "found"))
        new = [mention for mention in mentions if (mention.pk, outcomes[mention.pk]) not in known]
        rows = [
            Search(
                concern=concern, audience=concern.audience, author=None, system=SYSTEM, terms=mention.words,
                found=outcomes[mention.pk], mention=mention,
            )
            for mention in new
        ]  # fmt: skip
        Search.objects.bulk_create(rows)
        if rows:
            tell_changed(concern.audience)
            record(events.SEARCHED_HELD, by=by, on=concern, terms=", ".join(mention.words for mention in new))
    return rows


def outcomes_of(user: User | None, mentions: Sequence[Mention]) -> dict[UUID, str]:
    """What the keyring that is open now finds for each mention, as the log says it."""
    matches = entities.suggestions_for_each(user, mentions)
    held = entities.held_for(user, {mention.entity_id for mention in mentions})
    return {
        mention.pk: outcome(mention, mentions, matches[mention.pk], held.get(mention.entity_id)) for mention in mentions
    }


def outcome(mention: Mention, mentions: Iterable[Mention], matches: Matches, held: Held | None) -> str:
    """What a search for one mention found, in words: how often it is spoken of elsewhere, how much may be the same."""
    here = sum(1 for other in mentions if other.entity_id == mention.entity_id)
    elsewhere = max((held.mentions if held else 0) - here, 0)
    said = f"Spoken of {plural(elsewhere, 'time')} in other reports. " if elsewhere else ""
    count = len(matches.open)
    if mention.kind == Kind.PERSON and not is_named(mention):
        return said + NO_NAME
    return said + (
        f"{plural(count, 'other')} held that may be the same." if count else "Nothing else held looks the same."
    )
