"""The files of the county: everything they name exists, nothing is anybody's, and no line blames a child."""

import re
from collections import Counter

import pytest
import yaml

from tessera.lib.area.county import FOLDER, county, read
from tessera.lib.words import check, terms_from
from tests.lib.test_area_identifiers import DRAMA, is_nobodys_postcode

DEMO = """
    teacher socialworker police nurse carer triage coordinator analyst keyworker supervisor prosecutor adviser
    governance admin outsider mfa
"""
ROLES = """
    reporter triage_officer adult_triage_officer hub_partner social_worker police_officer analyst grader coordinator key_worker
    supervisor prosecutor legal_adviser governance administrator safeguarding_lead carer
"""
KINDS = """
    police social_care health school care_home youth_justice voluntary housing licensing prosecution
    partnership
"""
HOTSPOTS = "hotels parks city-centres takeaways-taxis clubs-bars-casinos stations private-party-premises"
DAYS = "monday tuesday wednesday thursday friday saturday sunday"


def catalogue(name):
    return yaml.safe_load((FOLDER.parent / f"{name}.yaml").read_text(encoding="utf-8"))["entries"]


def texts(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from texts(each)


def test_the_demo_accounts_are_those_promised():
    assert [worker.email for worker in county().accounts] == DEMO.split()
    assert county().domain == "wexmouth.example"


def test_every_worker_has_an_agency_that_exists_and_roles_that_exist():
    for worker in county().staff.values():
        assert worker.agency in county().agencies
        assert worker.roles
        assert set(worker.roles) <= set(ROLES.split())
    raw = read("accounts")
    assert len(county().staff) == len(raw["accounts"]) + len(raw["colleagues"])


def test_no_two_accounts_hold_the_same_agency_and_roles():
    keyrings = Counter((worker.agency, worker.roles) for worker in county().accounts)
    assert max(keyrings.values()) == 1


def test_every_agency_is_of_a_known_kind_and_has_a_contact_and_a_safeguarding_lead():
    leads = {worker.agency for worker in county().staff.values() if "safeguarding_lead" in worker.roles}
    for agency in county().agencies.values():
        assert agency.kind in KINDS.split()
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*", agency.code)
        assert county().staff[agency.contact].agency == agency.code
        assert DRAMA.fullmatch(agency.telephone.replace(" ", ""))
        assert agency.code in leads
    assert {agency.kind for agency in county().agencies.values()} == set(KINDS.split())
    assert sum(agency.outside for agency in county().agencies.values()) == 2


def test_places_are_in_towns_of_the_county_and_of_kinds_that_exist():
    towns = {town.name: town for town in county().towns}
    assert sum(town.share for town in towns.values()) == 1000
    for place in county().places.values():
        first, last = towns[place.town].districts
        assert first <= int(re.match(r"WX(\d+)", place.postcode)[1]) <= last
        assert is_nobodys_postcode(place.postcode)
        assert place.kind in HOTSPOTS.split()
    assert {agency.town for agency in county().agencies.values()} <= set(towns)


def test_the_front_door_says_when_it_opens_and_whom_to_ring():
    front = read("front_door")
    door = front["front_door"]
    for hours in door["hours"]:
        assert hours["day"] in DAYS.split()
        assert "00:00" <= hours["opens"] < hours["closes"] <= "24:00"
    assert door["agency"] in county().agencies
    assert DRAMA.fullmatch(door["in_hours"]["telephone"].replace(" ", ""))
    assert DRAMA.fullmatch(door["out_of_hours"]["telephone"].replace(" ", ""))
    assert front["emergency"]["telephone"] == "999"


def test_the_definition_in_force_is_quoted_with_its_date_and_source():
    """REQ: intake-shared-definition."""
    (entry,) = catalogue("definition")
    for part in ("imbalance of power", "under the age of 18", "appears consensual", "use of technology"):
        assert part in entry["text"]
    assert entry["valid_from"] == "2017-02-16"
    assert entry["source"]


def test_origins_are_coded_and_cover_every_route():
    """REQ: intake-many-routes."""
    rows = catalogue("origins")
    codes = [row["id"] for row in rows]
    assert len(set(codes)) == len(codes)
    assert {
        "child",
        "parent",
        "friend",
        "foster-carer",
        "sarc",
        "return-interview",
        "public",
        "hotel",
    } <= set(codes)
    assert all(row["source"] for row in rows)
    passed_on = {origin for origins in county().phrases["origins"].values() for origin in origins}
    assert passed_on <= set(codes)


def test_every_phrase_has_one_slot_and_it_is_its_own():
    phrases = county().phrases
    for name in ("concern", "other_child", "protects", "phone", "vehicle", "account", "place"):
        for sentence in phrases[name]:
            assert re.findall(r"\{(\w*)\}", sentence) == [name]
    for sentences in phrases["opening"].values():
        for sentence in sentences:
            assert re.findall(r"\{(\w*)\}", sentence) == ["child"]
    assert set(phrases["opening"]) == set(phrases["origins"]) == set(phrases["writes"])


@pytest.mark.parametrize("name", ["phrases", "story", "agencies", "accounts", "places", "front_door"])
def test_no_line_blames_a_child(name):
    everything = "\n".join(" ".join(text.split()) for text in texts(read(name)))
    pointed = [
        everything[everything.rfind("\n", 0, found.start) + 1 :].partition("\n")[0]
        for found in check(everything, terms_from(catalogue("language")))
    ]
    # The list excepts a child's own words, which are kept exact, and the published name of a model.
    excepted = ("He says he's my boyfriend", "older-boyfriend-girlfriend")
    assert [line for line in pointed if not line.startswith(excepted)] == []
    assert len(pointed) == (3 if name == "story" else 0)
