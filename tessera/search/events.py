"""What is recorded of searches: the words, whom they were for, and how they were narrowed."""

from tessera.audit.registry import Event

ASKED = Event("search.asked", "{by} asked for {on}. Purpose: {purpose}")
SEARCHED = Event("search.searched", "{by} searched what they may read for {on}{narrowed}. Purpose: {purpose}")
WATCHED = Event("search.watched", "{by} asked to be told when more is found of {on}. Purpose: {purpose}")
NOT_WATCHED = Event("search.not_watched", "{by} no longer wants to be told of {on}")
TOLD = Event("search.told", "{by} told the author of a search that more is found: {on}")
