"""Every page of an assessment, opened by the cast."""

import pytest
from django.urls import reverse
from django.utils import timezone

from tessera.assessments import services
from tessera.reference.models import ExploitationModel
from tests.assessments.conftest import BACKEND
from tests.cast import as_user

PAGES = [
    "overview", "about", "actual", "suspected", "vulnerability", "immediate", "child", "network", "models", "agencies",
    "other_tools", "result", "step_up", "cycle", "sign_off", "print",
]  # fmt: skip


@pytest.fixture
def addresses(cast, assessment):
    with as_user(cast.holder):
        model = ExploitationModel.objects.first()
        today = timezone.localdate()
        seen = services.add_model(
            assessment=assessment, model=model, from_on=today, until_on=None, note="", by=cast.holder
        )
        asked = services.ask_agency(
            assessment=assessment, agency=cast.invited.agency, asked_on=today, by=cast.holder
        )
    pages = {page: reverse(f"assessments:{page}", args=[assessment.pk]) for page in PAGES}
    pages["end_model"] = reverse("assessments:end_model", args=[assessment.pk, seen.pk])
    pages["answer"] = reverse("assessments:answer", args=[assessment.pk, asked.pk])
    pages["start"] = reverse("assessments:start", args=[assessment.child_id])
    return pages


def test_the_cast_on_every_page(client, cast, addresses):
    found = {}
    for name in ("holder", "invited", "outsider"):
        client.force_login(getattr(cast, name), backend=BACKEND)
        for page, address in addresses.items():
            found[name, page] = client.get(address).status_code
    assert {
        key: status for key, status in found.items() if status != (404 if key[0] == "outsider" else 200)
    } == {}
