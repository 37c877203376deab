"""Keeping the directory, the word list and what is verified."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from tessera.access.models import Agency, User
from tessera.audit.log import record
from tessera.reference import events, policy
from tessera.reference.models import Catalogue, Contact, Word


@transaction.atomic
def add_contact(*, agency: Agency, name: str, role: str, telephone: str, email: str, by: User) -> Contact:
    """Name the person at an agency who answers about exploitation."""
    policy.may_edit_directory(by).require()
    assert by.post is not None, "the policy asks for a role, which comes with a post"
    contact = Contact.objects.create(
        agency=agency, name=name, role=role, telephone=telephone, email=email,
        checked_on=timezone.localdate(), checked_by=by.post,
    )  # fmt: skip
    record(events.CONTACT_ADDED, by=by, on=contact)
    return contact


@transaction.atomic
def check_contact(*, contact: Contact, by: User, on: date) -> Contact:
    """Say that this person was reached today and still answers for their agency."""
    policy.may_edit_directory(by).require()
    assert by.post is not None, "the policy asks for a role, which comes with a post"
    contact = Contact.objects.select_for_update().get(pk=contact.pk)
    contact.checked_on, contact.checked_by = on, by.post
    contact.save(update_fields=["checked_on", "checked_by"])
    record(events.CONTACT_CHECKED, by=by, on=contact)
    return contact


@transaction.atomic
def end_contact(*, contact: Contact, by: User, on: date) -> Contact:
    """Take somebody who has moved on out of the directory."""
    policy.may_edit_directory(by).require()
    contact = Contact.objects.select_for_update().get(pk=contact.pk)
    contact.ended_on = on
    contact.save(update_fields=["ended_on"])
    record(events.CONTACT_ENDED, by=by, on=contact)
    return contact


@transaction.atomic
def propose_word(*, avoid: str, better: str, why: str, source: str, by: User) -> Word:
    """Propose a phrase to avoid about a child. It is not pointed out until somebody else approves it."""
    today = timezone.localdate()
    code = f"local-{slugify(avoid)[:60] or 'word'}-{Word.objects.count()}"
    word = Word.objects.create(
        code=code, label=why, valid_from=today, source=[source], avoid=[avoid], better=[better], kind="local",
        row_origin=Catalogue.RowOrigin.LOCAL, is_approved=False, proposed_by=by.post,
    )  # fmt: skip
    record(events.WORD_PROPOSED, by=by, on=word, phrase=avoid)
    return word


@transaction.atomic
def approve_word(*, word: Word, by: User) -> Word:
    """Put a proposed phrase on the list: from now on it is pointed out to whoever types it."""
    word = Word.objects.select_for_update().get(pk=word.pk)
    policy.may_approve(by, word).require()
    word.is_approved, word.valid_from = True, timezone.localdate()
    word.save(update_fields=["is_approved", "valid_from"])
    record(events.WORD_APPROVED, by=by, on=word, phrase=", ".join(word.avoid))
    return word


@transaction.atomic
def verify(*, row: Catalogue, by: User) -> Catalogue:
    """A local legal adviser says that this version of a row is right for this area."""
    row = type(row).objects.select_for_update().get(pk=row.pk)
    policy.may_verify(by, row).require()
    row.verified_on, row.verified_by = timezone.localdate(), by.post
    row.save(update_fields=["verified_on", "verified_by"])
    record(events.ROW_VERIFIED, by=by, on=row, catalogue=row._meta.verbose_name)
    return row
