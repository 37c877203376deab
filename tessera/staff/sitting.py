"""The administrative sign-in: begun with a reason, told to information governance, ended by hand or after half an hour."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from tessera.access import services as access
from tessera.access.models import Holder, User
from tessera.access.roles import Permission, Role
from tessera.audit.log import record
from tessera.staff import events, limits
from tessera.staff.models import Sitting
from tessera.work.models import Message


@transaction.atomic
def begin_sitting(*, reason: str, by: User) -> Sitting:
    """Sign in to administer, for half an hour. Whoever calls has asked for the password again."""
    if not by.may(Permission.ADMINISTER) or by.post is None:
        raise PermissionDenied("Only an administrator can sign in to administer.")
    now = timezone.now()
    sitting = Sitting.objects.create(post=by.post, reason=reason, began_at=now, until=now + limits.SITTING_LASTS)
    record(events.BEGAN, by=by, reason=reason)
    tell_governance(f"{by.post} signed in to administer: {reason}")
    return sitting


@transaction.atomic
def end_sitting(*, sitting: Sitting, by: User) -> None:
    """End it before its time."""
    ended = Sitting.objects.filter(pk=sitting.pk, post=by.post, ended_at__isnull=True).update(ended_at=timezone.now())
    if ended:
        record(events.ENDED, by=by)


@transaction.atomic
def close_those_that_ran_out(*, at: datetime) -> int:
    """Log the end of each that nobody ended by hand."""
    past = Sitting.objects.filter(ended_at__isnull=True, until__lte=at).select_for_update(
        skip_locked=True, of=("self",)
    )
    rows = list(past.select_related("post__user", "post__agency"))
    for one in rows:
        one.ended_at = one.until
        one.save(update_fields=["ended_at"])
        record(events.RAN_OUT, by=None, post=str(one.post))
    return len(rows)


def tell_governance(text: str) -> None:
    """A message to the information governance officers. It leads to the log."""
    officers = access.holder(Holder.Kind.ROLE, Role.GOVERNANCE.value, Role.GOVERNANCE.label)
    Message.objects.create(text=text, path="/audit/", at=timezone.now(), audience=access.audience_of([officers]))
