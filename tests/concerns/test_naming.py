"""A name that stands only in a report's words: offered to the desk, named by a person, and then joined to what is held."""

import re
from html import unescape

import pytest
from django.urls import reverse

from tessera.access.roles import Role
from tessera.audit.models import Entry
from tessera.concerns import naming, queries
from tessera.concerns.models import Search
from tessera.entities.models import Mention
from tessera.entities.services import MentionGiven
from tests.cast import agency, as_user, person
from tests.reporting import signed_in
from tests.triage import CHILD, MAN, concern_of, make_desk, reported

WORDS = "Dazza met Tegan Hollis by the pier, and a girl in Year 9 saw it."


@pytest.fixture
def desk(db):
    return make_desk()


@pytest.fixture
def earlier(desk):
    """What the desk holds already, from somebody else."""
    return reported(desk.nurse, CHILD, MAN, about_child="Tegan Hollis")


@pytest.fixture
def report(desk, earlier):
    """One line by a teacher, who named nobody."""
    return reported(desk.teacher, narrative=WORDS)


@pytest.fixture
def concern(desk, report):
    with as_user(desk.officer):
        return concern_of(desk, report)


def name_page(concern):
    return reverse("concerns:name", args=[concern.pk])


def offered_to(user, report):
    with as_user(user):
        mentions = queries.mentions_in(user, [report])
        return {one.suggestion.words: one for one in naming.unnamed_in(user, [report], mentions)}


def named_in(desk, report):
    with as_user(desk.officer):
        return {(one.words, one.part, one.author.user.name) for one in Mention.objects.filter(report=report)}


def press(desk, concern, **given):
    with as_user(desk.officer):
        version = queries.concerns_for(desk.officer).get(pk=concern.pk).version
    return signed_in(desk.officer).post(name_page(concern), {"version": version, **given})


def test_the_desk_is_shown_the_held_names_that_stand_in_the_words(desk, concern, report):
    page = signed_in(desk.officer).get(concern.get_absolute_url()).content.decode()
    assert "The words speak of more than was named" in page
    assert "<li>Person: Tegan Hollis</li>" in page
    assert "<li>Person: Dazza</li>" in page


def test_only_names_that_the_readers_own_keys_find(desk, concern, report):
    assert set(offered_to(desk.officer, report)) == {"Tegan Hollis", "Dazza"}
    assert offered_to(desk.outsider, report) == {}


def test_one_press_names_the_child_who_is_then_compared_and_can_be_assessed(desk, concern, report):
    tegan = offered_to(desk.officer, report)["Tegan Hollis"]
    assert press(desk, concern, **{tegan.code: "child"}).status_code == 302
    assert named_in(desk, report) == {("Tegan Hollis", "child", "Dee Marlow")}
    with as_user(desk.officer):
        logged = Search.objects.get(concern=concern, terms="Tegan Hollis").found
        assert queries.named_in(desk.officer, concern).has_child
    assert logged == "1 other held that may be the same."
    page = signed_in(desk.officer).get(concern.get_absolute_url()).content.decode()
    assert "Named by Dee Marlow, Triage officer, Triage Hub, not by whoever reported." in page
    assert "<li>Person: Tegan Hollis</li>" not in page
    read = signed_in(desk.officer).get(report.get_absolute_url()).content.decode()
    assert "Child. Named by Dee Marlow" in read
    reply = signed_in(desk.officer).post(reverse("concerns:choose", args=[concern.pk]), {"what": "assess"})
    assert reply.url == reverse("concerns:decide", args=[concern.pk, "assess"])


def test_whoever_is_not_held_anywhere_is_written_in_and_the_report_stays_as_given(desk, concern, report):
    given = {"about_child": "Year 9 girl called Bryony", "about_concern": "Axley\nSeamus Rudd"}
    assert press(desk, concern, **given).status_code == 302
    assert {(words, part) for words, part, _ in named_in(desk, report)} == {
        ("Year 9 girl called Bryony", "child"), ("Axley", "concern"), ("Seamus Rudd", "concern"),
    }  # fmt: skip
    with as_user(desk.officer):
        report.refresh_from_db()
    with as_user(person("governance", Role.GOVERNANCE, at=agency("triage-hub"))):
        event = Entry.objects.filter(kind="concerns.named").latest("seq")
    assert (report.narrative, report.about_child) == (WORDS, "")
    assert event.sentence.endswith(": Year 9 girl called Bryony, Axley, Seamus Rudd")


def test_whoever_was_named_by_the_writer_is_not_offered_again(desk, earlier):
    report = reported(desk.teacher, CHILD, narrative="Tegan was late. Tegan Hollis is often late, Dazza waits.")
    assert set(offered_to(desk.officer, report)) == {"Dazza"}


def test_a_second_press_names_nobody_twice(desk, concern, report):
    tegan = offered_to(desk.officer, report)["Tegan Hollis"]
    given = {tegan.code: "child", "about_concern": "Seamus Rudd", "version": concern.version}
    client = signed_in(desk.officer)
    assert [client.post(name_page(concern), given).status_code for _ in range(2)] == [302, 302]
    assert len(named_in(desk, report)) == 2


def test_what_somebody_else_changed_meanwhile_is_shown_first_and_nothing_typed_is_lost(desk, concern, report):
    tegan, dazza = (offered_to(desk.officer, report)[name] for name in ("Tegan Hollis", "Dazza"))
    press(desk, concern, **{tegan.code: "child"})
    late = {dazza.code: "concern", "about_child": "Bryony", "version": concern.version}
    reply = signed_in(desk.second).post(name_page(concern), late)
    page = reply.content.decode()
    assert "Somebody changed this concern while you were writing" in page
    assert ">Bryony</textarea>" in page.replace("\n", "")
    assert {words for words, *_ in named_in(desk, report)} == {"Tegan Hollis"}


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({}, "Choose the part of at least one name, or write who is meant."),
        ({"about_child": "x" * 30_000}, "characters"),
    ],
)
def test_what_is_wrong_is_said_beside_it(desk, concern, report, given, sentence):
    reply = press(desk, concern, **given)
    assert reply.status_code == 200
    assert sentence in reply.content.decode()
    assert named_in(desk, report) == set()


def test_of_two_reports_the_one_that_speaks_of_them_is_asked_for(desk, concern, report):
    other = reported(desk.teacher, narrative="Nothing more was seen.")
    with as_user(desk.officer):
        concern.concernreports.create(report=other, audience=concern.audience)
    reply = press(desk, concern, about_child="Bryony")
    assert "Choose the report that speaks of them." in reply.content.decode()
    assert press(desk, concern, about_child="Bryony", report=other.reference).status_code == 302
    assert {words for words, *_ in named_in(desk, other)} == {"Bryony"}


def test_a_firm_is_never_a_child(desk, concern):
    reported(desk.nurse, MentionGiven("organisation", "other", "Castle Cabs"))
    report = reported(desk.teacher, narrative="She came in a car of Castle Cabs.")
    with as_user(desk.officer):
        found = concern_of(desk, report)
    firm = offered_to(desk.officer, report)["Castle Cabs"]
    assert "an answer that is not on the list" in press(desk, found, **{firm.code: "child"}).content.decode()
    assert press(desk, found, **{firm.code: "other"}).status_code == 302


def page_of(reply):
    return unescape(reply.content.decode())


def test_two_who_name_at_once_see_the_part_of_each_and_by_whom(desk, concern, report):
    """The second of two does not turn a person of concern into a child by a page that is a minute old."""
    _, dazza = (offered_to(desk.officer, report)[name] for name in ("Tegan Hollis", "Dazza"))
    press(desk, concern, **{dazza.code: "concern", "about_child": "Marlena Tovesk"})
    late = {dazza.code: "child", "about_child": "Marlena Tovesk, 14", "version": concern.version}
    client = signed_in(desk.second)
    page = page_of(client.post(name_page(concern), late))
    assert "Dazza: person of concern, named by Dee Marlow" in page
    assert "“Dazza” is named already as a person of concern, by Dee Marlow, Triage officer, Triage Hub." in page
    assert "“Marlena Tovesk” is named already as a child, by Dee Marlow" in page
    assert ">Marlena Tovesk, 14</textarea>" in page.replace("\n", "")
    assert len(named_in(desk, report)) == 2
    with as_user(desk.officer):
        late["version"] = queries.concerns_for(desk.officer).get(pk=concern.pk).version
    unread = client.post(name_page(concern), late)
    assert unread.status_code == 200, "a second press alone is not an answer"
    (ticked,) = re.findall(r'name="so_too"[^>]*value="(\w+)"', page_of(unread))
    assert client.post(name_page(concern), {**late, "so_too": "read something else"}).status_code == 200
    assert len(named_in(desk, report)) == 2
    assert client.post(name_page(concern), {**late, "so_too": ticked}).status_code == 302
    assert {(words, part, by) for words, part, by in named_in(desk, report) if by == "Ana Quill"} == {
        ("Dazza", "child", "Ana Quill"), ("Marlena Tovesk, 14", "child", "Ana Quill"),
    }  # fmt: skip


def test_another_name_of_one_who_is_held_is_pointed_out_too(desk, earlier):
    report = reported(desk.teacher, narrative="Darren Axley was there. Dazza again, later.")
    with as_user(desk.officer):
        concern = concern_of(desk, report)
    names = offered_to(desk.officer, report)
    assert press(desk, concern, **{names["Darren Axley"].code: "concern"}).status_code == 302
    page = page_of(press(desk, concern, **{names["Dazza"].code: "protects"}))
    assert "“Darren Axley” is named already as a person of concern, by Dee Marlow" in page


@pytest.mark.parametrize("line", ["Jade Hollis", "Tegan’s nan", "a girl in year 9"])
def test_somebody_else_is_named_without_a_question(desk, concern, report, line):
    press(desk, concern, about_child="Tegan Hollis")
    assert press(desk, concern, about_protects=line).status_code == 302
    assert 'name="so_too"' not in page_of(signed_in(desk.officer).get(name_page(concern)))


def test_whom_the_writer_named_is_pointed_out_as_theirs(desk):
    report = reported(desk.teacher, CHILD)
    with as_user(desk.officer):
        concern = concern_of(desk, report)
    page = page_of(press(desk, concern, about_concern="Tegan"))
    assert "“Tegan Hollis” is named already as a child, by whoever reported." in page
