"""What is recorded about lists."""

from tessera.audit.registry import Event

GIVEN = Event("imports.given", "{by} gave {on}, a list of the kind “{profile}”, through {through}")
REFUSED = Event("imports.refused", "{by} gave {on}, which could not be read: {sentence}")
MAPPED = Event("imports.mapped", "{by} said what the columns of {on} are")
CHECKED = Event("imports.checked", "{by} had {on} read: {rows} rows to take, {problems} things to mend")
STARTED = Event("imports.started", "{by} said to take {on}, {rows} rows of the kind “{profile}”, for {readers}")
BATCH_TAKEN = Event(
    "imports.batch_taken",
    "{by} took rows {first} to {last} of {on}: {taken} new, {corrected} corrected, {same} held already, {kept} left as later lists have them",
)
FINISHED = Event(
    "imports.finished",
    "{by} took {on}: {taken} new, {corrected} corrected, {same} held already, {kept} left as later lists have them, "
    "{problems} to mend",
)
PUT_ASIDE = Event("imports.put_aside", "{by} put {on} aside")
OPENED = Event("imports.opened", "{by} opened {on}")
ERRORS_OPENED = Event("imports.errors_opened", "{by} opened the rows to mend of {on}")
