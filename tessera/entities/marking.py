"""Marking a person: a missing episode, a repeat victim, an age in dispute, an investigation; and ending a marker."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection, transaction
from django.shortcuts import get_object_or_404

from tessera.access import services as access
from tessera.access.models import Holder, Post, User
from tessera.audit.log import record, storable
from tessera.entities import events, policy, queries
from tessera.entities.models import Marker
from tessera.work.services import tell_changed

# An officer looks after a repeat victim, or leads an investigation.
WITH_OFFICER = (Marker.What.HATE_CRIME, Marker.What.INVESTIGATION)


class Stale(Exception):
    """Somebody ended this marker on another day while this person was writing. `saved` is how it stands now."""

    def __init__(self, saved: Marker) -> None:
        super().__init__("Somebody else ended this marker while this page was open.")
        self.saved = saved


@dataclass(frozen=True)
class Day:
    """A day, and what was typed for it where that was a longer stretch (“about 12 March”)."""

    on: date
    text: str = ""


def readers_of_a_marker(by: User) -> list[Holder]:
    """Who reads a marker that this person records, besides themselves and the officer it names.

    The safeguarding leads of their agency and the triage desk: the same as read what they report.
    """
    return [access.leads_of(by.agency), access.triage_desk()]


@transaction.atomic
def mark(
    *,
    entity: UUID,
    what: str,
    note: str,
    starts: Day,
    by: User,
    officer: Post | None = None,
    ends: Day | None = None,
) -> Marker:
    """Record a dated marker on a person, with how it is known. The same press twice makes one.

    Raises Http404 for somebody this person holds nothing of, and ValueError where an officer is named for something
    that has none, or it ends before it began. REQ triage-hate-crime-link, triage-support-teams.
    """
    held = queries.entity_for(by, entity)
    policy.may_mark(by, held.kind).require()
    if officer is not None and what not in WITH_OFFICER:
        raise ValueError("Only a repeat victim and an investigation have an officer.")
    if ends is not None and ends.on < starts.on:
        raise ValueError("A marker ends after it began.")
    given = {
        "entity_id": held.pk, "what": Marker.What(what), "note": storable(note), "officer": officer,
        "starts_on": starts.on, "starts_text": storable(starts.text),
    }  # fmt: skip
    _one_at_a_time(held.pk, by)
    ended = {"ends_on": ends.on if ends else None, "ends_text": storable(ends.text) if ends else ""}
    # One that was recorded just so and has ended since is not recorded again by a page that is sent again.
    for made in Marker.objects.readable().filter(author=by.post, **given):
        if (made.ends_on, made.ends_text) == (ended["ends_on"], ended["ends_text"]) or made.ended_by_id:
            return made
    readers = readers_of_a_marker(by) + ([access.person(officer)] if officer else [])
    marker = Marker(audience=access.audience_of(readers), author=by.post, **given, **ended)
    marker.save(force_insert=True)
    tell_changed(marker.audience)
    record(events.MARKED, by=by, on=held, what=marker.get_what_display())
    return marker


@transaction.atomic
def end_marker(*, marker: Marker, ends: Day, note: str, by: User) -> Marker:
    """Say when a marker ended and how that is known. It stays on record with its dates.

    Raises Stale when somebody has ended it otherwise, Http404 for one that this person may not read, and ValueError
    where it ends before it began.
    """
    marker = get_object_or_404(Marker.objects.readable().filter(pk=marker.pk).select_related("audience").held())
    given = (ends.on, storable(ends.text), storable(note))
    if marker.ends_on is not None:
        if (marker.ends_on, marker.ends_text, marker.ended_note) == given and marker.ended_by == by.post:
            return marker  # the same press twice
        raise Stale(marker)
    policy.may_end_marker(by, marker).require()
    if ends.on < marker.starts_on:
        raise ValueError("A marker ends after it began.")
    marker.ends_on, marker.ends_text, marker.ended_note = given
    marker.ended_by = by.post
    marker.save(update_fields=["ends_on", "ends_text", "ended_note", "ended_by"])
    tell_changed(marker.audience)
    held = queries.held_for(by, [marker.entity_id]).get(marker.entity_id)
    record(events.MARKER_ENDED, by=by, on=marker, name=held or "somebody joined to another since")
    return marker


def _one_at_a_time(entity: UUID, by: User) -> None:
    """A second press waits for the first, and then finds what it made."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"mark {entity} {by.pk}"])
