"""The very first administrator of an installation, made by whoever runs the server."""

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from tessera.access.models import Agency, Post
from tessera.access.roles import Role
from tessera.audit.log import record
from tessera.staff import events, inviting
from tessera.staff.models import Invitation
from tessera.staff.sitting import tell_governance


class HasOne(Exception):
    """There is an administrator already, and no reason was given for another."""


class NoAgency(ValueError):
    """There is no agency of this code, and none can be made of what was given."""


@transaction.atomic
def invite_first(
    *, name: str, email: str, code: str, agency_name: str, kind: str, because: str
) -> tuple[Invitation, str]:
    """Invite an administrator where there is none; where there is one, only with a reason. Raises HasOne, NoAgency."""
    held = Post.objects.held(on=timezone.localdate()).filter(user__is_active=True)
    if held.filter(roles__contains=[Role.ADMINISTRATOR.value]).exists() and not because.strip():
        raise HasOne
    agency = _agency(code, agency_name, kind)
    invitation = Invitation.objects.create(
        agency=agency, name=name, email=email, title="Administrator", roles=[Role.ADMINISTRATOR.value],
        basis=Invitation.Basis.PERMANENT, invited_at=timezone.now(),
    )  # fmt: skip
    reason = because.strip() or "There was none."
    record(events.FIRST, by=None, on=invitation, agency=str(agency), reason=reason)
    tell_governance(f"Whoever runs the server invited an administrator of {agency}: {name}. {reason}")
    return invitation, inviting.send(invitation)


def _agency(code: str, name: str, kind: str) -> Agency:
    if agency := Agency.objects.filter(code=code).first():
        return agency
    if not name.strip():
        raise NoAgency(f"No agency has the code “{code}”. Give --agency-name too, and it is made.")
    if slugify(code) != code or kind not in Agency.Kind.values:
        raise NoAgency(
            f"Give --agency in small letters and hyphens, and --kind as one of {', '.join(Agency.Kind.values)}."
        )
    return Agency.objects.create(code=code, name=name.strip(), kind=kind)
