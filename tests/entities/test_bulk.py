"""A comparison in bulk suggests to those who read both sides, joins nothing, and asks nothing twice."""

import os
from itertools import pairwise

import pytest
from django.db import connections
from django.http import Http404
from django.test import Client

from tessera.audit.models import Entry
from tessera.command import main
from tessera.entities import merging, queries, suggesting
from tessera.entities.models import BulkRun, BulkSuggestion
from tessera.entities.queries import review
from tessera.entities.queries.pairs import whole_score
from tessera.entities.suggesting import OnTheServer, suggest_in_bulk
from tessera.lib.linkage import bulk
from tests.cast import as_user, make_cast
from tests.databases import cloned_database
from tests.entities.telling import only, person, told

SIGNED_IN = "tessera.access.signed_in.SignedIn"
WHY = "The same date of birth."


@pytest.fixture(scope="module")
def cast(django_db_setup, django_db_blocker):
    """In a database of its own, and nothing undone: the owner of the tables reads what the site has kept."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    with django_db_blocker.unblock(), cloned_database(f"test_tessera_bulk_{worker}"):
        yield make_cast()


@pytest.fixture(autouse=True)
def open_to_both(cast, django_db_blocker):
    with django_db_blocker.unblock():
        yield
        with connections["owner"].cursor() as owner:
            owner.execute("TRUNCATE entities_bulksuggestion, entities_bulkrun")


def run(**more):
    return suggest_in_bulk(engine="duckdb", by=OnTheServer("root"), **more)


def two(cast, name, born="1/8/2012", *, audience=None, other=None):
    """One person held twice, misspelt once: by the holder and the invited, and by the holder alone."""
    ours = audience or only(cast.holder, cast.invited)
    (first,) = told(cast.holder, ours, person(f"{name}, dob {born}"))
    (second,) = told(cast.holder, other or only(cast.holder), person(f"{name}e, dob {born}"))
    return first.entity_id, second.entity_id


def open_to(user, *pair):
    """The suggestions of these that this person is asked about."""
    with as_user(user):
        found = review.to_review(user, most=200)
    return [one for one in found if {one.left.pk, one.right.pk} <= set(pair)]


def say(by, one, other, judgement="different"):
    with as_user(by):
        return merging.answer_pair(one=one, other=other, judgement=judgement, note=WHY, by=by)


def browser(user):
    client = Client()
    client.force_login(user, backend=SIGNED_IN)
    return client


def test_whoever_reads_both_sides_is_asked_and_nobody_else(cast):
    """REQ: soft-match-on-arrival. The score is that of the live matcher, and names its model."""
    pair = two(cast, "Tegan Hollis")
    run()
    (found,) = open_to(cast.holder, *pair)
    assert open_to(cast.invited, *pair) == open_to(cast.outsider, *pair) == []
    with as_user(cast.holder):
        held = queries.held_for(cast.holder, pair)
        score = whole_score(*held.values())
        assert (found.score, found.prior, tuple(found.reasons)) == (score.total, score.prior, score.reasons)
        assert found.suggestion.model_version == score.model_version
        assert set(held) == set(pair), "nothing was joined"
    with as_user(cast.invited), pytest.raises(Http404):
        review.review_for(cast.invited, found.suggestion.pk)


def test_the_same_is_not_suggested_twice(cast):
    pair = two(cast, "Kacper Nowak")
    before = run()
    again = run()
    assert before.suggested > 0
    assert (again.suggested, again.known) == (0, before.suggested)
    assert again.pairs == before.pairs
    assert len(open_to(cast.holder, *pair)) == 1


def test_a_suggestion_goes_when_a_side_says_something_else_and_the_next_run_looks_again(cast):
    """Or it would tell of what was said there before, and may be read no more."""
    one, other = two(cast, "Amina Warsame")
    run()
    assert open_to(cast.holder, one, other)
    told(cast.holder, only(cast.holder), person("Amina Warsame, 07700 900321", same_as=other))
    assert not open_to(cast.holder, one, other)
    assert run().suggested == 1
    assert len(open_to(cast.holder, one, other)) == 1


@pytest.mark.parametrize(
    ("judgement", "name"), [("same", "Ebony Lark"), ("different", "Ebony Quill"), ("unsure", "Ebony Hartnell")]
)
def test_what_is_answered_is_not_offered_again(cast, judgement, name):
    """REQ trust-human-decides."""
    pair = two(cast, name)
    run()
    assert open_to(cast.holder, *pair)
    say(cast.holder, *pair, judgement)
    assert not open_to(cast.holder, *pair)
    run()
    assert not open_to(cast.holder, *pair)


def test_what_was_answered_about_a_part_is_not_offered_again(cast):
    one, other = two(cast, "Ffion Prosser")
    (third,) = told(cast.holder, only(cast.holder), person("Ffion Prosser, dob 1/8/2012"))
    say(cast.holder, one, other)
    say(cast.holder, one, third.entity_id, "same")
    run()
    assert not open_to(cast.holder, third.entity_id, other)


def test_an_answer_that_a_reader_may_not_read_changes_nothing_for_them(cast):
    ours, theirs = only(cast.holder, cast.invited), only(cast.holder, cast.outsider)
    one, other = two(cast, "Zofia Lis", audience=ours, other=ours)
    mine, hers = two(cast, "Zofia Lis", audience=theirs, other=theirs)
    run()
    (before,) = open_to(cast.invited, one, other)
    say(cast.holder, mine, one, "same")
    say(cast.holder, hers, other, "same")
    run()
    assert open_to(cast.outsider, one, other)
    say(cast.outsider, one, other)
    assert open_to(cast.invited, one, other) == [before]
    assert open_to(cast.outsider, one, other) == []


def test_one_pair_of_several_audiences_is_asked_once(cast):
    one, other = two(cast, "Idris Mahmood")
    told(cast.holder, only(cast.holder), person("Idris Mahmood, dob 1/8/2012", same_as=one))
    run()
    assert len(open_to(cast.holder, one, other)) == 1
    with as_user(cast.holder):
        assert BulkSuggestion.objects.filter(left__in=(one, other), right__in=(one, other)).count() == 2


def test_best_first_and_each_leads_to_the_next(cast):
    two(cast, "Rhiannon Beddoes")
    two(cast, "Oluwaseun Adeyemi", "3/4/2010")
    run(threshold=-100)
    with as_user(cast.holder):
        found = review.to_review(cast.holder, most=500)
        assert len(found) > 2
        assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)
        assert review.how_many_to_review(cast.holder) >= len(found)
        for one, following in pairwise(found):
            assert review.to_review(cast.holder, most=1, after=one.suggestion) == [following]
        assert review.to_review(cast.holder, most=1, after=found[-1].suggestion) == []


def test_a_run_is_recorded_with_who_and_how_much(cast):
    two(cast, "Marek Sobczak")
    done = run()
    with connections["owner"].cursor() as owner:
        owner.execute(
            "SELECT kind, sentence FROM audit_entry WHERE kind LIKE 'entities.bulk%' ORDER BY at DESC LIMIT 2"
        )
        (finished, told_last), (begun, _) = owner.fetchall()
    assert (begun, finished) == ("entities.bulk_begun", "entities.bulk_finished")
    assert "root" in told_last
    assert f"Suggested: {done.suggested}." in told_last
    kept = BulkRun.objects.using("owner").get()
    assert (kept.engine, kept.started_by) == ("duckdb", "Somebody on the server (root)")
    assert Entry._meta.db_table == "audit_entry"


def test_stopped_at_any_batch_it_goes_on(cast, monkeypatch):
    for name in ("Senan Doyle", "Priya Chaudhry", "Yusuf Demir"):
        two(cast, name)
    whole = run().suggested
    with connections["owner"].cursor() as owner:
        owner.execute("TRUNCATE entities_bulksuggestion, entities_bulkrun")
    monkeypatch.setattr(suggesting, "BATCH", 1)

    def stop(done):
        if done.suggested:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(tell=stop)
    rest = run()
    assert (rest.known, rest.suggested) == (1, whole - 1)


def test_shared_between_processes_it_suggests_the_same(cast, monkeypatch):
    for name in ("Catrin Bevan", "Arjun Grewal", "Milena Kos"):
        two(cast, name)
    alone, kept_alone = run(), kept()
    with connections["owner"].cursor() as owner:
        owner.execute("TRUNCATE entities_bulksuggestion, entities_bulkrun")
    monkeypatch.setattr(suggesting, "BATCH", 2)
    monkeypatch.setattr(suggesting, "WORTH_SHARING", 0)
    assert run() == alone
    assert kept() == kept_alone
    assert (run().suggested, kept()) == (0, kept_alone)


def kept():
    """Everything suggested, in an order of its own."""
    said = ("left", "left_audience", "left_said", "right", "right_audience", "right_said", "score", "reasons")
    return sorted(BulkSuggestion.objects.using("owner").values_list(*said), key=str)


def test_the_command_says_what_it_did(cast, capsys):
    two(cast, "Bronwen Pugh")
    assert main(["match", "bulk"]) == 0
    told_last = capsys.readouterr().err
    assert "as the owner of the tables" in told_last
    assert "new suggestions" in told_last


def test_without_the_optional_packages_it_says_what_to_install(cast, capsys, monkeypatch):
    monkeypatch.setattr(bulk, "find_spec", lambda name: None)
    assert main(["match", "bulk"]) == 2
    assert "requirements/linkage.txt" in capsys.readouterr().err.splitlines()[-1]
    assert not BulkRun.objects.using("owner").exists()


@pytest.mark.parametrize("threshold", ["nan", "inf"])
def test_a_threshold_is_a_number(cast, capsys, threshold):
    assert main(["match", "bulk", "--threshold", threshold]) == 2
    assert capsys.readouterr().err.splitlines()[-1] == "The threshold is a number of bits, such as 4."


# The pages.


@pytest.fixture
def asked(cast, request):
    """A pair to answer, and the holder's browser on its page."""
    pair = two(cast, f"Nadia {request.node.callspec.id.title() if hasattr(request.node, 'callspec') else 'Rahman'}")
    run()
    (found,) = open_to(cast.holder, *pair)
    typed = {"one": found.left.pk, "other": found.right.pk, "judgement": "different", "note": WHY, "seen": ""}
    return browser(cast.holder), found.suggestion.get_absolute_url(), typed, pair


def test_a_wrong_answer_keeps_what_was_typed(asked):
    client, path, typed, _ = asked
    shown = client.post(path, typed | {"judgement": ""})
    assert shown.status_code == 200
    assert WHY in shown.content.decode()
    assert "There is a problem" in shown.content.decode()


@pytest.mark.parametrize("judgement", ["different", "unsure"])
def test_of_two_at_once_the_second_reads_the_first_and_keeps_what_they_typed(cast, asked, judgement):
    client, path, typed, pair = asked
    say(cast.holder, *pair, judgement)
    shown = client.post(path, typed | {"note": "Cousins, says the aunt."}).content.decode()
    assert "Somebody else answered while this page was open" in shown
    assert "Cousins, says the aunt." in shown
    assert WHY in shown


def test_of_two_at_once_the_second_is_told_that_the_two_are_one_by_now(cast, asked):
    client, path, typed, pair = asked
    say(cast.holder, *pair, "same")
    shown = client.post(path, typed | {"note": "Cousins, says the aunt."}, follow=True).content.decode()
    assert "answered “Same” while this page was open" in shown
    assert "Cousins, says the aunt." in shown
    assert browser(cast.invited).post(path, typed).status_code == 404


def test_an_answer_leads_to_the_next(cast, asked):
    client, path, typed, pair = asked
    two(cast, "Sorcha Kinsella")
    run(threshold=-100)
    done = client.post(path, typed | {"judgement": "same"})
    assert done.status_code == 302
    shown = client.get(done.headers["Location"])
    assert shown.status_code == 200
    assert done.headers["Location"] != path
    assert not open_to(cast.holder, *pair)
