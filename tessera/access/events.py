"""What the door records."""

from tessera.audit.registry import Event

REFUSED = Event("access.refused", "{by} was refused {path}: {reason}")
SIGNED_IN = Event("access.signed_in", "{by} signed in")
SIGNED_OUT = Event("access.signed_out", "{by} signed out")
KEY_GIVEN = Event("access.key_given", "{by} gave {post} a key to {holder}: {reason}")
KEY_TAKEN = Event("access.key_taken", "{by} took {post}'s key to {holder}: {reason}")
