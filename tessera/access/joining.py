"""A person comes into a post: the keys that come with it."""

from datetime import date

from django.db import transaction

from tessera.access import services
from tessera.access.models import Agency, Holder, Key, Post, User
from tessera.access.roles import Role
from tessera.lib.local_time import day_starts

_DESK_ROLES = {Role.TRIAGE_OFFICER, Role.COORDINATOR}
_LEAD_ROLES = {Role.SAFEGUARDING_LEAD, Role.HUB_PARTNER}
_NO_CONTENT = {Role.ADMINISTRATOR}


@transaction.atomic
def join(*, user: User, agency: Agency, title: str, roles: list[Role], on: date, until: date | None = None) -> Post:
    """Start a post with the keys its roles bring. An administrator gets none: they see no content.

    On the day `until` it opens nothing any more.
    """
    post = Post.objects.create(
        user=user,
        agency=agency,
        title=title,
        roles=[role.value for role in roles],
        starts_on=on,
        ends_on=until,
    )
    for holder in _holders_for(post, set(roles)):
        Key.objects.create(
            post=post,
            holder=holder,
            starts_at=day_starts(on),
            ends_at=day_starts(until) if until else None,
            reason=f"Comes with the post of {title}.",
        )
    user.__dict__.pop("post", None)
    return post


def _holders_for(post: Post, roles: set[Role]) -> list[Holder]:
    if roles <= _NO_CONTENT:
        return []
    holders = [services.person(post), services.everyone_at(post.agency)]
    if roles & _DESK_ROLES:
        holders.append(services.triage_desk())
    if Role.ADULT_TRIAGE_OFFICER in roles:
        holders.append(services.adult_desk())
    if roles & _LEAD_ROLES:
        holders.append(services.leads_of(post.agency))
    if Role.SUPERVISOR in roles:
        holders.append(services.supervisors_of(post.agency))
    holders += [services.holder(Holder.Kind.ROLE, role.value, role.label) for role in sorted(roles)]
    return holders
