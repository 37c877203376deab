"""Who reports, and what they type: shared by the tests of documents, information and reporting."""

import re
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.test import Client

from tessera.access.models import User
from tessera.access.roles import Role
from tests.cast import agency, person

BACKEND = "tessera.access.signed_in.SignedIn"
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00\x00\x00\rIHDR" + b"\x00" * 40


@dataclass(frozen=True)
class Staff:
    """A teacher and their school's safeguarding lead, the desk, a carer, and a colleague elsewhere."""

    teacher: User
    lead: User
    desk: User
    carer: User
    nurse: User


def make_staff() -> Staff:
    school = agency("saltreach-academy", name="Saltreach Academy")
    return Staff(
        teacher=person("teacher", Role.REPORTER, at=school, name="Tess Arden"),
        lead=person("lead", Role.SAFEGUARDING_LEAD, at=school, name="Olwen Thrale"),
        desk=person("desk", Role.TRIAGE_OFFICER, at=agency("triage-hub", "partnership"), name="Dee Marlow"),
        carer=person("carer", Role.CARER, at=agency("gannet-house", "care_home"), name="Cal Finch"),
        nurse=person("nurse", Role.REPORTER, at=agency("estuary-health", "health"), name="Nia Bell"),
    )


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client


def written(**answers: Any) -> dict[str, Any]:
    """A page as sent by a browser with JavaScript, with one line on it."""
    page = {
        "key": str(uuid4()),
        "scripted": "yes",
        "seen_by": "wide",
        "narrative": "A silver car waits at the gate each Friday.",
    }
    return page | {name: answer for name, answer in answers.items() if answer is not None}


def reference_in(place: str) -> str:
    """The reference in an address or on a page."""
    found = re.search(r"WX-[0-9A-Z]{4}-[0-9A-Z]{4}", place)
    assert found, f"no reference in {place[:200]}"
    return found[0]
