"""Looks at pages that cross apps."""

from tessera.audit.registry import Event

LOG_READ = Event("overview.log_read", "{by} read the log: {terms}")
CHILD_VIEWED = Event("overview.child_viewed", "{by} opened the page of a child, {on}")
CHILD_TELLING_VIEWED = Event("overview.child_telling_viewed", "{by} opened what to tell a child, {on}, in {language}")
CHILD_TIMELINE_VIEWED = Event("overview.child_timeline_viewed", "{by} opened the timeline of a child, {on}")
CHANGES_VIEWED = Event("overview.changes_viewed", "{by} read what was changed in {on}")
