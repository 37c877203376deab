"""What a mention is suggested to be the same as, and what is asked once only."""

import pytest

from tessera.entities import queries, services
from tessera.entities.facts import completed
from tessera.entities.models import Evidence, Holding, Match, Mention
from tessera.lib.extraction import mentions_in
from tessera.lib.linkage.model import published_model
from tests.cast import as_user
from tests.entities.telling import SENT, given, only, person, told
from tests.entities.test_services import DIFFERENT, SAME, UNSURE, answer

ON = SENT.date()


def suggested(by, mention):
    with as_user(by):
        return queries.suggestions_for(by, mention)


@pytest.mark.parametrize(
    ("held", "said"),
    [
        (person("Tegan Hollis"), person("Teagan Holliss")),
        (person("Christopher Marlow"), person("Chris Marlow")),
        (person("Zuzanna Wrona, dob 3/11/2011"), person("Zuzana Vrona, dob 11/3/2011")),
        (person("Siobhán O’Neill"), person("Shivaun O'Neill")),
        (person("Caoimhe Pryce"), person("Keeva Pryce")),
        (person("Wojciech Wójcik"), person("Vojtek Wojcik")),
        (person("Krzysztof Mazur"), person("Kshishtof Mazur")),
        (person("Radegund Hollis"), person("Raddykint Hollis")),
        (person("Darren Axley, known as Dax"), person("Dax")),
        (person("Rehmani Hafsa"), person("Hafsa Rehmani")),
        (person("Tegan Hollis"), person("Hollis, Tegan")),
        (person("Tegan Hollis"), person("HOLLIS, T.")),
        (person("Tegan Hollis"), person("T. Hollis")),
        (person("T Hollis"), person("Tegan Hollis")),
        (person("Tegan Hollis"), person("Tegan H")),
        (person("Darren Axley, known as Jax"), person("Dax or Jax")),
        (given("vehicle", "grey hatchback, WZ17 KRV"), given("vehicle", "grey car, reg WZ17 ...")),
        (given("vehicle", "WZ17 KRV"), given("vehicle", "wz17krv")),
        (given("vehicle", "WZ17 KRV"), given("vehicle", "plate ending KRV")),
        (given("phone", "07700 900911"), given("phone", "+44 (0)7700-900-911")),
        (given("phone", "07700 900911"), given("phone", "0044 7700900911")),
        (given("phone", "07700 900911"), given("phone", "number ending 900911")),
        (given("phone", "07700 900911"), given("phone", "07700 900 9")),
        (given("phone", "07700 900911"), given("phone", "07700 900 91")),
        (given("vehicle", "WZ17 KRV"), given("vehicle", "grey car Z17 KR")),
        (given("account", "@tig.hollis.wx"), given("account", "tighollis.wx on Snapchat")),
        (given("place", "27 Granary Terrace, WX91 4HN"), given("place", "27 granary terr")),
        (given("place", "Harbour Arcade"), given("place", "the Harbor Arcade")),
        (given("organisation", "Quayside Cars Ltd"), given("organisation", "Quayside Cars")),
    ],
)
def test_what_was_misheard_or_misspelt_is_still_found(cast, held, said):
    """REQ: soft-nicknames"""
    ours = only(cast.holder)
    (first,) = told(cast.holder, ours, held)
    told(
        cast.holder,
        ours,
        person("Somebody Else"),
        given("vehicle", "BD51 SMR"),
        given("phone", "01632 960555"),
    )
    (second,) = told(cast.holder, ours, said)
    assert [one.entity_id for one in suggested(cast.holder, second)][:1] == [first.entity_id]


def test_the_reasons_add_up_to_the_score_and_name_the_reports(cast):
    ours = only(cast.holder)
    (first,) = told(cast.holder, ours, person("Tegan Hollis, dob 1/8/2012"))
    (second,) = told(cast.holder, ours, person("Tegan Holis, dob 8/1/2012"))
    (one,) = suggested(cast.holder, second)
    assert one.prior + sum(reason.weight for reason in one.reasons) == one.score
    assert "day and month swapped" in " ".join(reason.words for reason in one.reasons)
    assert one.reports == [first.report]


def test_one_thing_held_by_several_audiences_is_one_suggestion_from_all_that_is_known(cast):
    (first,) = told(cast.holder, only(cast.holder), person("Tegan Hollis"))
    told(cast.holder, only(cast.holder, cast.invited), person("Tig, dob 1/8/2012", same_as=first.entity_id))
    (second,) = told(cast.holder, only(cast.holder), person("Tegan Hollis, dob 1/8/2012"))
    (one,) = suggested(cast.holder, second)
    assert one.name == "Tegan Hollis"
    assert {reason.field for reason in one.reasons} >= {"first_name", "surname", "born"}


def test_what_is_read_only_as_its_author_never_makes_fewer_than_none_more(cast):
    ours, theirs = only(cast.holder), only(cast.invited)
    (first,) = told(cast.holder, ours, person("Tegan Hollis"))
    told(cast.holder, theirs, person("Tegan Hollis", same_as=first.entity_id))
    (said,) = told(cast.holder, ours, person("Tegan Holis"))
    (one,) = suggested(cast.holder, said)
    assert (len(one.mentions), one.held.mentions, one.more) == (2, 1, 0)


def test_nobody_merges_by_score(cast):
    """Two reports in the very same words, the highest score there is: suggested, and still two things."""
    ours = only(cast.holder)
    words = "Tegan Hollis, dob 1/8/2012"
    (first,) = told(cast.holder, ours, person(words))
    (second,) = told(cast.holder, ours, person(words))
    assert suggested(cast.holder, second)[0].score > 10
    with as_user(cast.holder):
        assert Holding.objects.count() == 2
        assert Mention.objects.get(pk=second.pk).entity_id != first.entity_id


@pytest.mark.parametrize("judgement", [DIFFERENT, UNSURE])
def test_an_answered_pair_is_not_asked_again_from_either_side(cast, judgement):
    ours = only(cast.holder, cast.invited)
    (first,) = told(cast.holder, ours, person("Tegan Hollis"))
    (second,) = told(cast.holder, ours, person("Tegan Holis"))
    assert suggested(cast.invited, first)
    assert suggested(cast.invited, second)
    match = answer(cast.holder, second, first.entity_id, judgement)
    for by in (cast.holder, cast.invited):
        for mention, other in ((first, second), (second, first)):
            with as_user(by):
                found = queries.suggestions_for_each(by, [mention])[mention.pk]
            assert found.open == []
            (shown,) = found.answered
            assert (shown.entity_id, shown.answered) == (other.entity_id, match)
            assert shown.prior + sum(reason.weight for reason in shown.reasons) == shown.score


def test_what_else_was_held_with_a_joined_mention_is_still_asked(cast):
    ours = only(cast.holder)
    (first,) = told(cast.holder, ours, person("Tegan Hollis"))
    (second,) = told(cast.holder, ours, person("Tegan Holis"))
    (third,) = told(cast.holder, ours, person("Teagan Hollis", same_as=second.entity_id))
    answer(cast.holder, second, first.entity_id, SAME)
    assert [one.entity_id for one in suggested(cast.holder, third)] == [first.entity_id]


def test_a_joined_mention_shows_what_was_answered(cast):
    ours = only(cast.holder)
    (first,) = told(cast.holder, ours, person("Tegan Hollis"))
    (second,) = told(cast.holder, ours, person("Tegan Holis"))
    match = answer(cast.holder, second, first.entity_id, SAME)
    with as_user(cast.holder):
        second = Mention.objects.get(pk=second.pk)
        found = queries.suggestions_for_each(cast.holder, [second])[second.pk]
    assert found.open == []
    assert [one.answered for one in found.answered] == [match]


def test_a_first_name_alone_suggests_whoever_has_it_as_long_as_few_do(cast, monkeypatch):
    ours, theirs = only(cast.holder), only(cast.invited)
    held = told(cast.holder, ours, person("Jaydon Pryce"), person("Jaydon Marsh, aged 14"))
    told(cast.invited, theirs, *(person(f"Jaydon {surname}") for surname in ("Reed", "Cole", "Bond")))
    (said,) = told(cast.holder, ours, person("Jaydon"))
    monkeypatch.setattr(queries.suggestions, "COMMONEST_NAME", 3)  # they and the mention itself
    found = suggested(cast.holder, said)
    assert {one.entity_id for one in found} == {one.entity_id for one in held}, "what is held elsewhere is not counted"
    assert {one.strength for one in found} == {"Less likely"}
    told(cast.holder, ours, person("Jaydon Frost"))
    assert suggested(cast.holder, said) == []


def test_two_names_held_under_neither_suggest_the_few_who_are_called_by_the_first(cast, monkeypatch):
    ours, theirs = only(cast.holder), only(cast.invited)
    other_surname, no_surname, _ = told(
        cast.holder, ours, person("Jaydon Pryce"), person("Jaydon"), person("Marcus Osei")
    )
    told(cast.invited, theirs, *(person(f"Jaydon {surname}") for surname in ("Reed", "Cole", "Bond")))
    (said,) = told(cast.holder, ours, person("Jaydon Osei"))
    monkeypatch.setattr(queries.suggestions, "COMMONEST_NAME", 3)  # they and the mention itself
    nearest, other = suggested(cast.holder, said)
    assert [nearest.entity_id, other.entity_id] == [no_surname.entity_id, other_surname.entity_id]
    assert "Surnames are different" in [reason.words for reason in other.reasons]
    assert other.prior + sum(reason.weight for reason in other.reasons) == other.score < nearest.score
    (alone,) = told(cast.invited, theirs, person("Jaydon Reed"))
    assert all("Reed" in one.name for one in suggested(cast.invited, alone)), "held under both: only they are asked"
    told(cast.holder, ours, person("Jaydon Frost"))
    assert suggested(cast.holder, said) == [], "more are called that than tell anybody apart"


def test_a_first_name_heard_wrong_with_the_exact_surname_suggests_whoever_it_may_be_and_no_brother(cast):
    """REQ: soft-nicknames"""
    ours = only(cast.holder)
    meant, *_ = told(cast.holder, ours, person("Radegund Hollis"), person("Simon Hollis"), person("Radegund Osei"))
    told(cast.invited, only(cast.invited), person("Radegunde Hollis"))
    (said,) = told(cast.holder, ours, person("Raddykint Hollis"))
    (one,) = suggested(cast.holder, said)
    assert one.entity_id == meant.entity_id
    assert [reason.words for reason in one.reasons] == ["First names are different", "Surname is the same"]
    assert one.prior + sum(reason.weight for reason in one.reasons) == one.score
    assert one.strength == "Less likely"
    told(cast.holder, ours, person("Raddykint Hollis"))
    assert meant.entity_id not in [one.entity_id for one in suggested(cast.holder, said)], "somebody has both names"


def test_a_key_that_many_share_is_asked_at_last_for_whom_nobody_likely_was_found(cast, monkeypatch):
    """REQ: soft-nicknames"""
    ours, theirs = only(cast.holder), only(cast.invited)
    names = [person("Tegan Hollis, dob 1/8/2012"), person("Tegan Hollis, dob 9/3/2009"), person("Tegan Hollis")]
    held = told(cast.holder, ours, *names)
    told(cast.invited, theirs, *names, *names)
    (said,) = told(cast.holder, ours, person("Teagan Hollis"))
    for name, most in (("COMMONEST_KEY", 2), ("COMMONEST_KEY_AT_LAST", 3), ("COMMONEST_NAME", 1)):
        monkeypatch.setattr(queries.suggestions, name, most)
    found = {one.entity_id for one in suggested(cast.holder, said)}
    assert found == {one.entity_id for one in held}, "what is held elsewhere is not counted"
    told(cast.holder, ours, person("Tegan Hollis, dob 2/2/2011"))
    assert suggested(cast.holder, said) == [], "more share it than tell anybody apart"


def test_an_answered_first_name_is_not_asked_again(cast):
    ours = only(cast.holder)
    (held,) = told(cast.holder, ours, person("Jaydon Pryce"))
    (said,) = told(cast.holder, ours, person("Jaydon Osei"))
    assert [one.entity_id for one in suggested(cast.holder, said)] == [held.entity_id]
    answer(cast.holder, said, held.entity_id, DIFFERENT)
    assert suggested(cast.holder, said) == []


def test_nothing_hidden_is_suggested(cast):
    told(cast.holder, only(cast.holder), person("Tegan Hollis"))
    (second,) = told(cast.invited, only(cast.invited), person("Tegan Hollis"))
    assert suggested(cast.invited, second) == []


def test_the_whole_of_a_report_is_compared_in_as_few_queries_as_one_mention(cast, django_assert_num_queries):
    ours = only(cast.holder)
    names = [
        f"{first} {last}" for first in ("Tegan", "Erin", "Maisie", "Hafsa") for last in ("Hollis", "Tansley", "Wrona")
    ]
    told(cast.holder, ours, *map(person, names))
    mentions = told(cast.holder, ours, *map(person, names))
    with as_user(cast.holder), django_assert_num_queries(queries_for(cast, mentions[:1])):
        found = queries.suggestions_for_each(cast.holder, mentions)
    assert all(found[mention.pk].open for mention in mentions)


def queries_for(cast, mentions):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as ran:
        queries.suggestions_for_each(cast.holder, mentions)
    assert len(ran) <= 12
    return len(ran)


def test_held_names_in_a_narrative_are_offered_to_whoever_may_see_them(cast):
    told(cast.holder, only(cast.holder), person("Mary-Jane O’Brien"), given("place", "Harbour Arcade, WX1 2AB"))
    text = "She met mary jane obrien and O'Brien's friend by the Harbour Arcade, WX1 2AB."
    with as_user(cast.holder):
        names = queries.held_names_for(cast.holder, text)
        assert len(names) == 2
        for nothing in ("Nobody we know.", ""):
            assert len(queries.held_names_for(cast.holder, nothing)) == 0
    with as_user(cast.invited):
        assert len(queries.held_names_for(cast.invited, text)) == 0


def test_who_wrote_a_report_that_others_hold_is_offered_the_names_they_wrote_and_no_other(cast):
    theirs = only(cast.invited)
    (own,) = told(cast.holder, theirs, person("Tegan Hollis, known as Tig"))
    told(cast.invited, theirs, person("Tegan Marchmont", same_as=own.entity_id), person("Dax Axley"))
    text = "Tegan Hollis, Tig, Tegan Marchmont and Dax Axley."
    offered = {}
    for who in ("holder", "invited", "outsider"):
        user = getattr(cast, who)
        with as_user(user):
            found = mentions_in(text, held=queries.held_names_for(user, text))
            offered[who] = [one.fields["name"] for one in found]
    assert offered == {
        "holder": ["Tegan Hollis", "Tig"],
        "invited": ["Tegan Hollis", "Tig", "Tegan Marchmont", "Dax Axley"],
        "outsider": [],
    }


def test_what_one_calls_a_thing_is_found_again_however_many_names_others_give_it(cast):
    theirs = only(cast.invited)
    (own,) = told(cast.holder, theirs, given("place", "Zed Yard"))
    others = [given("place", f"Harbour Arcade number {n}", same_as=own.entity_id) for n in range(60)]
    told(cast.invited, theirs, *others)
    with as_user(cast.holder):
        assert len(queries.held_names_for(cast.holder, "by Zed Yard")) == 1


@pytest.mark.parametrize(
    ("kind", "words", "fields"),
    [
        ("person", "Tegan Hollis", {"first_name": "Tegan", "surname": "Hollis"}),
        ("person", "Mr Khan", {"surname": "Khan"}),
        ("person", "Tegan “Tig” Hollis", {"first_name": "Tegan", "surname": "Hollis", "nicknames": ["Tig"]}),
        ("person", "an older man in a grey car", {"description": "an older man in a grey car"}),
        ("phone", "07700 900 911", {"phones": ["07700900911"]}),
        ("vehicle", "grey hatchback WZ17 KRV", {"plate": "WZ17KRV", "description": "grey hatchback"}),
        ("place", "14 Harbour St, WX1 2AB", {"postcode": "WX1 2AB", "address": "14 harbour street"}),
        ("account", "@tig.hollis.wx", {"handle": "tig.hollis.wx"}),
    ],
)  # fmt: skip
def test_what_can_be_read_from_the_words_is_read(kind, words, fields):
    assert completed(kind, words, {}, on=ON) == fields


def test_given_fields_are_kept_and_an_age_is_dated():
    kept = completed("person", "Tegan", {"first_name": "Tegan", "age": 14, "relation": "pupil"}, on=ON)
    assert kept == {"first_name": "Tegan", "age": 14, "age_on": "2026-03-14", "relation": "pupil"}


def test_an_answer_keeps_the_version_of_the_model(cast):
    ours = only(cast.holder)
    (first,) = told(cast.holder, ours, person("Tegan Hollis"))
    (second,) = told(cast.holder, ours, person("Tegan Holis"))
    shown = suggested(cast.holder, second)[0]
    with as_user(cast.holder):
        services.answer_match(
            mention=second, entity=first.entity_id, judgement=UNSURE, note="", by=cast.holder, seen=None
        )
        kept = Match.objects.get()
        evidence = Evidence.objects.get(match=kept)
    assert evidence.score == shown.score
    assert [reason["words"] for reason in evidence.reasons] == [reason.words for reason in shown.reasons]
    assert evidence.model_version == published_model().version
