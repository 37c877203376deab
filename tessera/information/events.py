"""What is recorded about reports."""

from tessera.audit.registry import Event

ROUTE_SHOWN = Event("information.route_shown", "{by} was shown the emergency route: {route}")
SENT = Event("information.sent", "{by} sent {on}")
OPENED = Event("information.opened", "{by} opened {on}")
GRADED = Event("information.graded", "{by} graded {on} {grade}")
RECEIPT_OPENED = Event("information.receipt_opened", "{by} opened the receipt of {on}")
SOURCE_SEALED = Event("information.source_sealed", "{by} sealed the source of {on} for {agency}")
SOURCE_OPENED = Event("information.source_opened", "{by} opened the sealed source of {on}")
DRAFT_THROWN_AWAY = Event("information.draft_thrown_away", "{by} threw a draft away")
PROMOTED = Event("information.promoted", "{by} made {on} {step}. {result}")
SANITISED = Event("information.sanitised", "{by} wrote {version} from {on}, for: {to}")
SHARED_OPENED = Event("information.shared_opened", "{by} opened {on}")
VERSION_WITHDRAWN = Event("information.version_withdrawn", "{by} withdrew {on}: {because}")
SHARED_LISTED = Event("information.shared_listed", "{by} listed the sanitised versions shared with them")
MARKED_FOR_POLICE = Event("information.marked_for_police", "{by} marked {on}: {mark}")
FOR_POLICE_LISTED = Event("information.for_police_listed", "{by} listed the items for police: {found} found")
METHOD_CODED = Event("information.method_coded", "{by} coded {method} on {on}")
METHOD_WITHDRAWN = Event("information.method_withdrawn", "{by} took back {method} on {on}. {because}")
