"""What is recorded of triage."""

from tessera.audit.registry import Event

OPENED = Event("concerns.opened", "{by} opened {on}")
WATCHED = Event("concerns.watched", "{by} saw what changed in {on}")
LISTED = Event("concerns.listed", "{by} opened the triage list: {which}")
MEASURED = Event("concerns.measured", "{by} opened the triage measures")
BAND_CHANGED = Event("concerns.band_changed", "{by} put {on} in the band {band}: {reason}")
OWNED = Event("concerns.owned", "{by} gave {on} to {owner}")
DEVELOPED = Event("concerns.developed", "{by} kept {on} in development until {review_on}")
SEARCHED = Event("concerns.searched", "{by} searched {system} for {terms}")
SEARCHED_HELD = Event(
    "concerns.searched_held", "{by} set off a search of what the triage desk holds, for {on}: {terms}"
)
NAMED = Event("concerns.named", "{by} named in the reports of {on}: {names}")
ASKED = Event("concerns.partner_asked", "{by} asked {agency} what it knows about {on}")
CONTRIBUTED = Event("concerns.contributed", "{by} added what {agency} knows to {on}")
DECIDED = Event("concerns.decided", "{by} decided on {on}: {what}")
TAKEN_BACK = Event("concerns.taken_back", "{by} told {whom} that “{task}” no longer waits for them, on {on}: {outcome}")
AGREED = Event("concerns.agreed", "{by} agreed with the decision on {on}")
ANSWERED = Event("concerns.reporter_answered", "{by} answered the person who sent {report}")
FINISHED = Event("concerns.finished", "{by} finished {on}")
REFERRED = Event("concerns.referred", "{by} referred {on} to {to}: {what}")
