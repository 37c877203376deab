"""What is recorded about mentions and entities."""

from tessera.audit.registry import Event

OPENED = Event("entities.opened", "{by} opened what is held about {on}")
MATCHED = Event("entities.matched", "{by} looked for what “{on}” may be the same as: {found} found")
ANSWERED = Event("entities.answered", "{by} answered {judgement}: “{on}” and {other}")
PAIRED = Event("entities.paired", "{by} answered {judgement}, as wholes: “{other}” and “{on}”")
UNPAIRED = Event(
    "entities.unpaired", "{by} took back that “{name}” is the same as another: {mentions} mentions go back"
)
LOOKED_ALIKE = Event(
    "entities.looked_alike", "{by} looked for what “{on}” as a whole may be the same as: {found} found"
)
MOVED = Event("entities.moved", "{by} moved {on} from “{before}” to “{after}”")
TIED = Event("entities.tied", "{by} said that {report} ties two things: {on}")
TIE_WITHDRAWN = Event("entities.tie_withdrawn", "{by} withdrew the tie {on}. {because}")
MARKED = Event("entities.marked", "{by} recorded a marker on {on}: {what}")
MARKER_ENDED = Event("entities.marker_ended", "{by} ended the marker “{on}” on {name}")
STANDING_RECORDED = Event("entities.standing_recorded", "{by} recorded {on} of {name}, resting on {reports}")
STANDING_KEPT = Event("entities.standing_kept", "{by} kept {on} until {until}. {because}")
STANDING_WITHDRAWN = Event("entities.standing_withdrawn", "{by} withdrew {on}. {because}")
SAID_AS = Event("entities.said_as", "{by} said that {report} speaks of “{on}” as: {read}")
STATEMENTS_EXPORTED = Event("entities.statements_exported", "{by} took along {count} statements about {on}")
BULK_BEGUN = Event(
    "entities.bulk_begun",
    "{by} began a comparison in bulk of everybody held, as the owner of the tables: {on}, from a score of {threshold}",
)
BULK_FINISHED = Event(
    "entities.bulk_finished",
    "{by} finished a comparison in bulk: {on}. Pairs found: {pairs}. Suggested: {suggested}. Suggested before: {known}",
)
FILED_AGAIN = Event("entities.filed_again", "{by} filed everything held again under its match keys: {filed} things")
REVIEW_OPENED = Event("entities.review_opened", "{by} opened the suggestions to review: {shown} shown")
REVIEWED = Event("entities.reviewed", "{by} compared “{on}” with {other}, as a comparison in bulk suggested")
