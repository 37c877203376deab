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
