"""A score is a sum of reasons, the same whichever is put first."""

import random
from collections import defaultdict
from datetime import date
from fractions import Fraction
from itertools import pairwise

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from tessera.lib.linkage.fields import KINDS, Facts
from tessera.lib.linkage.model import PUBLISHED, published_model, read_model
from tessera.lib.linkage.prepared import prepare
from tessera.lib.linkage.rank import rank
from tessera.lib.linkage.score import DIFFERENT_KIND, Score, explained, score, uncounted
from tests.lib.linkage_facts import facts, fictional_people, untimed

kinds = st.shared(st.sampled_from(KINDS), key="one kind for both")
one, other = facts(kinds), facts(kinds)
frequencies = st.none() | st.sampled_from(
    [lambda name: 0.02, lambda name: 0.0, lambda name: 0.0000001, lambda name: 7.0]
)


def levels(a, b, **how):
    found = score(Facts(**a), Facts(**b), **({"frequency": uncounted} | how)).reasons
    return {reason.field: reason.level for reason in found}


@untimed
@given(one, other, frequencies, st.randoms())
def test_the_total_is_the_sum_of_what_is_shown_exactly_and_in_any_order(a, b, frequency, order):
    given_score = score(a, b, frequency=frequency)
    weights = [reason.weight for reason in given_score.reasons]
    order.shuffle(weights)
    assert given_score.total == given_score.prior + sum(weights)
    assert Fraction(given_score.total) == Fraction(given_score.prior) + sum(map(Fraction, weights))
    assert given_score.total == round(given_score.total, 2)


@untimed
@given(one, other, frequencies)
def test_the_score_is_the_same_whichever_is_put_first(a, b, frequency):
    assert score(a, b, frequency=frequency) == score(b, a, frequency=frequency)


@untimed
@given(facts(), facts())
def test_any_two_things_can_be_compared_prepared_or_not(a, b):
    given_score = score(a, b)
    assert given_score == score(prepare(a), b) == score(a, prepare(b))
    assert 0 <= given_score.probability <= 1
    assert given_score.model_version == published_model().version
    assert all(reason.words for reason in given_score.reasons)


@untimed
@given(facts())
def test_a_field_that_neither_gives_counts_nothing(known):
    unknown = Facts(kind=known.kind)
    given_score = score(known, unknown)
    assert given_score.reasons == ()
    assert given_score.total == given_score.prior


@untimed
@given(facts())
def test_nothing_matches_a_thing_better_than_itself_does(known):
    itself = score(known, known)
    of: dict[str, float] = defaultdict(float)
    for reason in itself.reasons:
        of[reason.field] += reason.weight  # of a name that many have, less than of another
    assert all(weight > 0 for weight in of.values())


def test_things_of_different_kinds_are_not_the_same():
    given_score = score(Facts(kind="phone", phones=("07700 900123",)), Facts(kind="person", phones=("07700 900123",)))
    assert given_score.reasons == (DIFFERENT_KIND,)
    assert given_score.probability < 1e-20


NAMES = [
    # first name, surname of each; level of the first name, of the surname, of both together
    (("Daniel", "Mercer"), ("daniel", "MERCER"), "same", "same", None),
    (("Bill", "Mercer"), ("William", "Merser"), "known_form", "sounds", None),
    (("Olga", "Kowalski"), ("Olga", "Kowalska"), "same", "sounds", None),
    (("Imran", "Chowdhury"), ("Imran", "Choudhry"), "same", "known_form", None),
    (("Danuel", "Mercer"), ("Danxel", "Mercel"), "one_letter", "one_letter", None),
    (("Ahmed", "Mercer"), ("Amit", "Mercer"), "different", "same", None),
    (("Jacqueline", "Featherstone"), ("Jacqwelixe", "Featherspome"), "two_letters", "two_letters", None),
    (("Tegan Xanthe", "Smith-Jones"), ("Xanthe", "Jones"), "one_of_several", "one_of_several", None),
    (("Chid", "Featherstone"), ("Chidubemik", "Feather"), "starts_same", "starts_same", None),
    (("Tegs", "Mercer"), ("Tegan", "Mercer"), "short_form", "same", None),
    (("Teggy", "Mercer"), ("Tegan", "Mercer"), "short_form", "same", None),
    (("Tegan", "Mercer"), ("Tegsy", "Mercer"), "short_form", "same", None),
    (("Mary", "Mercer"), ("Marcus", "Mercer"), "different", "same", None),
    (("Tegan", "Tegs"), ("Tegan", "Tegan"), "same", "different", None),
    (("D", "Mercer"), ("Daniel", "M"), "initial", "initial", None),
    (("D.J.", "Mercer"), ("Daniel", "Mercer"), "initial", "same", None),
    (("D", "Mercer"), ("Peter", "B"), "different", "different", None),
    (("Daniel", "Mercer"), ("Peter", "Barnes"), "different", "different", None),
    (("Daniel", "Mercer"), ("Mercer", "Daniel"), None, None, "reversed"),
    (("Danny", "Mercer"), ("Mersa", "Daniel"), None, None, "reversed_alike"),
    (("Daniel", "Mercer"), ("Mersa", "Daniel"), None, None, "reversed_alike"),
    (("Daniel", "Mercer"), ("Mercer", ""), None, None, "in_other_place"),
    (("", "Daniel"), ("Daniel", "Mercer"), None, None, "in_other_place"),
    (("Mersa", ""), ("Daniel", "Mercer"), None, None, "other_place_alike"),
    (("", "Danny"), ("Daniel", "Mercer"), None, None, "other_place_alike"),
    (("Daniel", ""), ("Peter", "Barnes"), "different", None, None),
]  # fmt: skip


@pytest.mark.parametrize(("a", "b", "first", "surname", "both"), NAMES)
def test_names(a, b, first, surname, both):
    found = levels({"first_name": a[0], "surname": a[1]}, {"first_name": b[0], "surname": b[1]})
    assert (found.get("first_name"), found.get("surname"), found.get("names")) == (first, surname, both)


@pytest.mark.parametrize(
    ("written", "heard"),
    [
        ("Siobhán", "Shivaun"), ("Siobhan", "Chevonne"), ("Niamh", "Neve"), ("Niamh", "Nieve"), ("Saoirse", "Seersha"),
        ("Aoife", "Eefa"), ("Caoimhe", "Keeva"), ("Caoimhe", "Kweeva"), ("Seán", "Shaun"), ("Ciarán", "Kieran"),
        ("Eoghan", "Owen"), ("Gráinne", "Grania"), ("Róisín", "Rosheen"), ("Sinéad", "Shinade"), ("Tadhg", "Tige"),
        ("Oisín", "Osheen"), ("Cathal", "Cahal"), ("Dearbhla", "Dervla"), ("Mhairi", "Varry"), ("Ruairí", "Rory"),
        ("Wojciech", "Vojtek"), ("Wojtek", "Voytek"), ("Krzysiek", "Kshishek"), ("Zbyszek", "Zbishek"),
        ("Czesław", "Cheslav"), ("Mieczysław", "Mietek"), ("Agnieszka", "Agneshka"), ("Staszek", "Stashek"),
        ("Kasia", "Kasha"), ("Małgosia", "Malgosha"), ("Paweł", "Pavel"), ("Sławek", "Slavek"), ("Jarek", "Yarek"),
    ],
)  # fmt: skip
def test_a_name_heard_by_somebody_who_cannot_spell_it_is_a_known_form_of_it(written, heard):
    """REQ: soft-nicknames"""
    said = levels({"first_name": written, "surname": "Mercer"}, {"first_name": heard, "surname": "Mercer"})
    assert said["first_name"] in ("known_form", "sounds")


@pytest.mark.parametrize(
    ("a", "b", "nickname", "first"),
    [
        ({"nicknames": ("Smiler",)}, {"nicknames": ("smiler", "Zed")}, "same", None),
        ({"nicknames": ("Smiler",)}, {"nicknames": ("Smila",)}, "alike", None),
        ({"nicknames": ("Smiler",)}, {"nicknames": ("Zed",)}, "different", None),
        ({"nicknames": ("Smiler",)}, {"first_name": "Smiler"}, "given_as_first_name", None),
        ({"nicknames": ("Bill",)}, {"first_name": "William"}, "known_form", None),
        ({"nicknames": ("Bill",), "first_name": "Robert"}, {"first_name": "William"}, "known_form", None),
        ({"nicknames": ("Bill",), "first_name": "William"}, {"first_name": "William"}, None, "same"),
        ({"nicknames": ("Bill",), "first_name": "William"}, {"first_name": "Bill"}, "given_as_first_name", None),
        ({"nicknames": ("Dax",), "first_name": "Darren"}, {"first_name": "Taxi"}, "sounds_like_first_name", None),
        ({"nicknames": ("Smiler",), "first_name": "Kay"}, {"first_name": "Smiter"}, "sounds_like_first_name", None),
        ({"nicknames": ("Bill",)}, {"nicknames": ("Will",)}, "known_nickname", None),
        ({"nicknames": ("Zed",), "first_name": "Robert"}, {"first_name": "William"}, None, "different"),
        ({"nicknames": ("Zed",)}, {"first_name": "William"}, None, None),
        ({"nicknames": ("Rehmani",)}, {"first_name": "Sana", "surname": "Rehmani"}, "given_as_surname", None),
        ({"nicknames": ("Rehmany",)}, {"first_name": "Sana", "surname": "Rehmani"}, "surname_alike", None),
        ({"nicknames": ("Sana",)}, {"first_name": "Sana", "surname": "Sana"}, "given_as_first_name", None),
        ({"nicknames": ("Marsh",), "first_name": "Kay"}, {"first_name": "Jo", "surname": "Marsh"}, None, "different"),
    ],
)
def test_nicknames(a, b, nickname, first):
    found = levels(a, b)
    assert (found.get("nickname"), found.get("first_name")) == (nickname, first)


BORN = date(1987, 3, 4)
PART_KNOWN = {"born_year": 1987}


@pytest.mark.parametrize(
    ("a", "b", "level"),
    [
        ({"born_on": BORN}, {"born_on": BORN}, "same"),
        ({"born_on": BORN}, {"born_on": date(1987, 4, 3)}, "day_month_swapped"),
        ({"born_on": BORN}, {"born_on": date(1978, 3, 4)}, "one_digit"),
        ({"born_on": BORN}, {"born_on": date(2003, 3, 4)}, "day_month"),
        ({"born_on": BORN}, {"born_on": date(1987, 3, 28)}, "month_year"),
        ({"born_on": BORN}, {"born_on": date(1987, 11, 28)}, "year"),
        ({"born_on": BORN}, {"born_on": date(2003, 11, 28)}, "different"),
        ({"born_on": BORN}, {"born_year": 1987, "born_month": 3}, "part_month_year"),
        ({"born_on": BORN}, {"born_month": 3, "born_day": 4}, "part_day_month"),
        ({"born_on": BORN}, PART_KNOWN, "part_year"),
        ({"born_on": BORN}, {"born_month": 3}, "part_other"),
        ({"born_on": BORN}, {"born_year": 1990}, "part_different"),
        ({"born_on": BORN}, {"age": 38, "age_on": date(2026, 3, 1)}, "age_fits"),
        ({"born_on": BORN}, {"age": 36, "age_on": date(2026, 3, 1)}, "age_close"),
        ({"born_on": BORN}, {"age": 20, "age_on": date(2026, 3, 1)}, "age_different"),
        ({"age": 38, "age_on": date(2026, 3, 1)}, {"age": 30, "age_on": date(2018, 3, 1)}, "age_fits"),
        ({"age": 38}, {"age": 39}, "age_fits"),
        ({"age": 38}, {"age": 41}, "age_close"),
        ({"age": 38}, {"born_on": BORN}, None),
    ],
)
def test_dates_of_birth_and_ages(a, b, level):
    assert levels(a, b).get("born") == level


@pytest.mark.parametrize(
    ("a", "b", "level"),
    [
        (("07700 900123",), ("+44 7700 900123",), "same"),
        (("07700 900123",), ("07700 900124",), "one_digit"),
        (("07700 900123",), ("07611 900123",), "last_six"),
        (("07700 900123",), ("900123",), "part_6"),
        (("07700 900123",), ("07700 9?0123",), "part_6"),
        (("07700 900123",), ("00123",), "part_5"),
        (("07700 900123",), ("0770",), "part_4"),
        (("07700 900123",), ("0?12",), "part_3"),
        (("0123",), ("012",), "part_3"),
        (("07700 900123",), ("07611 222333",), "different"),
        (("07700 900123",), ("4567",), "different"),
        (("07700 900123",), ("07611 222333", "900123"), "part_6"),
    ],
)
def test_telephone_numbers(a, b, level):
    assert levels({"phones": a}, {"phones": b})["phone"] == level


@pytest.mark.parametrize(
    ("a", "b", "level"),
    [
        ({"address": "14 Harbour Road"}, {"address": "14, Harbour Rd",
        "postcode": "WX4 1AB"}, "same_address"),
        ({"address": "14 Harbour Rd", "postcode": "WX4 1AB"}, {"address": "14 Harbour",
        "postcode": "WX41AB"}, "same_address"),
        ({"postcode": "WX4 1AB"}, {"postcode": "WX4 1AB", "address": "14 Harbour Road"}, "same_postcode"),
        ({"postcode": "WX4 1AB"}, {"postcode": "WX4 1AD"}, "postcode_one_out"),
        ({"address": "14 Harbour Road"}, {"address": "2 Harbour Road"}, "same_street"),
        ({"address": "Granary Terrace"}, {"address": "27 Granary Terrace"}, "same_street"),
        ({"address": "Granary Terrace"}, {"address": "158 Granary Ave"}, "street_of_another_sort"),
        ({"address": "Granary"}, {"address": "158 Granary Avenue"}, "same_street"),
        ({"address": "14 Granary Terrace"}, {"address": "14 Granary Avenue"}, "address_alike"),
        ({"address": "Flat 2, Granary Hall"}, {"address": "Granary House"}, "same_street"),
        ({"postcode": "WX4 1AB"}, {"postcode": "WX4 9ZZ"}, "same_district"),
        ({"postcode": "WX4"}, {"postcode": "WX5"}, "different"),
        ({"postcode": "WX4 1AB"}, {"postcode": "75001"}, "different"),
        ({"address": "14 Harbour Road"}, {"address": "14 Station Road"}, "different"),
        ({"address": "14 The Street"}, {"address": "14 The Street"}, "same_address"),
        ({"address": "14 The Street"}, {"address": "2 The Street"}, "different"),
        ({"address": "14 Harbour Road"}, {"postcode": "WX4 1AB"}, None),
    ],
)  # fmt: skip
def test_homes(a, b, level):
    assert levels(a, b).get("home") == level


@pytest.mark.parametrize(
    ("a", "b", "level"),
    [
        (
            {"handle": "@Big_Zed", "platform": "Chatter"},
            {"handle": "bigzed", "platform": "chatter"},
            "same_there",
        ),
        ({"handle": "@Big_Zed", "platform": "Chatter"}, {"handle": "bigzed"}, "same"),
        ({"handle": "bigzed"}, {"handle": "bigzedd"}, "near"),
        ({"handle": "bigzed1999"}, {"handle": "bigzde199"}, "near"),
        ({"handle": "bigzed"}, {"handle": "realbigzed"}, "part"),
        ({"handle": "zed"}, {"handle": "realzed"}, "different"),
    ],
)
def test_accounts(a, b, level):
    assert levels({"kind": "account", **a}, {"kind": "account", **b})["account"] == level
    assert levels(a, b)["account"] == level


@pytest.mark.parametrize(
    ("a", "b", "level"),
    [
        ({"plate": "ZO21 ABC"}, {"plate": "z021abc"}, "same"),
        ({"plate": "ZQ21 ABC"}, {"plate": "ZQ21 ABD"}, "one_character"),
        ({"plate": "ZQ21 ABC"}, {"plate": "ZK55 XYZ"}, "different"),
        ({"plate": "ZQ21 ABC"}, {"plate_partial": "Q21ABC"}, "part_6"),
        ({"plate": "ZQ21 ABC"}, {"plate_partial": "ZQ2?ABC"}, "part_6"),
        ({"plate": "ZQ21 ABC"}, {"plate_partial": "ZQ21A"}, "part_5"),
        ({"plate": "ZQ21 ABC"}, {"plate_partial": "ZQ21"}, "part_4"),
        ({"plate": "ZQ21 ABC"}, {"plate_partial": "1AB"}, "part_3"),
        ({"plate": "ZQ21 ABC"}, {"plate_partial": "ZQ"}, "part_2"),
        ({"plate": "ZQ21 ABC"}, {"plate_partial": "Z"}, None),
        ({"plate": "ZQ21 ABC"}, {"plate_partial": "ABC?ZQ2"}, "part_different"),
        ({"plate_partial": "ZQ21"}, {"plate_partial": "ZQ2"}, "part_3"),
        ({"plate_partial": "ZQ2?A"}, {"plate_partial": "ZQ2?A"}, "part_4"),
        ({"plate_partial": "ZQ2?A"}, {"plate_partial": "ZQ2"}, None),
        ({"plate_partial": "ZQ2"}, {"plate_partial": "ABC"}, None),
    ],
)
def test_plates(a, b, level):
    assert levels({"kind": "vehicle", **a}, {"kind": "vehicle", **b}).get("plate") == level
    assert levels(a, b).get("plate") == level


@pytest.mark.parametrize(
    ("a", "b", "level"),
    [
        ("Riverside Taxis", "RIVERSIDE TAXIS", "same"),
        ("Riverside Taxis", "Riverside Cabs Ltd", "same"),
        ("Riverside Taxis", "Riversyde Taxis", "alike"),
        ("Riverside", "Riverside Harbour Taxis", "within"),
        ("Riverside Harbour", "Riverside Station", "one_word"),
        ("Riverside Taxis", "Station Taxis", "different"),
        ("Riverside Taxis", "", None),
    ],
)
def test_names_of_places_and_organisations(a, b, level):
    assert levels({"kind": "place", "name": a}, {"kind": "place", "name": b}).get("name") == level
    assert levels({"kind": "organisation", "name": a}, {"kind": "organisation", "name": b}).get("name") == level


def test_descriptions():
    hatchback = {"kind": "vehicle", "description": "silver hatchback, dented door"}
    assert levels(hatchback, {"kind": "vehicle", "description": "a silver hatchback"})["description"] == "several"
    assert levels(hatchback, {"kind": "vehicle", "description": "a silver van"})["description"] == "one"
    assert levels(hatchback, {"kind": "vehicle", "description": "blue van"})["description"] == "none"


def test_a_longer_part_of_a_plate_or_number_says_more():
    for field, whole, parts in (
        ("plate_partial", {"plate": "ZQ21 ABC"}, ["ZQ", "ZQ2", "ZQ21", "ZQ21A", "ZQ21AB"]),
        (
            "phones",
            {"phones": ("07700 900123",)},
            [("123",), ("0123",), ("00123",), ("900123",), ("07700900123",)],
        ),
    ):
        totals = [score(Facts(**whole), Facts(**{field: part})).total for part in parts]
        assert totals == sorted(set(totals)), field


def test_a_rare_name_says_more_than_a_common_one_and_one_never_counted_says_what_it_says():
    counted = {"surname:mercer": 0.0001, "surname:smith": 0.01, "first_name:daniel": 0.006}

    def frequency(name):
        return counted.get(name, 0.0)

    def total(name):
        person = Facts(first_name="Daniel", surname=name)
        return score(person, person, frequency=frequency)

    assert total("Mercer").total > total("Okonkwo").total > total("Smith").total
    assert [reason.level for reason in total("Mercer").reasons] == ["same", "same", "rare"]
    assert [reason.level for reason in total("Smith").reasons] == ["same", "same", "common"]
    assert [reason.level for reason in total("Okonkwo").reasons] == ["same", "same"]


@pytest.mark.parametrize(("share", "weight"), [(0.001, 1.5), (0.012, -2.0), (1e-9, 4.0), (0.9, -4.0)])
def test_rarity_is_weighed_in_quarters_and_never_counts_more_than_four(share, weight):
    person = Facts(surname="Mercer")
    (_, rarity) = score(person, person, frequency=lambda name: share).reasons
    assert rarity.weight == weight


def test_without_a_count_the_model_says_which_names_are_common(tmp_path):
    """REQ: soft-match-on-arrival: Smith says less than Mercer on every page too."""

    def said(name, model=None):
        person = Facts(first_name="Zuzanna", surname=name)
        (ranked,) = rank(person, [(1, person)], model=model)
        assert ranked.score == score(person, person, model=model)
        return [(reason.level, reason.weight) for reason in ranked.score.reasons if reason.field == "surname"][1:]

    assert said("Smith") == said("SMITH ") == [("common", -2.0)]
    assert said("Mercer") == []
    content = yaml.safe_load(PUBLISHED.read_text())
    content["common_names"] = {"surname": {"Mercer": 0.006}}
    own = tmp_path / "model.yaml"
    own.write_text(yaml.safe_dump(content))
    assert said("Mercer", read_model(own)) == [("common", -1.0)]
    assert said("Smith", read_model(own)) == []
    for wrong in ({"surname": {"Mercer": 1.2}}, {"nickname": {"Mercer": 0.1}}):
        own.write_text(yaml.safe_dump(content | {"common_names": wrong}))
        with pytest.raises(ValueError, match="common_names"):
            read_model(own)


def test_every_level_of_the_published_model_reads_as_a_sentence_and_points_the_right_way():
    for kind, kind_model in published_model().kinds.items():
        assert kind_model.floor < kind_model.enough, kind
        for (field, level), reason in kind_model.reasons.items():
            assert reason.words[0].isupper(), (field, level)
            against = "different" in level or level in ("none", "age_different")
            assert (reason.weight < 0) == against, (kind, field, level)


@untimed
@given(one, other)
def test_an_explained_score_shows_every_part_and_its_lines_add_up(a, b):
    given_score = score(a, b)
    *parts, total = [float(line.split()[0]) for line in explained(given_score).splitlines()]
    assert sum(parts) == total == given_score.total
    assert all(reason.words in explained(given_score) for reason in given_score.reasons)


@pytest.mark.parametrize(
    ("total", "odds"),
    [(0.0, "as likely as not"), (3.0, "8 to 1 for"), (-3.0, "8 to 1 against"), (60.0, "1,000,000 to 1 for")],
)
def test_odds_are_said_as_people_say_them(total, odds):
    assert explained(Score(total, 0.5, total, (), "2026-11")).endswith(odds)


def test_a_chance_that_is_no_chance_is_refused(tmp_path):
    model = yaml.safe_load(PUBLISHED.read_text())
    model["kinds"]["phone"]["fields"]["phone"]["same"]["u"] = 0
    broken = tmp_path / "model.yaml"
    broken.write_text(yaml.safe_dump(model))
    with pytest.raises(ValueError, match=r"phone, same: m and u"):
        read_model(broken)


def test_another_model_gives_another_score_under_its_own_version(tmp_path):
    model = yaml.safe_load(PUBLISHED.read_text())
    model["version"] = "trained-here"
    model["kinds"]["person"]["prior"] = 0.5
    trained = tmp_path / "model.yaml"
    trained.write_text(yaml.safe_dump(model))
    given_score = score(Facts(surname="Mercer"), Facts(surname="Mercer"), model=read_model(trained))
    assert (given_score.model_version, given_score.prior) == ("trained-here", 0.0)


def test_the_damaged_right_person_outscores_strangers():
    drawn = random.Random(5)
    people = [fictional_people()[drawn.randrange(len(fictional_people()))] for _ in range(200)]
    for one_person, stranger in pairwise(people):
        assert score(one_person, one_person).total > 0
        if one_person != stranger:
            assert score(one_person, stranger).total < score(one_person, one_person).total


def test_a_nickname_is_the_same_with_its_article_and_without():
    found = score(Facts(nicknames=("The Castle",)), Facts(nicknames=("castle",)))
    assert [(one.field, one.level) for one in found.reasons] == [("nickname", "same")]
