"""What the door records."""

from tessera.audit.registry import Event

REFUSED = Event("access.refused", "{by} was refused {path}: {reason}")
SIGNED_IN = Event("access.signed_in", "{by} signed in")
SIGN_IN_FAILED = Event("access.sign_in_failed", "Somebody failed to sign in as {name} from {address}")
SIGN_IN_STOPPED = Event(
    "access.sign_in_stopped", "Too many failures: nobody signs in as {name}, or from {address}, for 15 minutes"
)
TIMED_OUT = Event("access.timed_out", "The sign-in of {by} ended: {why}")
SIGN_IN_ENDED = Event("access.sign_in_ended", "{by} ended a sign-in of theirs: {browser}")
NEW_DEVICE = Event("access.new_device", "{by} signed in with a browser not used before, from {address}")
DEVICE_IS_MINE = Event("access.device_is_mine", "{by} said that a new browser is theirs: {browser}")
SIGNED_OUT = Event("access.signed_out", "{by} signed out")
KEY_GIVEN = Event("access.key_given", "{by} gave {post} a key to {holder}: {reason}")
KEY_TAKEN = Event("access.key_taken", "{by} took {post}'s key to {holder}: {reason}")
SECOND_FACTOR_SHOWN = Event("access.second_factor_shown", "{by} showed a second factor: {how}")
SECOND_FACTOR_FAILED = Event("access.second_factor_failed", "{by} gave a second factor that is not right")
SECOND_FACTOR_CHANGED = Event("access.second_factor_changed", "{by} {change}")
SECOND_FACTOR_TAKEN_AWAY = Event(
    "access.second_factor_taken_away", "{by} took the second factors of {on} away, to be set up anew: {reason}"
)
SIGNED_IN_WITH = Event("access.signed_in_with", "{by} signed in with {provider}")
PROVIDER_LINKED = Event("access.provider_linked", "{by} was linked to an account at {provider}: {how}")
PROVIDER_UNLINKED = Event("access.provider_unlinked", "{by} unlinked their account at {provider}")
PROVIDER_REFUSED = Event("access.provider_refused", "{by} was not signed in or linked with {provider}: {reason}")
ONLY_BY_PROVIDER = Event(
    "access.only_by_provider", "{by} ended {person}’s password: they sign in with a provider alone"
)
