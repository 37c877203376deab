"""Somebody lost what they sign in with besides their password."""

from django.db import transaction
from django.utils import timezone

from tessera.access import second_factor
from tessera.access import services as access
from tessera.access.models import Post, User
from tessera.staff import policy
from tessera.staff.models import Sitting
from tessera.staff.sitting import tell_governance
from tessera.work.models import Message


@transaction.atomic
def take_second_factor_away(*, post: Post, reason: str, sitting: Sitting | None, by: User) -> None:
    """At their next sign-in they set up another. They and information governance are told, in case it was not them."""
    policy.may_end(by, sitting, post).require()
    second_factor.take_away(of=post.user, by=by, reason=reason)
    tell_governance(f"{by.post} took away the second factors of {post}: {reason}")
    Message.objects.create(
        text=f"{by.post} took away your second factors, because you asked for it. If you did not, tell them now.",
        path="/second-factor/", at=timezone.now(), audience=access.audience_of([access.person(post)]),
    )  # fmt: skip
