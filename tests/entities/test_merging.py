"""Joining two things as wholes, telling them apart, taking a join back: who decides, what is kept, what each sees."""

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from tessera.entities import merging, queries, services
from tessera.entities.models import Mention, PairAnswer, PairEvidence, PairMention
from tessera.entities.queries import merged, pairs
from tessera.entities.queries.suggestions import suggestions_for_each
from tests.cast import as_user
from tests.entities.telling import given, only, person, told
from tests.entities.test_services import holdings
from tests.house.test_cast_on_every_url import TOKEN

SIGNED_IN = "tessera.access.signed_in.SignedIn"
WHY = "The same date of birth, and the aunt says so."


@pytest.fixture
def ours(cast):
    return only(cast.holder, cast.invited)


@pytest.fixture
def two(cast, ours):
    """Two things held: each spoken of twice, one of those by the holder alone."""
    (one,) = told(cast.holder, ours, person("Tegan Hollis, dob 1/8/2012"))
    told(cast.holder, only(cast.holder), person("Tig", same_as=one.entity_id))
    (other,) = told(cast.holder, ours, person("Teagan Holis"))
    told(cast.holder, only(cast.holder), person("Teagan Holis, dob 1/8/2012", same_as=other.entity_id))
    return one.entity_id, other.entity_id


def say(by, one, other, judgement="same", note=WHY, seen=None):
    with as_user(by):
        return merging.answer_pair(one=one, other=other, judgement=judgement, note=note, by=by, seen=seen)


def undo(by, join, note="Two girls of one name."):
    with as_user(by):
        return merging.undo_join(join=join.pk, note=note, by=by)


def places(by):
    with as_user(by):
        return dict(Mention.objects.readable().values_list("words", "entity"))


def test_a_person_joins_two_things_and_everything_of_the_one_is_of_the_other(cast, two, ours):
    one, other = two
    answer = say(cast.holder, one, other)
    with as_user(cast.holder):
        assert one not in queries.held_for(cast.holder, [one])
        held = queries.entity_for(cast.holder, other)
        assert held.mentions == 4
        assert "Tig" in held.also
        kept = PairAnswer.objects.get()
        assert (kept, kept.note, kept.author) == (answer, WHY, cast.holder.post)
        evidence = PairEvidence.objects.get()
        assert evidence.model_version
        assert evidence.mentions == 4
        assert evidence.score > 0
        moved = PairMention.objects.filter(joined_to=other)
        assert {row.was_id for row in moved} == {one}
        assert moved.count() == 2
        assert queries.now_of(cast.holder, one) == other
        assert one in queries.joined_into_each(cast.holder, [other])[other]
    holdings(ours, only(cast.holder))


def test_only_what_the_person_may_read_is_moved_and_the_rest_stays_where_its_readers_find_it(cast, two, client):
    one, other = two
    before = page_of(client, cast.outsider, one)
    say(cast.invited, one, other)
    with as_user(cast.holder):
        now = dict(Mention.objects.readable().values_list("words", "entity"))
        assert now == {
            "Tegan Hollis, dob 1/8/2012": other, "Tig": one, "Teagan Holis": other, "Teagan Holis, dob 1/8/2012": other
        }  # fmt: skip
        assert not PairMention.objects.filter(mention__words="Tig").exists()
    content = page_of(client, cast.holder, one).content.decode()
    assert "Some of what was held here was joined elsewhere" in content
    assert f"/children/{other}/" in content
    assert page_of(client, cast.invited, one).status_code == 302
    assert page_of(client, cast.outsider, one).status_code == before.status_code == 404


def test_whoever_reads_one_side_only_learns_nothing_of_the_other_and_is_led_on(cast, ours, client):
    (seen,) = told(cast.holder, ours, person("Tegan Hollis"))
    (hidden,) = told(cast.holder, only(cast.holder), person("Teagan Holis"))
    before = bytes_of(client, cast.invited, seen.entity_id)
    join = say(cast.holder, seen.entity_id, hidden.entity_id)
    with as_user(cast.invited):
        assert not PairAnswer.objects.exists()
        assert not PairEvidence.objects.exists()
        with pytest.raises(Http404):
            merging.undo_join(join=join.pk, note="No.", by=cast.invited)
    led = page_of(client, cast.invited, seen.entity_id)
    assert led.headers["Location"] == f"/entities/{hidden.entity_id}/"
    after = bytes_of(client, cast.invited, hidden.entity_id)
    numbered = str(hidden.entity_id).encode(), str(seen.entity_id).encode()
    assert after.replace(*numbered) == before


def test_whoever_reads_only_some_of_a_join_takes_back_only_that(cast, two):
    one, other = two
    join = say(cast.holder, one, other)
    undo(cast.invited, join)
    assert places(cast.holder)["Tegan Hollis, dob 1/8/2012"] == one
    assert places(cast.holder)["Tig"] == other
    with as_user(cast.holder):
        (left,) = merged.joins_of(cast.holder, other)
        assert [mention.words for mention in left.mentions] == ["Tig"]
    undo(cast.holder, join)
    assert places(cast.holder)["Tig"] == one


@pytest.mark.parametrize("judgement", ["different", "unsure"])
def test_told_apart_they_are_not_offered_again_without_saying_so(cast, two, judgement, client):
    one, other = two
    answer = say(cast.holder, one, other, judgement, "Seen together.")
    assert places(cast.holder)["Tig"] == one
    for this, that in ((one, other), (other, one)):
        content = page_of(client, cast.holder, this, "merge/").content.decode()
        offered, answered = content.split("Answered already")
        assert str(that) not in offered
        assert "Seen together." in answered
        assert "Seen together." in page_of(client, cast.holder, this, f"merge/{that}/").content.decode()
    with as_user(cast.holder):
        for mention in Mention.objects.readable():
            found = queries.suggestions_for_each(cast.holder, [mention])[mention.pk]
            assert not found.open
            assert answer in [one.answered for one in found.answered]
    with as_user(cast.invited):
        assert [said.answer for said in merged.answers_between(cast.invited, one, other)] == [answer]
        assert not PairEvidence.objects.exists(), "it rests on what the invited cannot read"


def test_of_two_who_answer_the_second_is_shown_the_first(cast, two, client):
    one, other = two
    first = say(cast.invited, one, other, "different", "Seen together.")
    with pytest.raises(merging.Stale) as stale:
        say(cast.holder, one, other)
    assert stale.value.saved == first
    client.force_login(cast.holder, backend=SIGNED_IN)
    shown = client.post(f"/entities/{one}/merge/{other}/", {"judgement": "same", "note": WHY, "seen": ""})
    content = shown.content.decode()
    assert "Somebody else answered while this page was open" in content
    assert "Seen together." in content
    assert WHY in content
    again = client.post(f"/entities/{one}/merge/{other}/", {"judgement": "same", "note": WHY, "seen": str(first.pk)})
    assert again.headers["Location"] == f"/children/{other}/"


def test_whoever_answers_after_a_join_is_told_whose_it_is_and_keeps_their_words(cast, client):
    both = only(cast.holder, cast.invited)
    one, other = (told(cast.holder, both, person(name))[0].entity_id for name in ("Tegan Hollis", "Teagan Holis"))
    say(cast.invited, one, other)
    client.force_login(cast.holder, backend=SIGNED_IN)
    typed = {"judgement": "unsure", "note": "Their mothers differ.", "seen": ""}
    for path in (f"/entities/{one}/merge/{other}/", f"/entities/{other}/merge/{one}/"):
        late = client.post(path, typed, follow=True)
        assert late.redirect_chain[0] == (f"/entities/{other}/", 302)
        content = late.content.decode()
        assert "Invited answered “Same” while this page was open. Your answer was not kept." in content
        assert "Their mothers differ." in content
    assert client.get(f"/entities/{one}/merge/{other}/").headers["Location"] == f"/entities/{other}/"
    client.force_login(cast.outsider, backend=SIGNED_IN)
    assert client.get(f"/entities/{one}/merge/{other}/").status_code == 404
    assert client.post(f"/entities/{one}/merge/{other}/", typed).status_code == 404


def test_an_old_link_to_two_leads_to_the_two_as_they_are_now_with_what_was_typed(cast, client):
    both = only(cast.holder, cast.invited)
    names = ("Tegan Hollis", "Teagan Holis", "Tegan Holliss")
    one, other, third = (told(cast.holder, both, person(name))[0].entity_id for name in names)
    say(cast.invited, one, other)
    client.force_login(cast.holder, backend=SIGNED_IN)
    assert client.get(f"/entities/{one}/merge/{third}/").headers["Location"] == f"/entities/{other}/merge/{third}/"
    assert client.get(f"/entities/{third}/merge/{one}/").headers["Location"] == f"/entities/{third}/merge/{other}/"
    typed = {"judgement": "same", "note": "One mother.", "seen": ""}
    late = client.post(f"/entities/{one}/merge/{third}/", typed, follow=True)
    assert late.redirect_chain[0] == (f"/entities/{other}/merge/{third}/", 302)
    assert "You wrote: One mother." in late.content.decode()
    client.force_login(cast.outsider, backend=SIGNED_IN)
    assert client.get(f"/entities/{one}/merge/{third}/").status_code == 404


def test_every_page_about_a_thing_leads_on_to_what_it_was_joined_to_and_takes_what_was_typed(cast, client):
    names = ("Tegan Hollis", "Teagan Holis", "Darren Axley")
    one, other, third = (told(cast.holder, only(cast.holder), person(name))[0].entity_id for name in names)
    say(cast.holder, one, other)
    client.force_login(cast.holder, backend=SIGNED_IN)
    for old, new in (
        (f"/entities/{one}/merge/?find=x", f"/entities/{other}/merge/?find=x"),
        (f"/entities/{one}/statements/?format=csv", f"/entities/{other}/statements/?format=csv"),
        (f"/entities/{one}/mark/", f"/entities/{other}/mark/"),
        (f"/entities/{one}/standing/", f"/entities/{other}/standing/"),
        (f"/search/let-others-find/{one}/", f"/search/let-others-find/{other}/"),
        (f"/children/{one}/open-case/", f"/children/{other}/open-case/"),
        (f"/assessments/start/{one}/", f"/assessments/start/{other}/"),
    ):
        assert client.get(old).headers.get("Location") == new, old
    assert client.get(f"/entities/{one}/ties/{third}/").headers["Location"] == f"/entities/{other}/ties/{third}/"
    assert client.get(f"/entities/{other}/ties/{third}/").status_code == 404, "no report speaks of both"
    assert "Gone again." in client.post(f"/entities/{one}/mark/", {"note": "Gone again."}).content.decode()
    client.force_login(cast.outsider, backend=SIGNED_IN)
    assert client.get(f"/entities/{one}/mark/").status_code == 404


def test_of_a_join_whose_things_were_joined_on_since_nobody_is_told_that_they_are_two_again(cast, client):
    names = ("Tegan Hollis", "Teagan Holis", "Tegan Holliss")
    one, other, third = (told(cast.holder, only(cast.holder), person(name))[0].entity_id for name in names)
    first, second = say(cast.holder, one, other), say(cast.holder, other, third)
    client.force_login(cast.holder, backend=SIGNED_IN)
    page = client.post(f"/joined/{first.pk}/undo/", {"note": "Two."}, follow=True).content.decode()
    assert "are two again" not in page
    assert "What was moved by it was joined to something else since, and stays there" in page
    page = client.post(f"/joined/{second.pk}/undo/", {"note": "Two."}, follow=True).content.decode()
    assert "are two again" in page


def test_whoever_takes_back_what_somebody_took_back_is_told_and_keeps_their_words(cast, client):
    both = only(cast.holder, cast.invited)
    one, other = (told(cast.holder, both, person(name))[0].entity_id for name in ("Tegan Hollis", "Teagan Holis"))
    join = say(cast.holder, one, other)
    undo(cast.invited, join)
    client.force_login(cast.holder, backend=SIGNED_IN)
    late = client.post(f"/joined/{join.pk}/undo/", {"note": "Two girls of one name."}, follow=True)
    assert late.redirect_chain[0] == (f"/entities/{one}/", 302)
    content = late.content.decode()
    assert "Somebody has taken this join back already. You wrote: Two girls of one name." in content
    client.force_login(cast.outsider, backend=SIGNED_IN)
    assert client.post(f"/joined/{join.pk}/undo/", {"note": "x"}).status_code == 404


def test_the_same_press_twice_joins_once(cast, two):
    assert say(cast.holder, *two) == say(cast.holder, *two)
    with as_user(cast.holder):
        assert PairAnswer.objects.count() == 1


def test_nothing_is_joined_without_reasons_or_by_somebody_whose_role_is_another(cast, two, ours, client):
    one, other = two
    client.force_login(cast.holder, backend=SIGNED_IN)
    refused = client.post(f"/entities/{one}/merge/{other}/", {"judgement": "same", "note": "  ", "seen": ""})
    assert refused.status_code == 200
    (car,) = told(cast.holder, ours, given("vehicle", "WX19 KTR"))
    with pytest.raises(PermissionDenied, match="different kinds"):
        say(cast.holder, one, car.entity_id)
    with pytest.raises(Http404):
        say(cast.outsider, one, other)
    (unseen,) = told(cast.holder, only(cast.holder), person("Teagan Holis"))
    with pytest.raises(Http404):
        say(cast.invited, one, unseen.entity_id)
    with as_user(cast.holder):
        assert not PairAnswer.objects.exists()


def test_a_later_move_stands_when_an_earlier_join_is_taken_back(cast, two, ours, client):
    one, other = two
    (third,) = told(cast.holder, ours, person("Tegan Holles"))
    before = places(cast.holder)
    first = say(cast.holder, one, other)
    second = say(cast.holder, other, third.entity_id)
    page = page_of(client, cast.holder, first.pk, "undo/", within="joined").content.decode()
    assert "now part of" in page
    undo(cast.holder, first)
    assert set(places(cast.holder).values()) == {third.entity_id}
    undo(cast.holder, second)
    assert places(cast.holder) == before


def test_an_answer_about_one_mention_stands_and_goes_back_past_a_join_taken_back(cast, two, ours):
    one, other = two
    (third,) = told(cast.holder, ours, person("Tegan Holles"))
    join = say(cast.holder, one, other)
    with as_user(cast.holder):
        tig = Mention.objects.get(words="Tig")
        answer = services.answer_match(mention=tig, entity=third.entity_id, judgement="same", note="", by=cast.holder)
    undo(cast.holder, join)
    assert places(cast.holder)["Tig"] == third.entity_id
    with as_user(cast.holder):
        services.answer_match(
            mention=tig, entity=third.entity_id, judgement="different", note="", by=cast.holder, seen=answer.pk
        )
    assert places(cast.holder)["Tig"] == one


def test_the_page_says_what_was_joined_by_whom_and_why_and_undoes_it(cast, two, client):
    one, other = two
    assert str(other) in page_of(client, cast.holder, one, "merge/").content.decode()
    join = say(cast.holder, one, other)
    content = page_of(client, cast.holder, other).content.decode()
    assert "Joined from “Tegan Hollis” by Holder" in " ".join(content.split())
    assert WHY in content
    assert f"/joined/{join.pk}/undo/" in content
    undone = client.post(f"/joined/{join.pk}/undo/", {"note": "Two girls of one name."})
    assert undone.headers["Location"] == f"/entities/{one}/"
    assert WHY not in page_of(client, cast.holder, other).content.decode()
    assert page_of(client, cast.holder, join.pk, "undo/", within="joined").status_code == 404


def test_another_is_reached_by_its_address_or_by_a_report(cast, two, ours, client):
    one, _ = two
    (third,) = told(cast.holder, ours, person("June Quillan"))
    client.force_login(cast.holder, backend=SIGNED_IN)
    by_address = client.get(f"/entities/{one}/merge/", {"find": f"https://tessera.example/children/{third.entity_id}/"})
    assert by_address.headers["Location"] == f"/entities/{one}/merge/{third.entity_id}/"
    found = client.get(f"/entities/{one}/merge/", {"find": third.report.reference.lower()})
    assert "Compare side by side with June Quillan" in found.content.decode()
    for nothing in ("WX-0000-0000", f"/entities/{one}/", "((("):
        assert "Nothing of this kind" in client.get(f"/entities/{one}/merge/", {"find": nothing}).content.decode()


def page_of(client, by, pk, more="", within="entities"):
    client.force_login(by, backend=SIGNED_IN)
    return client.get(f"/{within}/{pk}/{more}")


def test_undone_it_is_as_it_was_and_the_two_are_remembered_as_different(cast, two, ours):
    before = places(cast.holder)
    join = say(cast.holder, *two)
    undone = undo(cast.holder, join)
    assert places(cast.holder) == before
    holdings(ours, only(cast.holder))
    with as_user(cast.holder):
        assert [one.answer for one in merged.answers_between(cast.holder, *two)] == [undone, join]
        assert queries.are_apart(*two)
        like = pairs.wholes_like(cast.holder, queries.entity_for(cast.holder, two[0]))
        assert not like.open
        assert [(one.entity_id, one.answered) for one in like.answered] == [(two[1], undone)]
    with pytest.raises(merging.NothingToUndo):
        undo(cast.holder, join)


def bytes_of(client, by, pk):
    return TOKEN.sub(b"", page_of(client, by, pk).content)


def test_a_page_of_one_mention_says_that_the_two_were_answered_as_wholes(cast, two, client):
    one, other = two
    say(cast.holder, one, other, "unsure", "Ask the school.")
    with as_user(cast.holder):
        tig = Mention.objects.get(words="Teagan Holis")
    content = page_of(client, cast.holder, tig.pk, "matches/", within="mentions").content.decode()
    assert "Ask the school." in content
    assert f"/entities/{other}/merge/{one}/" in content


def test_what_is_alike_in_one_report_and_too_unlike_all_told_is_not_suggested(cast, ours):
    (nickname, full) = told(
        cast.holder, ours, person("Kay"), person("Kay Ormsby, 44 Mill Lane, 07700 900456", born="1979-03-04")
    )
    (other,) = told(cast.holder, ours, person("Kay Whitlow, 3 Quay Street, 07700 900123", born="2011-11-21"))
    with as_user(cast.holder):
        like = pairs.wholes_like(cast.holder, queries.entity_for(cast.holder, nickname.entity_id))
        assert other.entity_id in [one.entity_id for one in like.open]
    say(cast.holder, full.entity_id, nickname.entity_id)
    with as_user(cast.holder):
        whole = queries.entity_for(cast.holder, nickname.entity_id)
        found = suggestions_for_each(cast.holder, list(queries.mentions_of(cast.holder, nickname.entity_id)))
        assert other.entity_id in [one.entity_id for matches in found.values() for one in matches.open]
        assert pairs.whole_score(whole, queries.entity_for(cast.holder, other.entity_id)).total < -18
        assert other.entity_id not in [one.entity_id for one in pairs.wholes_like(cast.holder, whole).open]
