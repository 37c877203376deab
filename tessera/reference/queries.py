"""Reading the catalogues and the directory. Neither is about any child, so everybody may."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from tessera.access.models import Agency
from tessera.lib.calendar import due_at
from tessera.lib.local_time import midday
from tessera.lib.secure_addresses import SecureDomain, is_secure
from tessera.lib.sources import cited
from tessera.lib.words import Term
from tessera.reference.loading import CATALOGUES
from tessera.reference.models import (
    Attempt,
    Barrier,
    Catalogue,
    CatalogueQuerySet,
    ClockRule,
    Contact,
    Definition,
    GradeCode,
    SecureMailDomain,
    Unheard,
    Word,
)

CONTACT_CHECK = "contact-check"
NAMES: dict[str, type[Catalogue]] = {model.yaml.removesuffix(".yaml").replace("_", "-"): model for model in CATALOGUES}
Row = TypeVar("Row", bound=Catalogue)


def rows_of(catalogue: type[Row]) -> CatalogueQuerySet[Row]:
    """Every row of a catalogue, with who verified it."""
    return catalogue.objects.select_related("verified_by__user", "verified_by__agency")


def current(catalogue: type[Row]) -> QuerySet[Row]:
    """The rows in force today, in the catalogue's own order."""
    return rows_of(catalogue).current(on=timezone.localdate())


def offered(catalogue: type[Unheard], use: Unheard.Use) -> QuerySet[Any]:
    """The rows of a list that are picked from for this use, as they are today."""
    return current(catalogue).filter(used_for__contains=[use])


def unheard(use: Unheard.Use) -> list[Unheard]:
    """All that a form of this use offers, to show where it comes from."""
    return [*offered(Attempt, use), *offered(Barrier, use)]


def refuse_unlisted(use: Unheard.Use, *, tried: Mapping[str, str], barriers: Mapping[str, str]) -> None:
    """Raise ValueError, with a sentence, unless what services tried and what got in the way are both picked from the
    lists of this use (REQ lang-neutral-codes). Services ask it too, so that no door writes words of its own there.
    """
    for catalogue, picked, words in ((Attempt, tried, "what was tried"), (Barrier, barriers, "what got in the way")):
        if not picked:
            raise ValueError(f"Pick {words} from its list.")
        listed = set(offered(catalogue, use).filter(code__in=picked).values_list("code", flat=True))
        if unknown := [code for code in picked if code not in listed]:
            raise ValueError(f"Not on the list of {words}: {', '.join(unknown)}.")


def grade_codes() -> list[GradeCode]:
    """What each letter of an intelligence grade means today, and the rules for whoever grades."""
    return list(current(GradeCode))


def definition_in_force() -> Definition | None:
    """The definition of child sexual exploitation in force today, with its date."""
    return current(Definition).order_by("-valid_from").first()


def terms() -> list[Term]:
    """The words to point out while somebody types."""
    return [
        Term(
            row.code, tuple(row.avoid), tuple(row.better), row.label, row.exception,
            f"Source: {cited(row.source) or 'not recorded'}. {row.standing}.",
        )
        for row in current(Word)
    ]  # fmt: skip


@dataclass(frozen=True)
class Listed:
    """An agency's line in the directory: its contacts, and whether each was checked in time."""

    agency: Agency
    contacts: list[tuple[Contact, bool]]

    @property
    def has_lapsed(self) -> bool:
        """No contact of this agency was checked in time."""
        return not any(is_good for _, is_good in self.contacts)


def directory() -> list[Listed]:
    """Every agency with its named contacts. One without a contact checked in time shows as lapsed."""
    by_agency: dict[int, list[Contact]] = {}
    for contact in Contact.objects.filter(ended_on__isnull=True).select_related("checked_by__user", "agency"):
        by_agency.setdefault(contact.agency_id, []).append(contact)
    rule, today = _check_rule(), timezone.localdate()
    return [
        Listed(
            agency,
            [(one, _last_good_day(rule, one.checked_on) >= today) for one in by_agency.get(agency.pk, [])],
        )
        for agency in Agency.objects.filter(is_active=True)
    ]


def lapsed_contacts(*, on: date) -> list[Contact]:
    """Contacts whose check has run out by this day."""
    rule = _check_rule()
    held = Contact.objects.filter(ended_on__isnull=True).select_related("agency")
    return [contact for contact in held if _last_good_day(rule, contact.checked_on) < on]


def clock(code: str) -> ClockRule:
    """A clock rule as it is today, with what is known of its standing. Raises DoesNotExist for an unknown code."""
    rule: ClockRule = current(ClockRule).get(code=code)
    return rule


def clocks(codes: Iterable[str]) -> list[ClockRule]:
    """These clock rules as they are today, for a page that shows times by them. What is no clock is left out."""
    return list(current(ClockRule).filter(code__in=set(codes) | {""}))


def _check_rule() -> ClockRule:
    return clock(CONTACT_CHECK)


def _last_good_day(rule: ClockRule, checked_on: date) -> date:
    assert rule.length is not None
    start = midday(checked_on)
    return timezone.localdate(due_at(start, rule.length, rule.unit))


def contacts() -> QuerySet[Contact]:
    """Contacts still named, with their agencies."""
    held = Contact.objects.filter(ended_on__isnull=True)
    return held.select_related("agency", "checked_by__user", "checked_by__agency")


@dataclass(frozen=True)
class SecureList:
    """The domains that a written referral may go to: the list in force today, and those this area added."""

    domains: tuple[SecureDomain, ...]

    def takes(self, address: str) -> bool:
        """Whether something that names a child may be sent to this address. REQ intake-secure-channel."""
        return is_secure(address, self.domains)


def police_contacts() -> list[Contact]:
    """Whom to ring at the police of this area about exploitation, those whose check has not run out first."""
    rule, today = _check_rule(), timezone.localdate()
    named = contacts().filter(agency__kind=Agency.Kind.POLICE, agency__is_active=True)
    return sorted(named, key=lambda one: _last_good_day(rule, one.checked_on) < today)


def secure_list() -> SecureList:
    """Where something that names a child may be sent by e-mail today."""
    supplied = [SecureDomain(row.domain, row.with_subdomains, tuple(row.excludes)) for row in current(SecureMailDomain)]
    return SecureList((*supplied, *settings.SECURE_DOMAINS))


def agencies() -> QuerySet[Agency]:
    """Agencies of the partnership that are active."""
    return Agency.objects.filter(is_active=True)


def words() -> QuerySet[Word]:
    """Every phrase on the list or proposed, proposals first."""
    return rows_of(Word).select_related("proposed_by__user", "proposed_by__agency").order_by("is_approved", "code")
