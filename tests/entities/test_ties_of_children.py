"""What was done to a child is said from the side of whoever did it, and never as the child's doing."""

import pytest
from django.core.exceptions import PermissionDenied

from tessera.entities import queries, tying
from tessera.entities.models import Link
from tessera.reference.models import TieKind
from tests.cast import as_user
from tests.entities.telling import given as thing
from tests.entities.telling import only, person, told
from tests.reporting import signed_in

DONE_TO = ["contacts", "gives", "introduces", "takes", "controls"]


@pytest.fixture
def two(cast):
    return told(cast.holder, only(cast.holder), person("Tegan Hollis"), person("Darren Axley", "concern"))


@pytest.mark.parametrize("code", DONE_TO)
def test_no_tie_says_that_a_child_did_what_was_done_to_them(cast, two, code):
    """REQ: trust-not-criminalised, soft-link-map"""
    child, man = two
    kind = TieKind.objects.get(code=code)
    with as_user(cast.holder) as by:
        with pytest.raises(PermissionDenied, match="speaks of Tegan Hollis as a child"):
            tying.tie(one=child, other=man, kind=kind, by=by)
        tying.tie(one=man, other=child, kind=kind, by=by)
        (seen,) = queries.ties_of(by, child.entity_id)
    assert (seen.words, seen.other.name) == (kind.back, "Darren Axley")


def test_the_page_does_not_offer_it_and_offers_that_they_are_in_contact(cast, two):
    child, man = two
    for one, other in ((child, man), (man, child)):
        page = signed_in(cast.holder).get(f"/entities/{one.entity_id}/ties/{other.entity_id}/").content.decode()
        assert "Tegan Hollis contacts Darren Axley" not in page
        assert "Darren Axley contacts Tegan Hollis" in page
        assert "is in contact with" in page


def test_where_one_report_calls_them_a_child_and_another_of_concern_the_page_says_which(cast, two):
    child, man = two
    second = told(
        cast.holder, only(cast.holder), person("Tegan Hollis", "concern", same_as=child.entity_id),
        person("Darren Axley", "concern", same_as=man.entity_id),
    )  # fmt: skip
    client, page = signed_in(cast.holder), f"/entities/{child.entity_id}/ties/{man.entity_id}/"
    typed = {"words": "contacts:ahead", "note": "As it says."}
    both = [child.report.reference, second[0].report.reference]
    answer = client.post(page, typed | {"reports": both}).content.decode()
    assert f"the child did it ({child.report.reference})." in answer
    assert "As it says." in answer
    assert client.post(page, typed | {"reports": both[1:]}).status_code == 302
    with as_user(cast.holder):
        assert Link.objects.readable().count() == 1


def test_which_kinds_are_done_to_somebody_is_the_lists(cast, two):
    TieKind.objects.filter(code="knows").update(is_done_to=True)
    with as_user(cast.holder) as by, pytest.raises(PermissionDenied, match="as a child"):
        tying.tie(one=two[0], other=two[1], kind=TieKind.objects.get(code="knows"), by=by)


def test_of_a_car_nobody_says_that_it_is_of_concern(cast):
    """REQ: trust-not-criminalised: a part is a person's."""
    car, man = told(
        cast.holder, only(cast.holder), thing("vehicle", "WX19 KTR", part="concern"), person("Darren Axley", "concern")
    )
    client = signed_in(cast.holder)
    assert (
        "erson of concern" not in client.get(f"/entities/{car.entity_id}/").content.decode().split("Also mentioned")[0]
    )
    assert "erson of concern" in client.get(f"/entities/{man.entity_id}/").content.decode()
