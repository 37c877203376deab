"""Online details of an assessment become things that are found, linked to the child and to each other."""

import pytest
from django.db import ProgrammingError, connection, transaction
from django.urls import reverse

from tessera.access import services as access
from tessera.access.roles import Role
from tessera.assessments import queries, services
from tessera.assessments.listed import things_in
from tessera.assessments.models import OnlineReport
from tessera.assessments.terms import Part
from tessera.entities import queries as entities
from tessera.entities.models import Mention
from tests.assessments.conftest import decide, save_list, settle
from tests.assessments.conftest import given as ticked
from tests.cast import agency, as_user
from tests.cast import person as somebody
from tests.entities.telling import given, only, person, told
from tests.reporting import signed_in

CODE = "sus-internet-use"
OWL, SNAP, NUMBER, TABLET = "owl_1 on Snapchat", "Snapchat", "07700 900123", "A cracked black tablet"


@pytest.fixture
def here(cast):
    """A child known to the holder and the invited colleague, and an assessment that both read."""
    both = only(cast.holder, cast.invited)
    child = told(cast.holder, both, person("Robin Example"))[0]
    return child, started(cast.holder, child, both)


def started(by, child, audience):
    with as_user(by):
        return services.start(child_id=child.entity_id, child_name="Robin Example", audience=audience, by=by)


def save(assessment, by, **detail):
    with as_user(by):
        save_list(assessment, Part.SUSPECTED, ticked(CODE, "Her aunt saw.", **detail), by=by)


def everything(assessment, by):
    save(assessment, by, usernames=[OWL], platforms=[SNAP], numbers=[NUMBER], devices=[TABLET])


def reports(by):
    with as_user(by):
        return [row.report for row in OnlineReport.objects.readable().select_related("report").order_by("at")]


def things(by, kind=None):
    with as_user(by):
        found = (
            Mention.objects.readable()
            .filter(report__kind="assessment")
            .exclude(part="child")
            .order_by("at", "position")
        )
        return [one for one in found if kind in (None, one.kind)]


def test_each_detail_is_a_thing_of_its_own_beside_the_child(cast, here):
    """REQ: assess-online-detail. Each with the report it rests on, linked to the child and to each other."""
    child, assessment = here
    everything(assessment, cast.holder)
    assert sorted((one.kind, one.words) for one in things(cast.holder)) == [
        ("account", OWL), ("organisation", SNAP), ("phone", NUMBER), ("phone", TABLET),
    ]  # fmt: skip
    with as_user(cast.holder):
        beside = {one.held.pk for one in entities.associates_of(cast.holder, child.entity_id)}
        assert beside == {one.entity_id for one in things(cast.holder)}
        account = things(cast.holder, "account")[0].entity_id
        assert {one.held.name for one in entities.associates_of(cast.holder, account)} == {
            "Robin Example", SNAP, NUMBER, TABLET,
        }  # fmt: skip
    (report,) = reports(cast.holder)
    for place in (f"/entities/{account}/", f"/children/{child.entity_id}/"):
        page = signed_in(cast.holder).get(place).content.decode()
        assert report.reference in page
        assert OWL in page
    page = signed_in(cast.holder).get(report.get_absolute_url()).content.decode()
    assert f'href="{assessment.get_absolute_url()}"' in page
    assert "Devices and SIM cards: A cracked black tablet." in page
    assert (
        "To be answered by" not in signed_in(cast.holder).get(f"{report.get_absolute_url()}receipt/").content.decode()
    )


def test_a_detail_is_found_when_somebody_else_reports_it(cast, here):
    """REQ: assess-online-detail. By its account name or number, in whatever form it is given."""
    _, assessment = here
    everything(assessment, cast.holder)
    both = only(cast.holder, cast.invited)
    account, phone = told(cast.invited, both, given("account", "@Owl_1"), given("phone", "+44 7700 900 123"))
    with as_user(cast.invited):
        for mention, words in ((account, OWL), (phone, NUMBER)):
            assert words in [one.name for one in entities.suggestions_for(cast.invited, mention)]


def test_only_the_readers_of_the_assessment_see_them(cast, here):
    _, assessment = here
    everything(assessment, cast.holder)
    (report,) = reports(cast.holder)
    place = f"/entities/{things(cast.holder, 'account')[0].entity_id}/"
    assert report.audience_id == assessment.audience_id
    for user, status in ((cast.holder, 200), (cast.invited, 200), (cast.outsider, 404)):
        assert signed_in(user).get(place).status_code == status
    assert reports(cast.outsider) == []


def test_saved_twice_is_told_once_and_a_later_change_adds(cast, here):
    _, assessment = here
    save(assessment, cast.holder, usernames=["owl_1"])
    save(assessment, cast.holder, usernames=["owl_1"])
    save(assessment, cast.holder, usernames=["@OWL_1"], platforms=[])
    (first,) = reports(cast.holder)
    save(assessment, cast.invited, usernames=["owl_1", "owl_2"])
    assert [one.words for one in things(cast.holder)] == ["owl_1", "owl_2"]
    later = reports(cast.holder)[1]
    assert (later.corrects_id, later.author) == (first.pk, cast.invited.post)
    assert "owl_1" not in later.narrative
    save(assessment, cast.holder, usernames=[])
    assert [one.words for one in things(cast.holder)] == ["owl_1", "owl_2"]


def test_nothing_is_told_for_a_tick_without_details(cast, here):
    _, assessment = here
    save(assessment, cast.holder)
    assert reports(cast.holder) == []


def again(cast, child, by, audience, assessment):
    """The assessment is decided, and somebody assesses again: the answers come along and are confirmed."""
    with as_user(cast.holder):
        complete_rest(assessment, cast.holder)
        decide(assessment, "medium", by=cast.holder, reason="Seen.")
    second = started(by, child, audience)
    with as_user(by):
        ticks = queries.answers_for(by, second).ticks
    assert [tick.detail for tick in ticks] == [{"usernames": ["owl_1"]}]
    assert len(reports(by)) == 1, "what is carried over is not told before it is confirmed"
    save(second, by, usernames=["owl_1"])
    return second


def complete_rest(assessment, by):
    for part in (Part.ACTUAL, Part.VULNERABILITY):
        save_list(assessment, part, state="answered", by=by)
    settle(assessment, by=by)


def test_assessed_again_for_the_same_readers_nothing_is_told_twice(cast, here):
    child, assessment = here
    save(assessment, cast.holder, usernames=["owl_1"])
    again(cast, child, cast.holder, only(cast.holder, cast.invited), assessment)
    assert len(things(cast.holder)) == 1


def test_assessed_again_for_other_readers_it_is_the_same_thing_that_they_are_told_of(cast, here):
    child, assessment = here
    save(assessment, cast.holder, usernames=["owl_1"])
    newcomer = somebody("newcomer", Role.SOCIAL_WORKER, at=agency("far-care", "social_care"))
    again(cast, child, cast.invited, only(cast.invited, newcomer), assessment)
    assert len({one.entity_id for one in things(cast.invited)}) == 1
    assert [one.words for one in things(newcomer)] == ["owl_1"]
    with as_user(newcomer):
        assert entities.entity_for(newcomer, things(newcomer)[0].entity_id).mentions == 1


def test_whoever_reads_the_assessment_later_reads_them_too(cast, here):
    """As when a case is opened; and a report that others were given stays with them."""
    _, assessment = here
    save(assessment, cast.holder, usernames=["owl_1"])
    newcomer = somebody("newcomer", Role.SOCIAL_WORKER, at=agency("far-care", "social_care"))
    with as_user(cast.holder):
        moved = services.move(
            assessment=assessment, audience=access.widened(assessment.audience, access.person(newcomer.post)),
            by=cast.holder,
        )  # fmt: skip
    assert len(reports(newcomer)) == 1
    assert things(newcomer)[0].audience_id == moved.audience_id
    with as_user(cast.holder):
        services.move(assessment=moved, audience=only(cast.holder, cast.invited), by=cast.holder)
    assert reports(newcomer) == things(newcomer) == []


def test_the_page_of_a_child_joined_to_another_since_gains_what_is_told_later(cast, here):
    from tests.entities.test_services import answer

    child, assessment = here
    other = told(cast.holder, only(cast.holder, cast.invited), person("Robyn Example"))[0]
    answer(cast.holder, child, other.entity_id, "same")
    save(assessment, cast.holder, usernames=["owl_1"])
    with as_user(cast.holder):
        beside = [one.held.name for one in entities.associates_of(cast.holder, other.entity_id)]
    assert beside == ["owl_1"]


def test_what_was_told_is_not_rewritten(cast, here):
    _, assessment = here
    save(assessment, cast.holder, usernames=["owl_1"])
    for sql in ("UPDATE assessments_onlinereport SET items = '[]'", "DELETE FROM assessments_onlinereport"):
        with as_user(cast.holder), pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)


def test_the_form_says_what_becomes_of_them_and_they_are_told_from_it(cast, here):
    _, assessment = here
    client, place = signed_in(cast.holder), reverse("assessments:suspected", args=[assessment.pk])
    assert "each is also kept as a report for the readers of this assessment" in " ".join(
        client.get(place).content.decode().split()
    )
    client.post(place, {"version": 0, "ticks": [CODE], f"numbers-{CODE}": "07700 900123\r\n07700 900124"})
    assert [one.words for one in things(cast.holder)] == ["07700 900123", "07700 900124"]


def test_several_on_one_line_are_things_of_their_own(cast, here):
    """REQ: assess-online-detail. Each is found by itself, and the page shows each on its line."""
    _, assessment = here
    client, place = signed_in(cast.holder), reverse("assessments:suspected", args=[assessment.pk])
    typed = {
        "usernames": "nightfox; quaylad99",
        "platforms": "Snapchat, Instagram",
        "devices": "A black tablet, cracked",
    }
    client.post(place, {"version": 0, "ticks": [CODE], **{f"{name}-{CODE}": said for name, said in typed.items()}})
    assert sorted((one.kind, one.words) for one in things(cast.holder)) == [
        ("account", "nightfox"), ("account", "quaylad99"), ("organisation", "Instagram"), ("organisation", "Snapchat"),
        ("phone", "A black tablet, cracked"),
    ]  # fmt: skip
    with as_user(cast.holder):
        (tick,) = queries.answers_for(cast.holder, assessment).ticks
    assert tick.detail["usernames"] == ["nightfox", "quaylad99"]
    (again,) = told(cast.invited, only(cast.holder, cast.invited), given("account", "@quaylad99"))
    with as_user(cast.invited):
        assert "quaylad99" in [one.name for one in entities.suggestions_for(cast.invited, again)]


@pytest.mark.parametrize(
    ("name", "line", "things"),
    [
        ("usernames", "nightfox, @quaylad99", ["nightfox", "@quaylad99"]),
        ("usernames", "nightfox;quaylad99;", ["nightfox", "quaylad99"]),
        ("usernames", "nightfox, quaylad99 on Snapchat", ["nightfox", "quaylad99 on Snapchat"]),
        ("usernames", "Night Fox; Quay Lad", ["Night Fox", "Quay Lad"]),
        ("usernames", "owl_1 on Snapchat", ["owl_1 on Snapchat"]),
        ("usernames", "nightfox, Snapchat", ["nightfox, Snapchat"]),
        ("usernames", "nightfox; Snapchat", ["nightfox; Snapchat"]),
        ("usernames", "nightfox (Snapchat, Discord)", ["nightfox (Snapchat, Discord)"]),
        ("usernames", "nightfox, seen on Tuesday", ["nightfox, seen on Tuesday"]),
        ("usernames", "https://quay.example/a;b,c", ["https://quay.example/a;b,c"]),
        ("usernames", "www.quay.example/a, @owl_1", ["www.quay.example/a", "@owl_1"]),
        ("usernames", "https://quay.example/a, seen on Tuesday", ["https://quay.example/a, seen on Tuesday"]),
        ("usernames", "nightfox and quaylad99", ["nightfox and quaylad99"]),
        ("usernames", "nightfox_1 and quaylad_2", ["nightfox_1", "quaylad_2"]),
        ("usernames", "owl_1, owl_2 and @owl", ["owl_1", "owl_2", "@owl"]),
        ("usernames", "@owl @quay", ["@owl", "@quay"]),
        ("usernames", "tom and jerry", ["tom and jerry"]),
        ("numbers", "07700 900123 and 07700 900124", ["07700 900123", "07700 900124"]),
        ("platforms", "snapchat, insta and TikTok", ["snapchat", "insta", "TikTok"]),
        ("platforms", "Snapchat, Instagram, and Call of Duty", ["Snapchat", "Instagram", "Call of Duty"]),
        ("platforms", "Dungeons and Dragons", ["Dungeons and Dragons"]),
        ("platforms", "Discord, a server called Quay", ["Discord, a server called Quay"]),
        ("numbers", "07700 900123, 07700 900124", ["07700 900123", "07700 900124"]),
        ("numbers", "07700 900123, not hers", ["07700 900123, not hers"]),
        ("numbers", "07700 900123; 07700 9009?1", ["07700 900123", "07700 9009?1"]),
        ("devices", "Samsung phone, a second SIM card", ["Samsung phone", "a second SIM card"]),
        ("devices", "iPhone 12, no SIM", ["iPhone 12, no SIM"]),
        ("usernames", f"{'x' * 1000}; nightfox", [f"{'x' * 1000}; nightfox"]),
    ],
)
def test_a_line_that_is_one_thing_stays_one(name, line, things):
    assert things_in(name, line) == things


def test_a_thing_written_twice_is_one_thing():
    assert things_in("usernames", "owl_1\r\n\r\n owl_2; owl_1 \r\nowl_1") == ["owl_1", "owl_2"]
