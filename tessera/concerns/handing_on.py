"""What somebody answered for when their post ended: another person does, or the desk is asked to name one."""

from django.db import transaction
from django.utils import timezone

from tessera.access import services as access
from tessera.access.models import Post, User
from tessera.audit.log import record
from tessera.concerns import events, policy, queries
from tessera.concerns.models import Concern
from tessera.concerns.services import moved, tell
from tessera.work import services as work

NAME_ANOTHER = "Give it a new owner"
OWNED_AGAIN = "somebody else is given it"


@transaction.atomic
def hand_on_concerns(*, of: Post, to: Post | None, because: str, by: User | None) -> None:
    """Each open concern that this post answers for goes to `to` where they can read it; else the desk names another.

    Until then it is to be looked at today, so that it never waits for somebody who is gone. Done under the keyring of
    the post that ends.
    """
    theirs = Concern.objects.readable().filter(owner=of).exclude(status=Concern.Status.FINISHED)
    for concern in theirs.select_related("audience").order_by("pk").held():
        reads_it = to is not None and queries.readers_of(of.user, concern).filter(pk=to.pk).exists()
        path, subject = concern.get_absolute_url(), f"{concern.reference}: {concern.subject}"
        if to is not None and policy.may_own(to, reads_it=reads_it):
            concern.owner = to
            tell(to, f"{of} has left this post. {concern} is yours now: {concern.subject}", path)
        else:
            concern.owner, concern.review_on = None, concern.review_on or timezone.localdate()
            work.set_task(
                title=NAME_ANOTHER, subject=subject, path=f"{path}owner/", desk=access.triage_desk(), by=None,
                why=f"It was {of}’s. {because}", ends_when=OWNED_AGAIN,
            )  # fmt: skip
        moved(concern, "owner", "review_on")
        record(events.OWNED, by=by, on=concern, owner=str(concern.owner or "the triage desk"))
