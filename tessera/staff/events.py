"""What is recorded of staff."""

from tessera.audit.registry import Event

LISTED = Event("staff.listed", "{by} looked at the staff of {agency}")
BEGAN = Event("staff.administering_began", "{by} signed in to administer: {reason}")
ENDED = Event("staff.administering_ended", "{by} ended their administrative sign-in")
RAN_OUT = Event("staff.administering_ran_out", "The administrative sign-in of {post} ran out")
INVITED = Event("staff.invited", "{by} invited {on} as {roles}")
AGREED = Event("staff.agreed", "{by} agreed that {on} is invited as {roles}")
WITHDRAWN = Event("staff.withdrawn", "{by} took back the invitation of {on}")
ACCEPTED = Event("staff.accepted", "{by} accepted an invitation and came into the post of {on}")
ENDED_POST = Event("staff.post_ended", "{by} ended the post of {on}: {what}. {reason}")
ROLES_CHANGED = Event("staff.moved", "{by} moved {on} to {to} as {roles}. {reason}")
WARNED = Event("staff.warned", "{by} warned {on} of their last day, {last_day}")
FIRST = Event("staff.first_administrator", "Whoever runs the server made an administrator of {agency}: {on}. {reason}")
REVIEW_BEGAN = Event("staff.review_began", "{by} began the {on}")
REVIEW_ANSWERED = Event("staff.review_answered", "{by} said of {post} in the {on}: {what}. {reason}")
REVIEW_DONE = Event("staff.review_done", "{by} finished the {on}")
REVIEW_OVERDUE = Event("staff.review_overdue", "{by} told information governance that the {on} is overdue")
