"""The one search box, as its users meet it. REQ: soft-nicknames, soft-separate-store."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from tessera.access.roles import Role
from tessera.audit.models import Entry
from tessera.concerns import reporting
from tessera.entities import standing as recording
from tessera.entities.models import Mention
from tessera.entities.services import MentionGiven
from tessera.search import services
from tessera.search.models import StoreSearch
from tessera.work.models import Message
from tests.cast import Cast, agency, as_user, person
from tests.reporting import BACKEND

pytestmark = pytest.mark.usefixtures("db")
CAR = MentionGiven("vehicle", "other", "WZ17 KRV")
MAN = MentionGiven("person", "concern", "Darren Axley, known as Dazza")


def reported(by, narrative="Dazza waited by the arcade.", mentions=(MAN, CAR), **typed):
    with as_user(by):
        return reporting.report_concern(typed={"narrative": narrative, **typed}, mentions=list(mentions), by=by)


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
            StoreSearch.objects.update(at=timezone.now() - timedelta(minutes=31))
        assert "Whom or what is this search for?" in client.get("/search/").content.decode()

    @pytest.mark.parametrize(
        ("typed", "said"),
        [
            ({"words": ""}, "Enter search."),
            ({"words": "x" * 501}, "500"),
            ({"purpose": ""}, "Whom or what is this search for?"),
            ({"purpose": "child:nonsense"}, "Whom or what is this search for?"),
            ({"purpose_words": ""}, "What it is for"),
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


class TestWatching:
    def test_its_author_is_told_when_more_is_found_and_once(self, client, cast):
        reported(cast.holder)
        address = searched(signed_in(client, cast.holder), "Dazza")["Location"]
        client.post(f"{address}watch/", {})
        assert services.tell_watchers() == 0
        reported(cast.holder, "Dazza again, at the quay.", [])
        reported(cast.invited, "Dazza, for others.", [MAN])
        assert services.tell_watchers() == 1
        assert services.tell_watchers() == 0
        with as_user(cast.holder):
            told = Message.objects.readable().get(path=address)
        assert told.text == "More is found of your search “Dazza”: 1 report."
        assert "More is found of your search" in client.get("/").content.decode()

    def test_filters_are_watched_too(self, client, cast):
        address = searched(signed_in(client, cast.holder), "arcade")["Location"]
        client.post(f"{address}watch/", {"place": "quay"})
        reported(cast.holder, "The arcade.", [], where_text="School")
        assert services.tell_watchers() == 0
        reported(cast.holder, "The arcade.", [], where_text="The quay")
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
        assert f"Person of concern, suspected</strong> Not proof. Rests on {report.reference} (Ungraded)" in page
        assert "StandingSeen" not in page
        assert "Suspected (1)" in page
        page = client.get(f"{address}?standing=suspected").content.decode()
        assert "Darren Axley" in page
        assert "Dazza Holt" not in page
        assert "1 report that says so" in page
        assert "0 reports" in client.get(f"{address}?standing=known").content.decode()
