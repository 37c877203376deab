"""The one search box, as its users meet it. REQ: soft-nicknames, soft-separate-store."""

import html
import re
from collections import Counter
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tessera.access.roles import Role
from tessera.audit.models import Entry
from tessera.concerns import reporting
from tessera.concerns.models import Concern
from tessera.entities import services as entities
from tessera.entities import standing as recording
from tessera.entities.models import Mention
from tessera.entities.services import MentionGiven
from tessera.information import sanitising
from tessera.information.grading import grade_report
from tessera.information.searching import Asked
from tessera.search import services
from tessera.search.models import StoreSearch
from tessera.search.named import reference_in
from tessera.search.places import places_counted
from tessera.work.models import Message
from tests.cast import Cast, agency, as_user, person
from tests.reporting import BACKEND

pytestmark = pytest.mark.usefixtures("db")
CAR = MentionGiven("vehicle", "other", "WZ17 KRV")
MAN = MentionGiven("person", "concern", "Darren Axley, known as Dazza")


def reported(by, narrative="Dazza waited by the arcade.", mentions=(MAN, CAR), **typed):
    with as_user(by):
        return reporting.report_concern(typed={"narrative": narrative, **typed}, mentions=list(mentions), by=by)


def colleague():
    """A teacher at the holder’s school: what she reports, the holder reads."""
    return person("colleague", Role.REPORTER, at=agency("low-hill-school"))


def searched(client, words, **more):
    return client.post("/search/", {"words": words, "purpose": "other", "purpose_words": "A missing child", **more})


@pytest.fixture
def cast():
    """Two safeguarding leads of different agencies: each reads what their own reported."""
    holder = person("holder", Role.SAFEGUARDING_LEAD, at=agency("low-hill-school"))
    return Cast(holder, person("invited", Role.SAFEGUARDING_LEAD, at=agency("far-school")), holder)


def signed_in(client, user):
    client.force_login(user, backend=BACKEND)
    return client


def entries():
    """What the log says of searches, the newest last."""
    with as_user(person(uuid4().hex[:6], Role.GOVERNANCE, at=agency("hub", "partnership"))):
        found = Entry.objects.filter(kind__startswith="search.").order_by("at", "pk")
        return list(found.values_list("sentence", flat=True))


def searches_of(user):
    with as_user(user):
        return list(StoreSearch.objects.readable().order_by("at"))


class TestSearching:
    def test_half_a_plate_and_a_nickname_find_the_man_and_say_why(self, client, cast):
        report = reported(cast.holder)
        page = searched(signed_in(client, cast.holder), "Dazza KRV")
        assert page.status_code == 302
        assert "Dazza" not in page["Location"], "no name stands in the address of a page"
        page = client.get(page["Location"]).content.decode()
        assert "Darren Axley" in page
        assert "spoken of with" in page
        assert report.reference in page

    def test_marks_that_turn_letters_round_are_left_out_of_what_is_searched_for(self, client, cast):
        reported(cast.holder)
        address = searched(signed_in(client, cast.holder), "Dazza\u202e KRV")["Location"]
        page = client.get(address).content.decode()
        assert "\u202e" not in page
        assert "Darren Axley" in page

    def test_whom_it_is_for_is_asked_once_in_half_an_hour(self, client, cast):
        signed_in(client, cast.holder)
        assert "Whom or what is this search for?" in client.get("/search/").content.decode()
        searched(client, "Dazza")
        page = client.get("/search/").content.decode()
        assert "Whom or what is this search for?" not in page
        assert "A missing child" in page
        again = client.post("/search/", {"words": "KRV"})
        assert again.status_code == 302
        assert [one.purpose for one in searches_of(cast.holder)] == ["A missing child"] * 2
        with as_user(cast.holder):
            chosen = {one.purpose_at for one in StoreSearch.objects.readable()}
            assert len(chosen) == 1, "the second used again what was chosen with the first"
            StoreSearch.objects.update(purpose_at=timezone.now() - timedelta(minutes=31))
        assert "Whom or what is this search for?" in client.get("/search/").content.decode(), "since it was chosen"
        late = client.post("/search/", {"words": "KRV"})
        assert "There is a problem" in late.content.decode()
        assert 'value="KRV"' in late.content.decode(), "what was typed is kept"

    @pytest.mark.parametrize(
        ("typed", "said"),
        [
            ({"words": ""}, "Enter a name, part of a number, or words to look for."),
            ({"words": "x" * 501}, "500"),
            ({"words": "😈"}, "Type letters or figures. A picture or a sign by itself is not searched for"),
            ({"words": "😈 ??"}, "try the name, or words that stand beside it"),
            ({"purpose": ""}, "Whom or what is this search for?"),
            ({"purpose": "child:nonsense"}, "Whom or what is this search for?"),
            ({"purpose_words": ""}, "Enter what the search is for."),
            ({"purpose_words": "."}, "whoever checks the log reads it"),
            ({"purpose_words": "N/A"}, "whoever checks the log reads it"),
        ],
    )
    def test_what_is_missing_is_asked_for_beside_where_it_belongs(self, client, cast, typed, said):
        page = searched(signed_in(client, cast.holder), **{"words": "Dazza", **typed})
        assert page.status_code == 200
        assert "There is a problem" in page.content.decode()
        assert said in page.content.decode()

    def test_each_look_is_in_the_log_with_its_purpose_and_its_filters(self, client, cast):
        page = searched(signed_in(client, cast.holder), "Dazza")["Location"]
        client.get(page + "?thing=person&thing=vehicle&place=arcade")
        assert entries() == [
            "Holder asked for “Dazza”. Purpose: A missing child",
            "Holder searched what they may read for “Dazza”, narrowed to thing person or vehicle, place arcade."
            " Purpose: A missing child",
        ]

    def test_nobody_opens_another_persons_search(self, client, cast):
        page = searched(signed_in(client, cast.holder), "Dazza")["Location"]
        assert signed_in(client, cast.invited).get(page).status_code == 404

    def test_what_others_hold_is_neither_found_nor_counted(self, client, cast):
        reported(cast.invited, mentions=[MAN, CAR])
        page = client.get(searched(signed_in(client, cast.holder), "Dazza KRV arcade")["Location"]).content.decode()
        assert "Nobody and nothing that you hold a key to fits these words." in page
        assert "0 reports" in page

    def test_filters_narrow_things_by_the_reports_that_speak_of_them(self, client, cast):
        reported(cast.holder, where_text="Harbour Arcade")
        reported(cast.holder, "Dazza again.", [MentionGiven("person", "concern", "Dazza Holt")], where_text="The quay")
        address = searched(signed_in(client, cast.holder), "Dazza")["Location"]
        assert "Dazza Holt" in client.get(address).content.decode()
        page = client.get(f"{address}?place=arcade").content.decode()
        assert "Darren Axley" in page
        assert "Dazza Holt" not in page
        page = client.get(f"{address}?thing=vehicle").content.decode()
        assert "Darren Axley</a></h3>" not in page

    @pytest.mark.parametrize(
        "query",
        ["page=0", "page=99999999999", "page=x", "agency=x", "year=1", "grade=9Z", "since-day=40", "kind=<script>",
         "since-day=2&since-month=2&since-year=2026&until-day=1&until-month=2&until-year=2026", "place=%00", "things=%F0"],
    )  # fmt: skip
    def test_no_filter_breaks_the_page(self, client, cast, query):
        address = searched(signed_in(client, cast.holder), "Dazza")["Location"]
        assert client.get(f"{address}?{query}").status_code == 200

    def test_what_looks_like_markup_is_found_and_shown_as_it_was_written(self, client, cast):
        report = reported(
            cast.holder, "She wrote <script>alert(1)</script> and <b>quay</b> on the wall.", where_text="<i>Fish</i>"
        )
        for typed in ("<script>", "script", "<b>quay</b>", '"alert 1"', "fish"):
            page = client.get(searched(signed_in(client, cast.holder), typed)["Location"]).content.decode()
            assert report.reference in page, typed
            assert "<script>alert" not in page
        page = client.get(searched(client, "<script>")["Location"]).content.decode()
        assert "&lt;<mark>script</mark>&gt;alert(1)" in page

    def test_what_takes_too_long_says_so_and_asks_for_another_word(self, client, cast, monkeypatch):
        address = searched(signed_in(client, cast.holder), "Dazza")["Location"]

        def slowly(user, asked):
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_sleep(60)")

        monkeypatch.setattr("tessera.information.searching._PATIENCE_MS", 50)
        monkeypatch.setattr("tessera.information.searching.count_reports", slowly)
        page = client.get(address)
        assert page.status_code == 200
        assert "looking took too long. Add a word" in page.content.decode()

    def test_with_every_filter_in_use_it_sends_no_more_than_25_statements(self, client, cast, grader):
        report = reported(cast.holder, mentions=[MAN, CAR, ARCADE], where_text="Harbour Arcade")
        shared_by(grader, report, to=[cast.holder.agency], text="Dazza waits by the arcade.")
        address = searched(signed_in(client, cast.holder), "Dazza KRV or arcade")["Location"]
        client.post(f"{address}watch/", {"place": "arcade"}, follow=True)  # what it says of it is read once
        at = place(cast.holder, "Harbour Arcade")
        for asked in ("", "?place=arcade", f"?at={at}&place=arcade"):
            with CaptureQueriesContext(connection) as ran:
                page = client.get(address + asked).content.decode()
            assert report.reference in page
            assert len(ran) <= 25, asked


class TestWatching:
    def test_its_author_is_told_when_more_is_found_and_once(self, client, cast):
        reported(cast.holder)
        address = searched(signed_in(client, cast.holder), "Dazza")["Location"]
        client.post(f"{address}watch/", {})
        assert services.tell_watchers() == 0
        reported(cast.holder, "Dazza once more.", [])
        assert services.tell_watchers() == 0, "they know what they wrote"
        reported(colleague(), "Dazza again, at the quay.", [])
        reported(cast.invited, "Dazza, for others.", [MAN])
        assert services.tell_watchers() == 1
        assert services.tell_watchers() == 0
        with as_user(cast.holder):
            told = Message.objects.readable().get(path=address)
        assert told.text == "More is found of your search “Dazza”: 1 report."
        assert "More is found of your search" in client.get("/").content.decode()

    def test_what_it_tells_opens_with_its_filters(self, client, cast):
        address = searched(signed_in(client, cast.holder), "arcade")["Location"]
        client.post(f"{address}watch/", {"place": "quay"})
        by = colleague()
        reported(by, "The arcade.", [], where_text="School")
        reported(by, "The arcade.", [], where_text="By the quay")
        assert services.tell_watchers() == 1
        with as_user(cast.holder):
            told = Message.objects.readable().get(path__startswith=address)
        assert told.text == "More is found of your search “arcade”, with its filters: 1 report."
        opened = client.get(told.path, follow=True)
        assert opened.redirect_chain == [(f"{address}?place=quay", 302)]
        assert "1 report that says so" in opened.content.decode()

    def test_filters_that_cannot_be_read_find_nobody_and_do_not_say_that_there_is_nobody(self, client, cast):
        reported(cast.holder)
        address = searched(signed_in(client, cast.holder), "Dazza")["Location"]
        page = client.get(f"{address}?since-day=31&since-month=2&since-year=2026").content.decode()
        assert "Nothing was looked for: put the filters right first." in page
        assert "Nobody and nothing" not in page
        assert "0 reports" not in page

    def test_filters_are_watched_too(self, client, cast):
        address = searched(signed_in(client, cast.holder), "arcade")["Location"]
        client.post(f"{address}watch/", {"place": "quay"})
        by = colleague()
        reported(by, "The arcade.", [], where_text="School")
        assert services.tell_watchers() == 0
        reported(by, "The arcade.", [], where_text="The quay")
        assert services.tell_watchers() == 1

    def test_one_that_stopped_is_told_of_nothing(self, client, cast):
        address = searched(signed_in(client, cast.holder), "Dazza")["Location"]
        client.post(f"{address}watch/", {})
        client.post(f"{address}watch/", {"stop": "1"})
        reported(cast.holder)
        assert services.tell_watchers() == 0

    def test_what_finds_too_much_is_not_watched(self, client, cast, monkeypatch):
        monkeypatch.setattr("tessera.search.policy.WATCHED_TO", 0)
        reported(cast.holder)
        address = searched(signed_in(client, cast.holder), "Dazza")["Location"]
        page = client.post(f"{address}watch/", {}, follow=True).content.decode()
        assert "This finds more than 0." in page
        assert [one.watched_at for one in searches_of(cast.holder)] == [None]

    def test_nobody_watches_another_persons_search(self, client, cast):
        address = searched(signed_in(client, cast.holder), "Dazza")["Location"]
        assert signed_in(client, cast.invited).post(f"{address}watch/", {}).status_code == 404
        assert client.post(f"/search/{uuid4()}/watch/", {}).status_code == 404


def shared_by(grader, report, *, to, text="A silver car waits by the arcade."):
    """A sanitised version of a report, written by a trained grader who may open it."""
    with as_user(grader):
        grade_report(
            report=report, source="2", information="C", handling="P", conditions="", note="Told.", seen=None, by=grader
        )
        return sanitising.sanitise(report=report, title="A car", text=text, conditions="", to=to, by=grader)


@pytest.fixture
def grader():
    return person("grader", Role.GRADER, Role.SAFEGUARDING_LEAD, at=agency("low-hill-school"))


class TestSanitisedVersions:
    """REQ: soft-original-kept, soft-cleanse-and-check"""

    def test_whoever_it_is_shared_with_finds_it_by_its_words_and_nothing_of_its_report(self, client, cast, grader):
        report = reported(cast.holder, "A teacher saw the silver car.")
        version = shared_by(grader, report, to=[cast.invited.agency])
        page = client.get(searched(signed_in(client, cast.invited), "silver car")["Location"]).content.decode()
        assert "1 sanitised version that says so" in page
        assert f"{version.reference}: A car" in page
        assert "Sanitised version (1)" in page
        assert "<mark>silver</mark>" in page
        assert "2C." in page
        assert "0 reports" in page
        assert report.reference not in page
        address = searched(client, "silver car")["Location"]
        assert version.reference not in client.get(f"{address}?kind=concern").content.decode()
        assert version.reference in client.get(f"{address}?kind=sanitised").content.decode()
        other = person("other", Role.SAFEGUARDING_LEAD, at=agency("third-school"))
        page = client.get(searched(signed_in(client, other), "silver car")["Location"]).content.decode()
        assert "anitised version" not in page
        with as_user(grader):
            sanitising.withdraw_version(version=version, because="Another car.", by=grader)
        page = client.get(searched(signed_in(client, cast.invited), "silver car")["Location"]).content.decode()
        assert "anitised version" not in page

    def test_many_are_shown_ten_at_first(self, client, cast, grader):
        report = reported(cast.holder)
        version = shared_by(grader, report, to=[cast.invited.agency])
        with as_user(grader):
            for n in range(10):
                sanitising.sanitise(
                    report=report,
                    title=f"Car {n}",
                    text="A silver car.",
                    conditions="",
                    to=[cast.invited.agency],
                    by=grader,
                )
        address = searched(signed_in(client, cast.invited), "silver car")["Location"]
        page = client.get(address).content.decode()
        assert "11 sanitised versions that say so" in page
        assert "Show more sanitised versions" in page
        assert version.reference not in page
        page = client.get(f"{address}?versions=all").content.decode()
        assert version.reference in page
        assert "Show more sanitised versions" not in page

    def test_who_watches_is_told_of_a_new_one_and_once(self, client, cast, grader):
        address = searched(signed_in(client, cast.invited), "silver")["Location"]
        client.post(f"{address}watch/", {})
        shared_by(grader, reported(cast.holder), to=[cast.invited.agency])
        assert services.tell_watchers() == 1
        assert services.tell_watchers() == 0
        with as_user(cast.invited):
            told = Message.objects.readable().get(path=address)
        assert told.text == "More is found of your search “silver”: 1 sanitised version."


class TestReference:
    """REQ: soft-separate-store"""

    @pytest.mark.parametrize("spell", [str, str.lower, lambda it: f"  {it.replace('-', ' ')} ", lambda it: it.replace("-", ""),
                                       lambda it: " ".join(it.lower()), lambda it: it.replace("-", "–")])  # fmt: skip
    def test_however_spaced_or_cased_it_finds_what_the_keyring_opens_and_nothing_else(
        self, client, cast, grader, spell
    ):
        report = reported(cast.holder)
        version = shared_by(grader, report, to=[cast.invited.agency])
        desk = person("desk", Role.TRIAGE_OFFICER, at=agency("hub", "partnership"))
        with as_user(desk):
            concern = Concern.objects.readable().get()
        may_open = {report: {desk, cast.holder}, version: {desk, cast.holder, cast.invited}, concern: {desk}}
        for record, readers in may_open.items():
            for user in (desk, cast.holder, cast.invited):
                page = client.get(
                    searched(signed_in(client, user), spell(record.reference))["Location"]
                ).content.decode()
                assert (f'<a class="govuk-link" href="{record.get_absolute_url()}">{record}</a>' in page) is (
                    user in readers
                )
                assert ("Of this reference" in page) is (user in readers)

    def test_a_reference_of_something_hidden_and_one_of_nothing_are_one_page(self, client, cast):
        hidden = reported(cast.holder)
        signed_in(client, cast.invited)
        pages = [
            client.get(searched(client, words)["Location"]).content.decode()
            for words in (hidden.reference, "WX-2222-2223")
        ]
        alike = [re.sub(r"WX-\w{4}-\w{4}|/search/[-0-9a-f]{36}/|value=\"\w{64}\"", "", page) for page in pages]
        assert alike[0] == alike[1]

    @pytest.mark.parametrize("typed", ["WX-7K3M", "WX-7K3M-92QDX", "the WX7K3M92QD", "", "😀", "ＷＸ７K3M-92QD "])
    def test_what_is_not_a_whole_reference_is_none(self, typed):
        assert reference_in(typed) == ("WX-7K3M-92QD" if "Ｗ" in typed else "")


ARCADE, QUAY = MentionGiven("place", "other", "Harbour Arcade"), MentionGiven("place", "other", "Fish Quay")


def place(user, name):
    """The number of the place that this person holds under this name."""
    with as_user(user):
        return Mention.objects.readable().filter(kind="place", words=name)[0].entity_id


class TestPlaces:
    """REQ: soft-separate-store"""

    def test_places_that_reports_name_are_counted_and_one_narrows_reports_and_things(self, client, cast):
        first = reported(cast.holder, mentions=[MAN, ARCADE])
        with as_user(cast.holder):
            same = MentionGiven("place", "other", "The arcade", {}, place(cast.holder, "Harbour Arcade"))
        second = reported(cast.holder, "Dazza there again.", [MAN, same, QUAY])
        third = reported(cast.holder, "Dazza at home.", [MentionGiven("person", "concern", "Dazza Holt")])
        reported(cast.invited, mentions=[MAN, ARCADE])
        address = searched(signed_in(client, cast.holder), "Dazza")["Location"]
        page = client.get(address).content.decode()
        assert "Harbour Arcade (2)" in page
        assert "Fish Quay (1)" in page
        page = client.get(f"{address}?at={place(cast.holder, 'Harbour Arcade')}").content.decode()
        assert "2 reports that say so" in page
        assert first.reference in page
        assert second.reference in page
        assert third.reference not in page
        assert "Dazza Holt" not in page
        assert "Fish Quay (1)" in page, "what there would be, were it chosen too"
        assert entries()[-1].startswith(
            "Holder searched what they may read for “Dazza”, narrowed to at Harbour Arcade."
        )

    def test_a_hidden_place_and_none_are_one_page(self, client, cast):
        reported(cast.invited, mentions=[MAN, ARCADE])
        reported(cast.holder)
        address = searched(signed_in(client, cast.holder), "Dazza")["Location"]
        hidden = place(cast.invited, "Harbour Arcade")
        pages = [client.get(f"{address}?at={one}").content.decode() for one in (hidden, uuid4())]
        assert "Harbour Arcade" not in pages[0]
        alike = [re.sub(r"[-0-9a-f]{36}|value=\"\w{64}\"", "", page) for page in pages]
        assert alike[0] == alike[1]

    def test_whoever_wrote_a_report_for_others_is_told_of_no_place_in_it(self, client, cast):
        teacher = cast.holder
        with as_user(teacher):
            reporting.report_concern(
                typed={"narrative": "Dazza by the arcade.", "desk_only": True}, mentions=[MAN, ARCADE], by=teacher
            )
        page = client.get(searched(signed_in(client, teacher), "Dazza arcade")["Location"]).content.decode()
        assert "1 report" in page
        assert "Harbour Arcade (" not in page

    def test_among_too_many_they_are_counted_when_asked_for(self, client, cast, monkeypatch):
        monkeypatch.setattr("tessera.information.searching.COUNTED_TO", 0)
        reported(cast.holder, mentions=[MAN, ARCADE])
        address = searched(signed_in(client, cast.holder), "Dazza")["Location"]
        page = client.get(address).content.decode()
        assert "Harbour Arcade (" not in page
        assert 'href="?places=all">Count the places to choose from</a>' in page
        assert "Harbour Arcade (1)" in client.get(f"{address}?places=all").content.decode()

    def test_counted_as_row_level_security_would(self, cast):
        """What is counted for each reader is what they could count by themselves among what they hold."""
        for by, said in ((cast.holder, [ARCADE, QUAY]), (cast.invited, [ARCADE]), (cast.holder, [ARCADE])):
            reported(by, mentions=[MAN, *said])
        desk = person("desk", Role.TRIAGE_OFFICER, at=agency("hub", "partnership"))
        for user in (cast.holder, cast.invited, desk):
            with as_user(user):
                mine = Mention.objects.filter(kind="place").values_list("entity", "report")
                expected = Counter(entity for entity, _ in set(mine))
                assert places_counted(user, Asked("Dazza")) == expected


class TestKeptFilters:
    """REQ: soft-separate-store"""

    def test_a_watched_search_says_its_filters_in_words_and_opens_with_them(self, client, cast):
        reported(cast.holder, mentions=[MAN, ARCADE])
        arcade = place(cast.holder, "Harbour Arcade")
        address = searched(signed_in(client, cast.holder), "Dazza")["Location"]
        chosen = {
            "thing": ["person", "vehicle"], "kind": "sanitised", "agency": str(cast.holder.agency.pk), "grade": "none",
            "at": str(arcade), "place": "steps", "since-day": "1", "since-month": "5", "since-year": "2026",
        }  # fmt: skip
        client.post(f"{address}watch/", chosen)
        for page in (client.get("/search/"), client.get(address)):
            said = page.content.decode()
            for words in ("Kind of thing: Person or Vehicle", "Kind of report: Sanitised version", "Agency: Low Hill School",
                          "Grade: Ungraded", "Place that reports name: Harbour Arcade", "Where it happened: “steps”",
                          "Sent from: 1 May 2026"):  # fmt: skip
                assert words in said
        [link] = set(re.findall(r'href="(/search/[-0-9a-f]{36}/\?[^"]*)"', client.get("/search/").content.decode()))
        assert client.get(html.unescape(link)).status_code == 200
        looked = entries()[-1]
        for said in ("thing person or vehicle", "kind sanitised", f"agency {cast.holder.agency.pk}", "grade none",
                     "at Harbour Arcade", "place steps", "since-day 1", "since-month 5", "since-year 2026"):  # fmt: skip
            assert said in looked
        assert looked.count(", ") == 9, "and nothing else"

    def test_one_without_filters_says_so(self, client, cast):
        address = searched(signed_in(client, cast.holder), "Dazza")["Location"]
        client.post(f"{address}watch/", {})
        assert "Watched without a filter" in client.get("/search/").content.decode()

    def test_a_place_watched_is_followed_when_it_is_joined_to_another(self, client, cast):
        reported(cast.holder, mentions=[MAN, ARCADE])
        reported(cast.holder, mentions=[MentionGiven("place", "other", "The Harbour Arcade, Wexmouth")])
        old, new = place(cast.holder, "Harbour Arcade"), place(cast.holder, "The Harbour Arcade, Wexmouth")
        address = searched(signed_in(client, cast.holder), "Dazza")["Location"]
        client.post(f"{address}watch/", {"at": str(old)})
        reported(colleague(), "Dazza again.", [MAN, MentionGiven("place", "other", "the arcade")])
        with as_user(person("desk", Role.TRIAGE_OFFICER, at=agency("hub", "partnership"))) as by:
            for one in (old, place(cast.holder, "the arcade")):
                mention = Mention.objects.get(entity=one)
                entities.answer_match(
                    mention=mention, entity=new, judgement="same", note="One place.", seen=None, by=by
                )
        assert services.tell_watchers() == 1
        assert "Place that reports name: The Harbour Arcade, Wexmouth" in client.get(address).content.decode()


class TestWrittenForOthers:
    """REQ: soft-nicknames, soft-separate-store"""

    @pytest.fixture
    def teacher(self, client):
        teacher = person("teacher", Role.REPORTER, at=agency("low-hill-school"))
        signed_in(client, teacher)
        return teacher

    def test_who_wrote_it_finds_it_by_part_of_a_plate_and_a_nickname_and_nothing_that_others_say(
        self, client, cast, teacher
    ):
        report = reported(teacher, "He waits for her.", [MAN, CAR])
        with as_user(cast.holder):
            same = Mention.objects.readable().get(part="concern").entity_id
        reported(cast.holder, mentions=[MentionGiven("person", "concern", "Darren Secret", {}, same)])
        for typed in ("KRV", "daza", "Axley"):
            page = client.get(searched(client, typed)["Location"]).content.decode()
            assert "As you wrote it in reports for others" in page, typed
            assert report.reference in page
            assert "Secret" not in page
            assert "/entities/" not in page, "they hold no key to what it is"
        assert client.get(f"/entities/{same}/").status_code in (403, 404)
        assert "As you wrote it" not in client.get(searched(client, "Secret")["Location"]).content.decode()

    def test_whoever_holds_the_key_finds_the_thing_and_not_their_words(self, client, cast):
        reported(cast.holder)
        page = client.get(searched(signed_in(client, cast.holder), "KRV")["Location"]).content.decode()
        assert "As you wrote it" not in page
        assert "WZ17 KRV" in page

    def test_what_somebody_else_wrote_is_not_found(self, client, cast, teacher):
        reported(cast.holder)
        page = client.get(searched(client, "KRV")["Location"]).content.decode()
        assert "As you wrote it" not in page

    def test_filters_narrow_it_by_its_kind_and_by_its_report(self, client, cast, teacher):
        reported(teacher, "He waits.", [MAN, CAR], where_text="Fish Quay")
        address = searched(client, "Dazza KRV")["Location"]
        page = client.get(f"{address}?thing=vehicle").content.decode()
        assert "WZ17 KRV, in WX-" in page
        assert "Darren Axley, known as Dazza, in WX-" not in page
        assert "As you wrote it" in client.get(f"{address}?place=quay").content.decode()
        for none in ("place=school", "standing=known", "grade=2C", f"at={uuid4()}"):
            assert "As you wrote it" not in client.get(f"{address}?{none}").content.decode(), none

    def test_who_wrote_much_for_others_is_told_that_only_the_newest_was_looked_at(
        self, client, cast, teacher, monkeypatch
    ):
        monkeypatch.setattr("tessera.entities.queries.own_words.LOOKED_AT", 1)
        reported(teacher, "He waits.", [CAR])
        reported(teacher, "He waits again.", [CAR])
        page = client.get(searched(client, "KRV")["Location"]).content.decode()
        assert page.count("WZ17 KRV, in WX-") == 1
        assert "Only the newest that you wrote was looked at." in page


class TestStanding:
    def test_it_is_shown_and_filters_people_and_the_reports_that_name_them(self, client, cast):
        report = reported(cast.holder)
        reported(cast.holder, "Dazza again.", [MentionGiven("person", "concern", "Dazza Holt")])
        officer = person("officer", Role.POLICE_OFFICER, Role.SAFEGUARDING_LEAD, at=agency("low-hill-school"))
        with as_user(officer):
            man = Mention.objects.readable().get(report=report, part="concern")
            recording.record_standing(
                entity=man.entity_id, level="suspected", basis="Seen waiting.", mentions=[man],
                review_on=timezone.localdate() + timedelta(days=30), owner=officer.post, by=officer,
            )  # fmt: skip
        address = searched(signed_in(client, cast.holder), "Dazza")["Location"]
        page = client.get(address).content.decode()
        line = f"Person of concern, suspected</strong> Not proof. Rests on {report.reference} (Ungraded)"
        assert line in " ".join(page.split())
        assert "StandingSeen" not in page
        assert "Suspected (1)" in page
        page = client.get(f"{address}?standing=suspected").content.decode()
        assert "Darren Axley" in page
        assert "Dazza Holt" not in page
        assert "1 report that says so" in page
        assert "0 reports" in client.get(f"{address}?standing=known").content.decode()
