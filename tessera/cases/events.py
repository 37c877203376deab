"""What is recorded of cases."""

from tessera.audit.registry import Event

LISTED = Event("cases.listed", "{by} opened the list of cases")
VIEWED = Event("cases.viewed", "{by} opened {on}")
CONCERNS_LISTED = Event("cases.concerns_listed", "{by} looked for a concern to open a case of {child} from")
CONCERN_VIEWED = Event("cases.concern_viewed", "{by} opened {on} to put it with a child's case")
OPENED = Event("cases.opened", "{by} opened {on}: {reason}")
CLOSED = Event("cases.closed", "{by} closed {on}: {reason}")
REOPENED = Event("cases.reopened", "{by} reopened {on}: {reason}")
CORRECTED = Event("cases.details_corrected", "{by} corrected the name or date of birth in {on}")
JOINED = Event("cases.joined", "{by} put {member} on the team of {on} as {part}")
LEFT = Event("cases.left", "{by} took {member} off the team of {on}: {reason}")
REPORT_ADDED = Event("cases.report_added", "{by} added {report} to {on}")
HEARD = Event("cases.heard", "{by} wrote down what the child said in {on}")
CONTACT_MISSED = Event("cases.contact_missed", "{by} noted in {on} what got in the way of a contact with the child")
CARE_REVIEWED = Event("cases.care_reviewed", "{by} recorded in {on} the care plan review of {held_on}")
DESK_TOLD = Event("cases.desk_told", "{by} let the triage desk know how {on} stands: {stands}, key worker {key_worker}")
FAMILY_NOTED = Event("cases.family_noted", "{by} noted a family member's part in {on}")
