"""What the network already shows, to those who may see it. REQ assess-peers-and-groups."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tessera.assessments import queries, services
from tessera.assessments.models import Assessment
from tests.assessments.conftest import BACKEND, complete, decide
from tests.cast import as_user
from tests.entities.telling import given, only, person, told


@pytest.fixture
def here(cast):
    """A child in a car with a man, as the holder and the invited colleague were told."""
    both = only(cast.holder, cast.invited)
    return told(
        cast.holder, both, person("Robin Example"), person("Dazza Quill", "other"), given("vehicle", "WX19 KTR")
    )


@pytest.fixture
def network(client, cast, here):
    """The network page of an assessment of that child, as somebody sees it."""
    child, *_ = here
    with as_user(cast.holder) as me:
        audience = only(cast.holder, cast.invited)
        made = services.start(child_id=child.entity_id, child_name="Robin Example", audience=audience, by=me)

    def seen_by(user, page="network"):
        client.force_login(user, backend=BACKEND)
        reply = client.get(reverse(f"assessments:{page}", args=[made.pk]))
        assert reply.status_code == 200
        return " ".join(reply.content.decode().split())

    return seen_by


def test_a_person_of_concern_elsewhere_shows_with_the_reports_that_say_so_to_who_may_see_them(cast, here, network):
    _, man, _ = here
    assert "Nobody named beside the child is held as a person of concern" in network(cast.holder)
    [elsewhere] = told(cast.invited, only(cast.invited), person("Dazza Quill", "concern", same_as=man.entity_id))
    shown = network(cast.invited)
    assert elsewhere.report.reference in shown
    assert "as a person of concern in" in shown
    hidden = network(cast.holder)
    assert elsewhere.report.reference not in hidden
    assert "Nobody named beside the child is held as a person of concern" in hidden


def test_the_printed_assessment_names_who_is_around_with_references_to_who_may_see_them(cast, here, network):
    child, man, car = here
    [elsewhere] = told(cast.invited, only(cast.invited), person("Dazza Quill", "concern", same_as=man.entity_id))
    both = only(cast.holder, cast.invited)
    told(cast.invited, both, person("Sam Friend"), given("vehicle", "WX19 KTR", same_as=car.entity_id))
    shown = network(cast.invited, "print")
    around = shown.split("People, places and friends around the child</h2>")[1].split("Models of exploitation</h2>")[0]
    for words in ("Dazza Quill", "as a person of concern in", elsewhere.report.reference, child.report.reference,
                  "WX19 KTR", "Sam Friend"):  # fmt: skip
        assert words in around, words
    hidden = network(cast.holder, "print")
    assert elsewhere.report.reference not in hidden
    assert "as a person of concern in" not in hidden


def test_peers_linked_through_the_same_car_are_reached_with_their_level(cast, here, network):
    *_, car = here
    both = only(cast.holder, cast.invited)
    friend, _ = told(cast.invited, both, person("Sam Friend"), given("vehicle", "WX19 KTR", same_as=car.entity_id))
    shown = network(cast.holder)
    assert "Sam Friend" in shown
    assert "through WX19 KTR" in shown
    assert reverse("assessments:start", args=[friend.entity_id]) in shown
    with as_user(cast.invited) as invited:
        theirs = services.start(child_id=friend.entity_id, child_name="Sam Friend", audience=both, by=invited)
        complete(theirs, by=invited)
        decide(theirs, "high", by=invited)
        assert queries.current_levels(invited, [friend.entity_id])[friend.entity_id].level == "high"
    assert "Exploitation level: High, not yet signed off, " in network(cast.holder)
    assert "Exploitation level: High, not yet signed off, " in network(cast.holder, "print")


def test_the_network_asks_as_much_for_one_associate_as_for_twenty(client, cast, here, network):
    child, man, car = here
    both = only(cast.holder, cast.invited)

    def grow(number):
        for one in range(number):
            told(cast.holder, both, person("Robin Example", same_as=child.entity_id), person(f"Friend{one} Lane"))
            told(cast.invited, both, person(f"Peer{one} Quay"), given("vehicle", "WX19 KTR", same_as=car.entity_id))
        told(cast.holder, both, person("Dazza Quill", "concern", same_as=man.entity_id))

    def counted():
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).status_code == 200
        return len(asked)

    grow(1)
    network(cast.holder)
    with as_user(cast.holder):
        address = reverse("assessments:network", args=[Assessment.objects.get().pk])
    few = counted()
    grow(20)
    assert counted() == few <= 25


def test_starting_takes_the_date_of_birth_that_everything_held_agrees_on(client, cast):
    both = only(cast.holder, cast.invited)
    [child] = told(cast.holder, both, person("Robin Example", date_of_birth="2012-08-01"))
    start = reverse("assessments:start", args=[child.entity_id])
    client.force_login(cast.holder, backend=BACKEND)
    client.post(start)
    with as_user(cast.holder) as me:
        assert Assessment.objects.get(author=me.post).born_on == date(2012, 8, 1)
    told(cast.invited, both, person("Robin Example", date_of_birth="2013-08-01", same_as=child.entity_id))
    client.force_login(cast.invited, backend=BACKEND)
    client.post(start)
    with as_user(cast.invited) as invited:
        assert Assessment.objects.get(author=invited.post).born_on is None
