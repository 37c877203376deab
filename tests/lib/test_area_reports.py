"""Made-up reports: the same for the same seed, true to what they say, and about people who come back."""

import re
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from tessera.lib.area.county import FOLDER, county
from tessera.lib.area.people import people
from tessera.lib.area.reports import AUDIENCES, HOW_KNOWN, reports
from tessera.lib.when import parse
from tests.lib.test_area_identifiers import could_be_issued, is_nobodys_number, is_nobodys_postcode

TODAY = date(2026, 11, 21)
ORIGINS = {row["id"] for row in yaml.safe_load(Path(FOLDER.parent, "origins.yaml").read_text())["entries"]}


@pytest.fixture(scope="module")
def everyone():
    return people(2000, seed=1, on=TODAY)


@pytest.fixture(scope="module")
def written(everyone):
    return list(reports(1500, seed=1, people=everyone))


def test_the_same_seed_gives_the_same_reports(everyone, written):
    assert list(reports(1500, seed=1, people=everyone)) == written
    assert list(reports(1500, seed=2, people=everyone)) != written


@given(st.integers(0, 40))
@settings(max_examples=15)
def test_a_run_can_be_taken_up_where_it_stopped(start):
    few = people(40, seed=4, on=TODAY)
    assert list(reports(40, seed=4, people=few, start=start)) == list(reports(40, seed=4, people=few))[start:]


@given(st.integers(1, 30), st.integers(0, 1 << 40))
@settings(max_examples=25)
def test_any_number_of_people_is_enough(n, seed):
    few = people(n, seed=seed, on=TODAY)
    for report in reports(20, seed=seed, people=few):
        numbers = [int(m.truth.split(":")[1]) for m in report.mentions if m.kind == "person"]
        assert numbers
        assert max(numbers) < n


def test_nobody_to_speak_of_is_refused():
    with pytest.raises(ValueError, match="make at least one person first"):
        list(reports(1, seed=1, people=people(0, seed=1, on=TODAY)))


def test_reports_come_in_order_and_speak_of_what_came_before(written):
    sent = [report.sent_at for report in written]
    assert sent == sorted(sent)
    assert sent[-1] < datetime(2026, 11, 21, tzinfo=UTC)
    for report in written:
        assert report.happened_from <= report.happened_until <= report.sent_at


def test_the_words_for_when_mean_the_moments_given(written):
    for report in written:
        understood = parse(report.when_text, now=report.sent_at)
        assert understood.earliest <= report.happened_from, report.when_text
        assert understood.latest >= min(report.happened_until, understood.latest), report.when_text
        assert understood.latest >= report.happened_from, report.when_text


def test_every_mention_stands_in_the_narrative(written):
    for report in written:
        assert "{" not in report.narrative
        assert report.mentions[0].part == "child"
        for mention in report.mentions:
            assert mention.words in report.narrative


def test_every_code_is_one_that_exists(written):
    staff = county().staff
    for report in written:
        assert staff[report.author].agency == report.agency
        assert "reporter" in staff[report.author].roles
        assert report.origin in ORIGINS
        assert report.how_known in HOW_KNOWN
        assert report.audience in AUDIENCES
        assert (report.audience == "named") == bool(report.named)
        assert report.named != report.author
        assert (report.source == "self") == (report.source_name == "")
        assert (report.source == "public_withheld") == bool(report.source_reference)
        assert not report.named or {"governance", "administrator"}.isdisjoint(staff[report.named].roles)
        assert report.named != "outsider"


def test_the_truth_behind_a_mention_is_the_person_it_was_made_from(everyone, written):
    for mention in (mention for report in written for mention in report.mentions):
        kind, _, which = mention.truth.partition(":")
        assert kind == mention.kind
        if mention.damage == "exact" and kind == "person":
            assert everyone[int(which)].first_name == mention.fields["first_name"]
        if mention.damage == "exact" and kind == "vehicle":
            plate = str(mention.fields["plate"]).upper().replace(" ", "")
            assert plate == everyone[int(which)].plate.replace(" ", "")


def test_nothing_misheard_becomes_somebodys(written):
    for mention in (mention for report in written for mention in report.mentions):
        for number in mention.fields.get("phones", []):
            assert "?" in number or is_nobodys_number(number), number
        assert not could_be_issued(str(mention.fields.get("plate", ""))), mention
        assert is_nobodys_postcode(str(mention.fields.get("postcode", "WX1 1AA")))


def test_damage_of_every_kind_is_done_and_seldom_to_most(written):
    done = Counter(part for report in written for m in report.mentions for part in m.damage.split("+"))
    expected = {
        "exact", "misspelt", "nickname", "first_name_only", "names_swapped", "day_month_swapped", "year_out",
        "age_only", "partial", "misread", "digits_swapped", "no_postcode",
    }  # fmt: skip
    assert set(done) == expected
    assert done["exact"] > done.total() * 0.3


def test_people_come_back_and_most_hardly_ever(written):
    told_of = Counter(m.truth for report in written for m in report.mentions if m.kind == "person")
    most = told_of.most_common()
    assert most[0][1] >= 15
    assert most[0][1] < len(written) / 10
    assert sum(count == 1 for _, count in most) > len(most) * 0.2


def test_some_children_are_tied_by_an_adult_from_outside_their_circle(written):
    circles = {}
    for report in written:
        child, *others = (int(m.truth.split(":")[1]) for m in report.mentions if m.kind == "person")
        for other in others:
            circles.setdefault(other, set()).add(child // 8)
    assert sum(len(reached) > 1 for reached in circles.values()) > 20


def test_a_demo_has_at_least_forty_audiences(written):
    audiences = {(r.audience, r.named, r.agency if r.audience == "usual" else "") for r in written}
    assert len(audiences) >= 40
    named = {report.named for report in written}
    silent = {"outsider", "governance", "admin"}
    assert {worker.email for worker in county().accounts} - silent <= named


def test_narratives_vary(written):
    assert len({re.sub(r"\s+", " ", report.narrative) for report in written}) == len(written)
