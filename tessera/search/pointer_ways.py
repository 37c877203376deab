"""What another agency must ask by to learn that something is held about a person."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from tessera.entities.facts import as_shown, facts_of
from tessera.entities.holding import readings, said_in
from tessera.entities.models import Holding, Mention
from tessera.lib.linkage.fields import Facts
from tessera.lib.linkage.keys import certain_keys_for, keys_for


def ways_to_ask(mentions: Sequence[Mention]) -> dict[UUID, list[str]]:
    """For each of these mentions the questions, in words, that a pointer resting on it answers; none when nobody finds it.

    Such a pointer has the keys of what the readers of that report hold, and nothing of what others hold: a date of birth
    that stands only in somebody else's report answers no question. Each question is tried on those very keys.
    """
    held = {
        (one.entity_id, one.audience_id): one
        for one in Holding.objects.filter(
            entity__in={one.entity_id for one in mentions}, audience__in={one.audience_id for one in mentions}
        )
    }
    return {one.pk: _ways(one, held.get((one.entity_id, one.audience_id))) for one in mentions}


def _ways(mention: Mention, held: Holding | None) -> list[str]:
    # Whoever wrote a report for others may not read what they hold: what they wrote themselves is all they are told of.
    said = said_in([held]) if held else [facts_of(mention)]
    keys = set(held.keys if held else keys_for(said[0]))
    asked = [(words, certain_keys_for(facts)) for one in readings(said) for words, facts in _questions(one)]
    return list(dict.fromkeys(words for words, wanted in asked if not keys.isdisjoint(wanted)))


def _questions(said: Facts) -> Iterable[tuple[str, Facts]]:
    """What somebody who knows this could ask. One name alone may be a surname, and is asked for as one."""
    if said.born_on:
        born = as_shown("born_on", said.born_on.isoformat())
        for name in [said.surname] if said.surname else [said.first_name, *said.nicknames]:
            if name:
                yield f"surname {name} and date of birth {born}", Facts(surname=name, born_on=said.born_on)
    for phone in said.phones:
        yield f"telephone number {phone}", Facts(phones=(phone,))
