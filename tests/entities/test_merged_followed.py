"""What rests on a number (a case, an assessment, a marker, an address) follows what is joined, and comes back with it."""

from datetime import date
from uuid import uuid4

import pytest
from django.utils import timezone

from tessera.assessments import queries as assessed
from tessera.assessments import services as assessing
from tessera.cases import queries as cases
from tessera.cases.models import Case
from tessera.entities import marking, merging, queries
from tests.cast import as_user
from tests.entities.telling import only, person, told
from tests.entities.test_merging import page_of


@pytest.fixture
def rested(cast):
    """A child with a case, an assessment and a marker, all read by the invited; the same child told to the holder."""
    ours = only(cast.holder, cast.invited)
    (child,) = told(cast.holder, ours, person("Tegan Hollis"))
    (same,) = told(cast.holder, only(cast.holder), person("Teagan Holis"))
    with as_user(cast.invited):
        case = Case(
            child_id=child.entity_id, agency=cast.invited.agency, title="Tegan Hollis", opened_at=timezone.now(),
            audience=ours, author=cast.invited.post,
        )  # fmt: skip
        case.save(force_insert=True)
        assessment = assessing.start(
            child_id=child.entity_id, child_name="Tegan Hollis", audience=ours, by=cast.invited
        )
        marker = marking.mark(
            entity=child.entity_id, what="missing", note="Twice.", starts=marking.Day(date(2026, 3, 1)), by=cast.invited
        )
    return child.entity_id, same.entity_id, case, assessment, marker


def on(user, child):
    with as_user(user):
        return (
            {case.pk for case in cases.cases_of(user, child)},
            {one.pk for one in assessed.of_child(user, child)},
            {one.pk for one in queries.markers_of(user, child)},
        )


@pytest.mark.parametrize("reader", ["holder", "invited"])
def test_all_of_it_follows_a_join_and_comes_back_for_readers_of_both_sides_and_of_one(cast, rested, client, reader):
    child, same, case, assessment, marker = rested
    user = getattr(cast, reader)
    before = on(user, child)
    assert case.pk in before[0]
    assert assessment.pk in before[1]
    assert reader == "holder" or marker.pk in before[2]
    nothing = on(cast.outsider, child)
    with as_user(cast.holder):
        join = merging.answer_pair(one=child, other=same, judgement="same", note="One girl.", by=cast.holder)
    assert on(user, same) == before
    for address in (f"/entities/{child}/", f"/children/{child}/"):
        client.force_login(user, backend="tessera.access.signed_in.SignedIn")
        assert str(same) in client.get(address).headers["Location"]
    assert on(cast.outsider, same) == nothing
    assert page_of(client, cast.outsider, child).status_code == 404
    with as_user(cast.holder):
        merging.undo_join(join=join.pk, note="Two girls.", by=cast.holder)
        assert queries.are_apart(child, same)
    assert on(user, child) == before
    assert page_of(client, user, child).status_code == 200


def test_joins_of_joins_that_were_taken_back_the_first_first_lead_nobody_from_one_child_to_another(cast, client):
    """Of the three, the invited reads the first alone."""
    (one,) = told(cast.holder, only(cast.holder, cast.invited), person("Tegan Hollis"))
    two, three = (told(cast.holder, only(cast.holder), person(name))[0] for name in ("Teagan Holis", "Tegan Holliss"))
    two, three = two.entity_id, three.entity_id
    addresses = [f"/{page}/{pk}/" for page in ("entities", "children") for pk in (two, three)]
    with as_user(cast.holder) as by:
        first = merging.answer_pair(one=one.entity_id, other=two, judgement="same", note="One girl.", by=by)
        second = merging.answer_pair(one=two, other=three, judgement="same", note="One girl.", by=by)
        merging.undo_join(join=first.pk, note="Two girls.", by=by)
        assert queries.now_of(by, one.entity_id) == three, "it stays there until that join is taken back too"
        merging.undo_join(join=second.pk, note="Two girls.", by=by)
    for user, status in ((cast.invited, 404), (cast.holder, 200)):
        client.force_login(user, backend="tessera.access.signed_in.SignedIn")
        assert [client.get(address).status_code for address in addresses] == [status] * 4
        with as_user(user):
            assert queries.joined_into_each(user, [one.entity_id]) == {one.entity_id: set()}


def test_an_address_of_nothing_leads_nowhere(cast, client):
    assert page_of(client, cast.holder, uuid4()).status_code == 404
