"""What is recorded of catalogues and the directory."""

from tessera.audit.registry import Event

CONTACT_CHECKED = Event("reference.contact_checked", "{by} checked that the contact {on} still answers")
CONTACT_ADDED = Event("reference.contact_added", "{by} added the contact {on}")
CONTACT_ENDED = Event("reference.contact_ended", "{by} ended the contact {on}")
WORD_PROPOSED = Event("reference.word_proposed", "{by} proposed that we avoid “{phrase}”")
WORD_APPROVED = Event("reference.word_approved", "{by} approved that we avoid “{phrase}”")
ROW_VERIFIED = Event("reference.row_verified", "{by} verified {on} in {catalogue}")
