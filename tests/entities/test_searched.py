"""Things found by any fragment somebody typed. REQ: soft-nicknames."""

import pytest

from tessera.entities import queries
from tests.cast import as_user
from tests.entities.telling import given, only, person, told


def found(by, typed):
    with as_user(by):
        return queries.find_things(by, typed).things


@pytest.mark.parametrize(
    ("held", "typed"),
    [
        (person("Tegan Hollis"), "Teagan Holliss"),
        (person("Tegan Hollis"), "tegan"),
        (person("Tegan Hollis"), "hollis"),
        (person("Tegan Hollis"), "Hollis Tegan"),
        (person("Tegan Hollis"), "T. Hollis"),
        (person("Darren Axley, known as Dazza"), "dazza"),
        (person("Darren Axley, known as Dazza"), "Daza"),
        (person("Christopher Marlow"), "Chris Marlow"),
        (person("Wojciech Kowalski"), "Vojcieh Kowalska"),
        (person("Siobhán O'Neill"), "Shivaun O'Neill"),
        (person("Siobhán O'Neill"), "Shivaun"),
        (person("Wojciech Wójcik"), "Vojtek Wojcik"),
        (person("Тиган Холлис"), "Tigan Khollis"),
        (person("Dana O'Neill", phones=["07700 900911"]), "900911"),
        (person("Dana O'Neill", phones=["07700 900911"]), "+44 7700 900911"),
        (given("vehicle", "grey hatchback, WZ17 KRV"), "KRV"),
        (given("vehicle", "WZ17 KRV"), "wz17krv"),
        (given("vehicle", "WZ17 KRV"), "17KR"),
        (given("vehicle", "WZ17 KRV"), "WZ17 K?V"),
        (given("vehicle", "WZ17 KRV"), "reg WZ17"),
        (given("phone", "07700 900911"), "+44 7700 900911"),
        (given("phone", "07700 900911"), "0911"),
        (given("phone", "07700 900911"), "07700 900912"),
        (given("account", "@tig.hollis.wx"), "tighollis"),
        (given("account", "@tig.hollis.wx"), "@tig.holis.wx"),
        (given("place", "27 Granary Terrace, WX91 4HN"), "granary"),
        (given("place", "27 Granary Terrace, WX91 4HN"), "WX91 4HN"),
        (given("place", "27 Granary Terrace, WX91 4HN"), "wx91"),
        (given("place", "Harbour Arcade"), "harbor arcade"),
        (given("organisation", "Quayside Cars Ltd"), "quayside"),
    ],
)
def test_a_fragment_finds_it_and_says_why(cast, held, typed):
    ours = only(cast.holder)
    (mention,) = told(cast.holder, ours, held)
    told(cast.holder, ours, person("Somebody Else"), given("vehicle", "BD51 SMX"), given("phone", "01632 960555"))
    first = found(cast.holder, typed)[0]
    assert first.held.pk == mention.entity_id
    assert any(reason.weight > 0 for fits in first.fits for reason in fits.score.reasons)


def test_half_a_plate_and_a_nickname_find_the_man_who_is_spoken_of_with_the_car(cast):
    """Of two men called that, the one seen in such a car comes first, with the report that says so."""
    ours = only(cast.holder)
    (other,) = told(cast.holder, ours, person("Dazza"))
    man, car = told(cast.holder, ours, person("Darren Axley, known as Dazza"), given("vehicle", "WZ17 KRV"))
    things = found(cast.holder, "Dazza KRV")
    assert [one.held.pk for one in things][:2] == [man.entity_id, car.entity_id]
    assert other.entity_id in [one.held.pk for one in things]
    assert [(one.words, one.held.pk, one.reports) for one in things[0].beside] == [
        ("KRV", car.entity_id, (man.report,))
    ]
    assert things[-1].beside == ()


def test_nothing_is_found_of_what_no_key_opens(cast):
    told(cast.invited, only(cast.invited), person("Tegan Hollis"), given("vehicle", "WZ17 KRV"))
    assert found(cast.holder, "Tegan KRV") == ()
    assert len(found(cast.invited, "Tegan KRV")) == 2


@pytest.mark.parametrize(
    "typed", ["", "a", "1", "-", "??", "()", "😀", "' OR 1=1 --", "%_", "\x00", "x" * 5000, "-tegan"]
)
def test_what_is_no_fragment_finds_nothing(cast, typed):
    told(cast.holder, only(cast.holder), person("Tegan Hollis"))
    assert found(cast.holder, typed) == ()


def reasons(thing):
    return [reason.words for fits in thing.fits for reason in fits.score.reasons]


@pytest.mark.parametrize("typed", ["taxi", "NOT", "not at the taxi rank"])
def test_an_ordinary_word_puts_nobody_forward_for_sounding_like_a_name(cast, typed):
    ours = only(cast.holder)
    told(cast.holder, ours, person("Darren Axley, known as Dax"), person("Nate Pryce"))
    assert found(cast.holder, typed) == ()
    (firm,) = told(cast.holder, ours, given("organisation", "Quayside Taxis"))
    (called,) = told(
        cast.holder, ours, person("Not Pryce, known as Taxi", first_name="Not", surname="Pryce", nicknames=["Taxi"])
    )
    things = {thing.held.pk: thing for thing in found(cast.holder, typed)}
    assert things.keys() <= {firm.entity_id, called.entity_id}
    assert called.entity_id in things, "somebody who is called just that is still found"


def test_a_reason_says_that_a_nickname_only_sounds_like_what_was_typed(cast):
    told(cast.holder, only(cast.holder), person("Darren Axley, known as Dax"))
    (thing,) = found(cast.holder, "Dacs")
    assert reasons(thing) == ["Nickname sounds like the first name given or differs from it by one letter"]


@pytest.mark.parametrize(
    ("exact", "nearly", "typed"),
    [
        (person("Zachary Zealand, known as Dazza"), person("Darren Axley"), "Dazza"),
        (person("Darren Zealand, known as Dazza"), person("Darren Axley"), "Dazza"),
        (person("Darren Zealand, known as Dazza"), person("Darren Axley, known as Daz"), "dazza"),
        (person("Zoe Hollis"), person("Holis Axley"), "Hollis"),
        (given("organisation", "Hollis Garage"), person("Holis Axley"), "Hollis"),
    ],
)
def test_what_is_exactly_what_was_typed_comes_before_what_is_nearly(cast, exact, nearly, typed):
    first, second = told(cast.holder, only(cast.holder), exact, nearly)
    assert [one.held.pk for one in found(cast.holder, typed)] == [first.entity_id, second.entity_id]
