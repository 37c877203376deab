"""A child's case opened in an emergency: what hangs from it comes with it, and goes again."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tessera.access.roles import Role
from tessera.cases.models import Case
from tessera.governance import emergency
from tessera.governance.naming import named_in
from tests.cases.telling import make_world
from tests.cast import as_user, person
from tests.house.test_cast_on_every_url import TOKEN
from tests.reporting import signed_in

WHY = "She is at the station alone, and her team is asleep."


@pytest.fixture
def world(cast):
    return make_world(cast)


@pytest.fixture
def stranger(world):
    return person("stranger", Role.SOCIAL_WORKER, at=world.cast.outsider.agency)


def test_the_case_opens_with_what_hangs_from_it_and_closes_again(world, stranger, monkeypatch):
    client, path = signed_in(stranger), world.case.get_absolute_url()
    before = TOKEN.sub(b"", client.get("/cases/").content)
    assert client.get(path).status_code == 404
    answer = client.post("/emergency-access/", {"named": path, "reason": WHY})
    page = client.get(answer.headers["Location"]).content.decode()
    assert "a child’s case at" in page
    assert world.case.title not in page, "the page of the access says nothing of what the record says"
    page = client.get(path).content.decode()
    assert world.case.title in page
    assert "Opened in an emergency by" in page
    assert world.case.title in client.get("/cases/").content.decode()
    at = timezone.now() + timedelta(hours=4, seconds=1)
    monkeypatch.setattr("django.utils.timezone.now", lambda: at)
    assert client.get(path).status_code == 404
    assert TOKEN.sub(b"", client.get("/cases/").content) == before
    assert emergency.narrow_again(at=at) == 0, "nothing was moved, so nothing goes back"


def test_somebody_on_the_team_holds_a_key_already(world):
    with as_user(world.cast.invited), pytest.raises(emergency.ReadAlready):
        emergency.open_record(named=named_in(world.case.get_absolute_url()), reason=WHY, by=world.cast.invited)
    with as_user(world.cast.invited):
        assert Case.objects.readable().count() == 1
