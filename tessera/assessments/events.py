"""What is recorded of assessments."""

from tessera.audit.registry import Event

OPENED = Event("assessments.opened", "{by} opened {on}: {page}")
PRINTED = Event("assessments.printed", "{by} opened {on} to print")
LISTED = Event("assessments.listed", "{by} opened the list of assessments: {page}")
STARTED = Event("assessments.started", "{by} started {on}")
SAVED = Event("assessments.part_saved", "{by} saved part of {on}: {part}")
WITHDRAWN = Event("assessments.account_withdrawn", "{by} recorded in {on} that an account was taken back")
TOLD = Event("assessments.told", "{by} recorded in {on} who was told: {whom}")
MODEL_ADDED = Event("assessments.model_added", "{by} added a model of exploitation to {on}: {model}")
MODEL_ENDED = Event("assessments.model_ended", "{by} ended a model of exploitation in {on}: {model}")
AGENCY_ASKED = Event("assessments.agency_asked", "{by} recorded in {on} that {agency} was asked")
AGENCY_ANSWERED = Event("assessments.agency_answered", "{by} recorded in {on} what {agency} answered")
FINDING_IMPORTED = Event("assessments.finding_imported", "{by} added to {on} what another tool found: {tool}")
NUMBERED = Event("assessments.numbered", "{by} let {on} be found under another number of the same child")
UNNUMBERED = Event(
    "assessments.unnumbered", "{by} took a number off {on}, because people said that it is another child"
)
ADVICE_WRITTEN = Event(
    "assessments.advice_written", "{by} wrote in {on}, after the decision, what specialist advice was taken"
)
STEPPED_UP = Event("assessments.stepped_up", "{by} judged in {on} whether vulnerabilities raise the risk: {elevates}")
CATEGORY_SET = Event("assessments.category_set", "{by} set the category of the risk cycle in {on}: {category}")
DECIDED = Event("assessments.decided", "{by} decided the exploitation level in {on}: {level} (suggested: {suggested})")
SIGNED_OFF = Event("assessments.signed_off", "{by} signed off {on}")
SENT_BACK = Event("assessments.sent_back", "{by} sent back {on}: {comment}")
MOVED = Event("assessments.moved", "{by} changed who may read {on}: {audience}")
