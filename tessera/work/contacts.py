"""The directory's contacts as tasks: a lapsed one is chased."""

from django.db import transaction
from django.utils import timezone

from tessera.access import services as access
from tessera.access.keyring import Keyring, opened
from tessera.reference import queries as reference
from tessera.work.models import Task
from tessera.work.services import set_task

RULE = "contact-check"


@transaction.atomic
def ask_for_checks() -> int:
    """Give the triage desk a task for each contact not checked in time, once. Answers how many were new.

    REQ triage-spoc-directory.
    """
    desk, today = access.triage_desk(), timezone.localdate()
    with opened(Keyring(holders=(desk.pk,))):
        asked = set(Task.objects.readable().filter(rule=RULE, done_at__isnull=True).values_list("path", flat=True))
        lapsed = [one for one in reference.lapsed_contacts(on=today) if f"/directory/{one.pk}/" not in asked]
        for contact in lapsed:
            set_task(
                title="Check that this contact still answers", subject=str(contact), path=f"/directory/{contact.pk}/",
                desk=desk, rule=RULE, due_at=timezone.now(), by=None,
            )  # fmt: skip
    return len(lapsed)
