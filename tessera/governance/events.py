"""What is recorded about emergency access, and about records that are restricted to named people."""

from tessera.audit.registry import Event

OPENED = Event("governance.emergency_opened", "{by} opened {on} in an emergency, until {until}: {reason}")
NOT_HELD = Event(
    "governance.emergency_not_held", "{by} asked to open {named} in an emergency, which is not held: {reason}"
)
ENDED = Event("governance.emergency_ended", "{by} ended {on}")
NARROWED = Event("governance.emergency_narrowed", "{by} gave {on} back to the readers it had before")
LOOKED = Event("governance.emergency_looked", "{by} looked at {on}")
REVIEWED = Event("governance.emergency_reviewed", "{by} found of {on}: {finding}. {note}")

RESTRICTED = Event("governance.restricted", "{by} restricted {called} to {people}: {reason}")
LIFTED = Event("governance.restriction_lifted", "{by} lifted {on}: {reason}")
RESTRICTION_LOOKED = Event("governance.restriction_looked", "{by} looked at {on}")
