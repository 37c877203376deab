"""Of two things that may be one, the page shows what is around them: reports of both, what both are seen with, and ties."""

from tessera.entities import tying
from tessera.reference.models import TieKind
from tests.cast import as_user
from tests.entities.telling import given, only, person, told
from tests.reporting import signed_in

MAN, ALSO, CAR = ("Darren Axley", "concern"), ("Dazza Axley", "concern"), "WX19 KTR"


def around(client, one, other):
    page = client.get(f"/entities/{one}/merge/{other}/").content.decode()
    return page.split("What is around them")[1].split("How the score adds up")[0]


def test_two_compared_show_what_both_are_spoken_of_with_and_their_ties(cast):
    both = only(cast.holder, cast.invited)
    man, car = told(cast.holder, both, person(*MAN), given("vehicle", CAR))
    also = told(cast.holder, both, person(*ALSO), given("vehicle", CAR, same_as=car.entity_id))[0]
    hidden = told(cast.invited, only(cast.invited), person(*MAN, same_as=man.entity_id), given("place", "Quay Street"))
    told(
        cast.invited, only(cast.invited), person(*ALSO, same_as=also.entity_id),
        given("place", "Quay Street", same_as=hidden[1].entity_id),
    )  # fmt: skip
    with as_user(cast.holder):
        tying.tie(one=man, other=car, kind=TieKind.objects.get(code="uses"), by=cast.holder)
    read = around(signed_in(cast.holder), man.entity_id, also.entity_id)
    assert CAR in read
    assert f'with Darren Axley in <a class="govuk-link" href="/reports/{man.report.reference}/">' in read
    assert f'with Dazza Axley in <a class="govuk-link" href="/reports/{also.report.reference}/">' in read
    assert "Ties of Darren Axley" in read
    assert "Ties of Dazza Axley" not in read
    assert "speaks of both" not in read
    assert "Quay Street" not in read, "only from the reports that the reader may open"
    assert "Quay Street" in around(signed_in(cast.invited), man.entity_id, also.entity_id)


def test_a_report_that_speaks_of_both_is_said_before_they_are_joined(cast):
    man, also = told(cast.holder, only(cast.holder), person(*MAN), person(*ALSO))
    client = signed_in(cast.holder)
    read = around(client, man.entity_id, also.entity_id)
    assert "1 report speaks of both" in read
    assert man.report.reference in read
    assert "Nothing is spoken of with both" in read
    page = client.get(f"/entities/{man.entity_id}/merge/{also.entity_id}/").content.decode()
    assert "Darren Axley is joined to Dazza Axley, whose page stays" in page
    assert f'href="/entities/{also.entity_id}/merge/{man.entity_id}/">Join them the other way round' in page


def test_joining_a_child_to_a_person_of_concern_is_warned_of_and_two_of_one_name_are_told_apart(cast):
    both = only(cast.holder)
    man, child = (told(cast.holder, both, person("Gary Potter", part))[0].entity_id for part in ("concern", "child"))
    (other,) = told(cast.holder, both, person("Gary Smeth", "concern"))
    client = signed_in(cast.holder)
    page = client.get(f"/entities/{man}/merge/{child}/").content.decode()
    assert (
        "Reports speak of Gary Potter (the first) as a person of concern, and of Gary Potter (the second) as a" in page
    )
    assert "What you can see of Gary Potter (the first) is joined to Gary Potter (the second)." in page
    page = client.get(f"/entities/{man}/merge/{other.entity_id}/").content.decode()
    assert "Be sure that they are one person" not in page
    assert "(the first)" not in page
