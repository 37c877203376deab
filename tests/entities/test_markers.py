"""Markers: recorded on a person with how it is known, ended, and never changed otherwise."""

import re
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import ProgrammingError, connection, transaction
from django.http import Http404
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tessera.access.roles import Role
from tessera.audit.models import Entry
from tessera.entities import marking, queries
from tessera.entities.marking import Day, end_marker, mark
from tessera.entities.models import Marker
from tests.cast import agency, as_user
from tests.cast import person as somebody
from tests.entities.telling import given as thing
from tests.entities.telling import only, person, told
from tests.reporting import signed_in

MARCH = Day(date(2026, 3, 1))


@pytest.fixture
def child(cast):
    """Somebody whom the holder and the invited colleague read about."""
    ours = only(cast.holder, cast.invited)
    return told(cast.holder, ours, person("Tegan Hollis"), thing("vehicle", "WX19 KTR"))[0].entity_id


@pytest.fixture
def detective(db):
    return somebody("detective", Role.POLICE_OFFICER, at=agency("wexmouth-police", "police"), name="Kit Lowe")


def marked(by, entity, what="missing", note="Police log 41.", starts=MARCH, **more):
    with as_user(by):
        return mark(entity=entity, what=what, note=note, starts=starts, by=by, **more)


def read_by(user, entity):
    with as_user(user):
        return list(queries.markers_of(user, entity))


def words_of(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def typed(**answers):
    return {"what": "missing", "note": "Police log 41.", "officer": "", "starts": "1 March 2026", "ends": ""} | answers


def test_a_marker_is_recorded_for_the_leads_the_desk_and_the_officer_named(cast, child, detective):
    marker = marked(cast.holder, child, what="hate_crime", officer=detective.post)
    readers = {reader.label for reader in marker.audience.holders.all()}
    with as_user(cast.holder):
        said = {reader.label for reader in marking.readers_of_a_marker(cast.holder)}
    assert readers == said | {str(detective.post)}
    assert said == {"Safeguarding leads at Childrens Services", "The triage desk"}
    desk = somebody("desk", Role.TRIAGE_OFFICER, at=agency("hub", "partnership"))
    lead = somebody("lead", Role.SAFEGUARDING_LEAD, at=cast.holder.agency)
    for user, sees in ((cast.holder, 1), (desk, 1), (lead, 1), (detective, 1), (cast.invited, 0), (cast.outsider, 0)):
        assert len(read_by(user, child)) == sees, user


def test_the_same_press_twice_makes_one_and_another_marker_another(cast, child):
    first, again = (marked(cast.holder, child) for _ in range(2))
    assert first == again
    marked(cast.holder, child, starts=Day(date(2026, 4, 1)))
    assert len(read_by(cast.holder, child)) == 2
    with as_user(cast.holder):
        end_marker(marker=first, ends=MARCH, note="Found.", by=cast.holder)
    assert marked(cast.holder, child) == first


def test_an_ended_marker_stays_and_is_not_ended_again(cast, child):
    marker = marked(cast.holder, child)
    with as_user(cast.holder):
        ended = end_marker(marker=marker, ends=Day(date(2026, 3, 4)), note="Found at the quay.", by=cast.holder)
        again = end_marker(marker=marker, ends=Day(date(2026, 3, 4)), note="Found at the quay.", by=cast.holder)
        assert (ended.pk, ended.ends_on, ended.ended_by) == (again.pk, again.ends_on, cast.holder.post)
        with pytest.raises(marking.Stale):
            end_marker(marker=marker, ends=Day(date(2026, 3, 5)), note="Found later.", by=cast.holder)
    (kept,) = read_by(cast.holder, child)
    assert (kept.note, kept.starts_on, kept.ends_on) == ("Police log 41.", MARCH.on, date(2026, 3, 4))
    with as_user(cast.holder):
        items = queries.markers_timeline(queries.markers_of(cast.holder, child), child)
    assert [one["what"] for one in items] == ["Marker: Has been missing", "Marker ended: Has been missing"]


def test_each_is_recorded_with_the_write(cast, child):
    marker = marked(cast.holder, child)
    with as_user(cast.holder):
        end_marker(marker=marker, ends=MARCH, note="Found.", by=cast.holder)
    governance = somebody("governance", Role.GOVERNANCE, at=agency("hub"))
    with as_user(governance):
        said = list(Entry.objects.filter(kind__startswith="entities.mark").order_by("pk").values_list("sentence"))
    assert said == [
        ("Holder recorded a marker on Tegan Hollis: Has been missing",),
        ("Holder ended the marker “Has been missing” on Tegan Hollis",),
    ]


def test_the_site_cannot_change_what_was_recorded_nor_take_it_away(cast, child):
    marker = marked(cast.holder, child)
    for sql in ("UPDATE entities_marker SET note = 'x'", "DELETE FROM entities_marker"):
        with as_user(cast.holder), pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
    assert read_by(cast.holder, child) == [marker]


def test_who_may_not(cast, child, detective):
    teacher = somebody("teacher", Role.REPORTER, at=cast.holder.agency)
    car = told(cast.holder, only(cast.holder, teacher), thing("vehicle", "WX12 ABC"), person("Robin Quay"))
    for user, entity, refused in (
        (cast.outsider, child, Http404),
        (teacher, car[1].entity_id, PermissionDenied),
        (cast.holder, car[0].entity_id, PermissionDenied),
    ):
        with pytest.raises(refused):
            marked(user, entity)
    with pytest.raises(ValueError, match="officer"):
        marked(cast.holder, child, officer=detective.post)
    with pytest.raises(ValueError, match="after"):
        marked(cast.holder, child, ends=Day(date(2026, 2, 1)))
    marker = marked(cast.holder, child)
    with as_user(cast.outsider), pytest.raises(Http404):
        end_marker(marker=marker, ends=MARCH, note="", by=cast.outsider)


def test_a_marker_follows_a_person_who_was_joined_to_another(cast, child):
    from tests.entities.test_services import answer

    other = told(cast.holder, only(cast.holder), person("Teagan Holis"))[0]
    marker = marked(cast.holder, other.entity_id)
    answer(cast.holder, other, child, "same")
    assert read_by(cast.holder, child) == [marker]


def test_a_marker_is_recorded_and_ended_from_the_persons_page(cast, child):
    """REQ triage-hate-crime-link, triage-support-teams: recorded on a page by whoever knows, and ended on one."""
    client = signed_in(cast.holder)
    page = client.get(f"/children/{child}/")
    assert f'href="/entities/{child}/mark/"' in page.content.decode()
    assert f'href="/entities/{child}/mark/"' in client.get(f"/entities/{child}/").content.decode()
    asked = words_of(client.get(f"/entities/{child}/mark/"))
    assert "Who will read this marker" in asked
    assert "Safeguarding leads at Childrens Services" in asked
    sent = client.post(f"/entities/{child}/mark/", typed(starts="about 12 March 2026"), follow=True)
    assert sent.redirect_chain == [(f"/children/{child}/", 302)]
    shown = words_of(sent)
    assert "Has been missing, from 9 March 2026 (given as “about 12 March 2026”)" in shown
    assert "Marker: Has been missing" in shown
    (marker,) = read_by(cast.holder, child)
    end = f"/entities/{child}/markers/{marker.pk}/end/"
    assert end in sent.content.decode()
    ended = client.post(end, {"ends": "20 March 2026", "note": "She came home."}, follow=True)
    assert "until 20 March 2026" in words_of(ended)
    assert "Ended: She came home." in words_of(ended)
    assert end not in ended.content.decode()
    assert client.get(end).status_code == 403
    # Whoever may not read it is not told that it was there.
    assert "Has been missing" not in words_of(signed_in(cast.invited).get(f"/entities/{child}/"))
    assert signed_in(cast.invited).get(end).status_code == 404


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"what": ""}, "Choose an answer to “What is the marker?”"),
        ({"note": " "}, "Enter an answer to “How is it known?”"),
        ({"starts": ""}, "Enter an answer to “When did it start?”"),
        ({"starts": "tomorrow"}, "That is in the future."),
        ({"starts": "31 February 2026"}, "31 February 2026"),
        ({"ends": "27 February 2026"}, "The end must be the day it started or later."),
        ({"officer": "999999"}, "has an answer that is not on the list"),
        ({"note": "\x00"}, "has a character that cannot be read"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field_and_what_was_typed_is_kept(cast, child, wrong, sentence):
    sent = typed(note="Log 41 says so.") | wrong
    response = signed_in(cast.holder).post(f"/entities/{child}/mark/", sent)
    assert response.status_code == 200
    assert sentence in words_of(response)
    for name in ("starts", "ends", "note"):
        assert sent[name].replace("\x00", "�") in response.content.decode()
    assert read_by(cast.holder, child) == []


def test_an_officer_of_something_that_has_none_is_refused_beside_the_field(cast, child, detective):
    sent = typed(officer=str(detective.post.pk))
    response = signed_in(cast.holder).post(f"/entities/{child}/mark/", sent)
    assert "Only a repeat or hate-crime victim and an investigation have an officer here." in words_of(response)
    signed_in(cast.holder).post(f"/entities/{child}/mark/", sent | {"what": "investigation"})
    assert read_by(cast.holder, child)[0].officer == detective.post


def test_two_who_end_one_marker_see_how_it_stands(cast, child):
    marker = marked(cast.holder, child)
    desk = somebody("desk", Role.TRIAGE_OFFICER, at=agency("hub", "partnership"))
    with as_user(desk):
        end_marker(marker=marker, ends=Day(date(2026, 3, 4)), note="Found.", by=desk)
    end = f"/entities/{child}/markers/{marker.pk}/end/"
    response = signed_in(cast.holder).post(end, {"ends": "5 March 2026", "note": "Seen at school."})
    assert "Somebody ended this marker while you were writing: 4 March 2026." in words_of(response)
    assert "Seen at school." in response.content.decode()


def test_an_end_before_the_start_is_refused_beside_the_field(cast, child):
    marker = marked(cast.holder, child)
    end = f"/entities/{child}/markers/{marker.pk}/end/"
    response = signed_in(cast.holder).post(end, {"ends": "1 February 2026", "note": "Found."})
    assert "It started on 1 March 2026." in words_of(response)
    assert read_by(cast.holder, child)[0].ends_on is None


days = st.integers(0, 400).map(lambda n: timezone.localdate() - timedelta(days=n))


@given(marks=st.lists(st.tuples(days, st.booleans(), st.sampled_from(Marker.What.values)), max_size=6))
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_marked_and_ended_nothing_is_lost_and_those_in_force_come_first(cast, child, marks):
    with transaction.atomic():
        for on, ends, what in marks:
            marker = marked(cast.holder, child, what=what, starts=Day(on))
            if ends and marker.ends_on is None:
                with as_user(cast.holder):
                    end_marker(marker=marker, ends=Day(on), note="Over.", by=cast.holder)
        held = read_by(cast.holder, child)
        assert {(one.starts_on, one.what) for one in held} == {(on, what) for on, _, what in marks}
        assert [one.ends_on is not None for one in held] == sorted(one.ends_on is not None for one in held)
        transaction.set_rollback(True)
