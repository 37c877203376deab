"""What is recorded of searches: the words, whom they were for, and how they were narrowed."""

from tessera.audit.registry import Event

ASKED = Event("search.asked", "{by} asked for {on}. Purpose: {purpose}")
SEARCHED = Event("search.searched", "{by} searched what they may read for {on}{narrowed}. Purpose: {purpose}")
WATCHED = Event("search.watched", "{by} asked to be told when more is found of {on}. Purpose: {purpose}")
NOT_WATCHED = Event("search.not_watched", "{by} no longer wants to be told of {on}")
TOLD = Event("search.told", "{by} told the author of a search that more is found: {on}")
POINTER_ASKED = Event(
    "search.pointer_asked", "{by} asked whether any agency holds something about {on}: {found}. Purpose: {purpose}"
)
MADE_DISCOVERABLE = Event("search.made_discoverable", "{by} let others learn that {agency} holds something: {reason}")
NOT_DISCOVERABLE = Event("search.not_discoverable", "{by} no longer lets others learn of it: {reason}")
OWNERS_TOLD = Event("search.owners_told", "{by} told whoever holds something that it was asked for")
