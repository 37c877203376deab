"""What is recorded of cases."""

from tessera.audit.registry import Event

LISTED = Event("cases.listed", "{by} opened the list of cases")
VIEWED = Event("cases.viewed", "{by} opened {on}")
OPENED = Event("cases.opened", "{by} opened {on}: {reason}")
CLOSED = Event("cases.closed", "{by} closed {on}: {reason}")
JOINED = Event("cases.joined", "{by} put {member} on the team of {on} as {part}")
LEFT = Event("cases.left", "{by} took {member} off the team of {on}: {reason}")
REPORT_ADDED = Event("cases.report_added", "{by} added {report} to {on}")
HEARD = Event("cases.heard", "{by} wrote down what the child said in {on}")
FAMILY_NOTED = Event("cases.family_noted", "{by} noted a family member's part in {on}")
CHILD_VIEWED = Event("cases.child_viewed", "{by} opened the page of a child, {name}")
