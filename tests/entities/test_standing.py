"""The standing of a person of concern: what it rests on, who reads it, when it lapses, and how it follows its person."""

from datetime import timedelta
from unittest.mock import patch
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import ProgrammingError, connection, transaction
from django.http import Http404
from django.utils import timezone

from tessera.access.roles import Role
from tessera.entities import merging, queries, standing
from tessera.entities.models import Standing
from tessera.entities.services import answer_match, move_report, record_mentions
from tessera.information import services as information
from tessera.information.models import Report
from tessera.work.models import Task
from tests.cast import agency, as_user
from tests.cast import person as somebody
from tests.entities.telling import SENT, only, person, told
from tests.entities.telling import given as thing
from tests.house.test_cast_on_every_url import TOKEN
from tests.reporting import signed_in

MAN = ("Darren Axley", "concern")


@pytest.fixture
def seen(cast):
    """A report of the man that the holder and the invited colleague read, and one that the holder alone does."""
    (first,) = told(cast.invited, only(cast.holder, cast.invited), person(*MAN))
    (second,) = told(cast.holder, only(cast.holder), person(*MAN, same_as=first.entity_id), at=SENT + timedelta(days=1))
    return first, second


def until(days=90):
    return timezone.localdate() + timedelta(days=days)


def stood(by, *mentions, level="suspected", owner=None, **more):
    given = {"basis": "He waits at the gate.", "review_on": until()} | more
    with as_user(by):
        return standing.record_standing(
            entity=mentions[0].entity_id, level=level, mentions=mentions, owner=(owner or by).post, by=by, **given
        )


def on(user, entity):
    with as_user(user):
        return queries.standings_on(user, [entity]).get(entity, [])


def states(user, entity):
    return [(one.standing.level, one.state) for one in on(user, entity)]


def tasks(user, made):
    with as_user(user):
        found = Task.objects.readable().filter(path=made.get_absolute_url(), done_at__isnull=True)
        return sorted(found.values_list("rule", flat=True))


def same(by, one, other):
    with as_user(by):
        return merging.answer_pair(one=one, other=other, judgement="same", note="One man.", by=by)


def test_a_standing_is_shown_with_its_basis_its_grade_and_its_day_and_says_that_it_proves_nothing(cast, seen):
    """REQ: soft-person-of-concern-safeguards"""
    made = stood(cast.holder, seen[0])
    for user in (cast.holder, cast.invited):
        page = signed_in(user).get(f"/entities/{seen[0].entity_id}/").content.decode()
        part = page.split('id="standing"')[1].split("<h2")[0]
        for words in ("Person of concern, suspected", "He waits at the gate.", seen[0].report.reference, "Ungraded",
                      f"{until():%-d %B %Y}", "not proof", str(cast.holder.post)):  # fmt: skip
            assert words in part
    assert "offender" not in page
    assert tasks(cast.holder, made) == ["standing-review"]
    assert tasks(cast.invited, made) == []
    assert signed_in(cast.outsider).get(made.get_absolute_url()).status_code == 404


def test_only_who_reads_every_report_it_rests_on_reads_it(cast, seen):
    """REQ: soft-person-of-concern-safeguards"""
    man = seen[0].entity_id
    client = signed_in(cast.invited)
    before = TOKEN.sub(b"", client.get(f"/entities/{man}/").content)
    made = stood(cast.holder, *seen, level="known")
    assert states(cast.holder, man) == [("known", "In force")]
    assert states(cast.invited, man) == []
    assert client.get(made.get_absolute_url()).status_code == 404
    assert TOKEN.sub(b"", client.get(f"/entities/{man}/").content) == before
    with as_user(cast.holder) as by:
        move_report(report=seen[1].report, audience=only(cast.holder, cast.invited), by=by)
    assert states(cast.invited, man) == [("known", "In force")]
    with as_user(cast.holder) as by:
        again = Report.objects.readable().get(pk=seen[1].report_id)
        move_report(report=again, audience=only(cast.holder), by=by)
    assert client.get(made.get_absolute_url()).status_code == 404


def test_it_rests_on_something_that_speaks_of_them_as_of_concern(cast, seen):
    (child,) = told(cast.holder, only(cast.holder), person(*MAN[:1], same_as=seen[0].entity_id))
    with pytest.raises(PermissionDenied, match="no basis for a standing"):
        stood(cast.holder, child)
    with pytest.raises(PermissionDenied, match="rests on at least one report"), as_user(cast.holder) as by:
        standing.record_standing(
            entity=child.entity_id, level="known", mentions=[], basis="Words.", review_on=until(), owner=by.post, by=by
        )
    with pytest.raises(standing.BasisGone):  # not his to read
        stood(cast.invited, seen[0], seen[1])
    with pytest.raises(Http404):
        stood(cast.outsider, seen[0])
    teacher = somebody("teacher", Role.REPORTER, at=agency("far-school"))
    (own,) = told(teacher, only(teacher), person(*MAN))
    with pytest.raises(PermissionDenied, match="does not include recording a standing"):
        stood(teacher, own)
    assert signed_in(teacher).get(f"/entities/{own.entity_id}/standing/").status_code == 403


@pytest.mark.parametrize("days", [0, -1, 400])
def test_the_day_of_its_review_comes_from_the_catalogue(cast, seen, days):
    with pytest.raises(ValueError, match="no later than"):
        stood(cast.holder, seen[0], review_on=until(days))


def test_its_owner_reads_all_that_it_rests_on(cast, seen):
    with pytest.raises(standing.CannotRead, match="cannot read every report"):
        stood(cast.holder, *seen, owner=cast.invited)
    made = stood(cast.holder, seen[0], owner=cast.invited)
    assert tasks(cast.invited, made) == ["standing-review"]


def test_nobody_looked_so_it_lapses_for_review_and_is_kept_with_reasons(cast, seen):
    """REQ: soft-person-of-concern-safeguards"""
    made = stood(cast.holder, seen[0])
    later = timezone.now() + timedelta(days=91)
    with patch("django.utils.timezone.now", lambda: later):
        assert states(cast.invited, seen[0].entity_id) == [("suspected", "Lapsed for review")]
        page = signed_in(cast.invited).get(f"/entities/{seen[0].entity_id}/").content.decode()
        assert "Lapsed for review" in page
        with as_user(cast.invited) as by:
            review = standing.keep_standing(
                standing=made, because="Seen again.", review_on=until(30), owner=by.post, seen=None, by=by
            )
        assert states(cast.holder, seen[0].entity_id) == [("suspected", "In force")]
        assert tasks(cast.holder, made) == []
        assert tasks(cast.invited, made) == ["standing-review"]
        with pytest.raises(standing.Stale), as_user(cast.holder) as by:
            standing.withdraw_standing(standing=made, because="Nothing in it.", seen=None, by=by)
        with as_user(cast.holder) as by:
            for _ in range(2):  # the same press twice
                standing.withdraw_standing(standing=made, because="Nothing in it.", seen=review.pk, by=by)
    assert states(cast.holder, seen[0].entity_id) == [("suspected", "Withdrawn")]
    assert tasks(cast.invited, made) == []
    assert "Nothing in it." in signed_in(cast.holder).get(f"/entities/{seen[0].entity_id}/").content.decode()
    last = on(cast.holder, seen[0].entity_id)[0].last
    with pytest.raises(PermissionDenied, match="was withdrawn"), as_user(cast.holder) as by:
        standing.keep_standing(standing=made, because="Again.", review_on=until(), owner=by.post, seen=last.pk, by=by)


def test_said_twice_it_is_one(cast, seen):
    assert stood(cast.holder, seen[0]) == stood(cast.holder, seen[0])
    assert len(on(cast.holder, seen[0].entity_id)) == 1


def test_it_goes_with_its_person_when_they_are_joined_and_comes_back(cast, seen):
    """REQ: soft-person-of-concern-safeguards"""
    man = seen[0].entity_id
    (other,) = told(cast.holder, only(cast.holder, cast.invited), person("Dazza", "concern"))
    made = stood(cast.holder, seen[0])
    join = same(cast.holder, man, other.entity_id)
    assert states(cast.holder, other.entity_id) == states(cast.invited, other.entity_id) == [("suspected", "In force")]
    with as_user(cast.holder) as by:
        merging.undo_join(join=join.pk, note="Two men.", by=by)
    assert states(cast.holder, man) == [("suspected", "In force")]
    assert states(cast.holder, other.entity_id) == []
    assert tasks(cast.holder, made) == ["standing-review"]


def test_it_lapses_by_itself_when_what_it_rests_on_turns_out_to_be_of_somebody_else(cast, seen):
    """REQ: soft-person-of-concern-safeguards: of a join taken back, and of one mention told apart; the owner is told."""
    man = seen[0].entity_id
    (other,) = told(cast.invited, only(cast.holder, cast.invited), person("Dazza", "concern"))
    join = same(cast.holder, other.entity_id, man)
    with as_user(cast.holder):
        joined = queries.mention_for(cast.holder, other.pk)
    made = stood(cast.holder, joined)
    assert states(cast.holder, man) == [("suspected", "In force")]
    with as_user(cast.invited) as by:  # somebody else takes it back
        merging.undo_join(join=join.pk, note="Two men.", by=by)
    lapsed = "Lapsed: no report that it rested on speaks of them now"
    assert states(cast.holder, man) == [("suspected", lapsed)]
    assert states(cast.holder, other.entity_id) == []
    assert tasks(cast.holder, made) == ["standing-look-again", "standing-review"]
    kept = {"because": "He is.", "review_on": timezone.localdate() + timedelta(days=30), "owner": cast.holder.post}
    with as_user(cast.holder) as by, pytest.raises(PermissionDenied, match="nothing to keep it on"):
        standing.keep_standing(standing=made, seen=None, by=by, **kept)
    page = signed_in(cast.holder).get(f"{made.get_absolute_url()}review/").content.decode()
    assert "No: withdraw it" in page
    assert "Yes: keep it" not in page
    assert "there is nothing to keep it on. Withdraw it." in page
    with as_user(cast.holder) as by:
        standing.withdraw_standing(standing=made, because="Another man.", seen=None, by=by)
    assert tasks(cast.holder, made) == []


def test_who_asks_whether_two_are_one_is_shown_the_standing_of_either(cast, seen):
    """REQ: soft-person-of-concern-safeguards. Whoever cannot read all that it rests on is shown no more than before."""
    (other,) = told(cast.holder, only(cast.holder, cast.invited), person(*MAN))
    pages = [f"/entities/{other.entity_id}/merge/", f"/entities/{other.entity_id}/merge/{seen[0].entity_id}/"]
    invited = signed_in(cast.invited)
    before = [TOKEN.sub(b"", invited.get(page).content) for page in pages]
    stood(cast.holder, *seen)
    for page in pages:
        shown = signed_in(cast.holder).get(page).content.decode()
        assert "Person of concern, suspected" in shown
        basis = shown.split("Rests on ")[1].split("; look again by")[0]
        assert all(one.report.reference in basis for one in seen)
    hidden = [TOKEN.sub(b"", invited.get(page).content) for page in pages]
    assert hidden == before
    assert not any(b"Person of concern, suspected" in page for page in hidden)


def test_one_mention_told_apart_leaves_the_standing_on_the_others(cast, seen):
    man = seen[0].entity_id
    made = stood(cast.holder, *seen)
    with as_user(cast.holder) as by:
        said = queries.answers_about(by, seen[1], man)
        answer_match(mention=seen[1], entity=man, judgement="different", note="", by=by, seen=said.pk)
    (now,) = on(cast.holder, man)
    assert (now.state, [one.counts for one in now.bases]) == ("In force", [False, True])
    assert now.rests_on == f"{seen[0].report.reference} (Ungraded)"
    assert tasks(cast.holder, made) == ["standing-look-again", "standing-review"]
    with as_user(cast.holder):
        (task,) = Task.objects.readable().filter(rule="standing-look-again")
    gone = seen[1].report.reference
    assert task.why == f"It rests on less than it did. No longer read as about them: {gone}."
    assert "No longer read as about them" in signed_in(cast.holder).get(made.get_absolute_url()).content.decode()


def test_what_was_told_apart_and_joined_to_another_does_not_take_the_standing_there(cast, seen):
    man = seen[0].entity_id
    (dazza, third) = told(cast.holder, only(cast.holder), person("Dazza", "concern"), person("Des Crane", "concern"))
    join = same(cast.holder, dazza.entity_id, man)
    with as_user(cast.holder) as by:
        stood(by, queries.mention_for(by, dazza.pk))
        merging.undo_join(join=join.pk, note="Two men.", by=by)
    same(cast.holder, dazza.entity_id, third.entity_id)
    assert states(cast.holder, third.entity_id) == []


def test_a_correction_asks_its_owner_to_look_again_if_they_may_read_it(cast, seen):
    """REQ: soft-person-of-concern-safeguards"""
    made = stood(cast.holder, seen[0])
    for audience, expected in ((only(cast.invited), "In force"), (only(cast.invited, cast.holder), None)):
        with as_user(cast.invited) as by:
            later = information.send_report(
                given={"narrative": "It was not him."},
                audience=audience,
                sent_key=uuid4(),
                corrects=seen[0].report,
                by=by,
            )
            record_mentions(report=later, mentions=[], by=by)
        look = "Look again: a report it rests on was corrected"
        assert states(cast.holder, seen[0].entity_id) == [("suspected", expected or look)]
        assert tasks(cast.holder, made) == (
            ["standing-review"] if expected else ["standing-look-again", "standing-review"]
        )


def test_the_database_lets_nobody_change_one_or_rest_one_on_what_they_may_not_read(cast, seen):
    made = stood(cast.holder, seen[0])
    with as_user(cast.holder), pytest.raises(ProgrammingError), transaction.atomic():
        Standing.objects.filter(pk=made.pk).update(level="known")
    with as_user(cast.invited), connection.cursor() as cursor, pytest.raises(ProgrammingError), transaction.atomic():
        cursor.execute(
            "INSERT INTO entities_standingbasis (id, standing_id, mention_id, was_id, author_id)"
            " VALUES (gen_random_uuid(), %s, %s, %s, %s)",
            [made.pk, seen[1].pk, seen[1].entity_id, cast.invited.post.pk],
        )


def test_the_page_keeps_what_was_typed_and_says_what_is_wrong(cast, seen):
    client, page = signed_in(cast.holder), f"/entities/{seen[0].entity_id}/standing/"
    day = until(400)
    typed = {
        "level": "suspected", "reports": [str(seen[0].pk), str(seen[1].pk)], "basis": "Words.", "owner": cast.invited.post.pk,
        "review_on-day": day.day, "review_on-month": day.month, "review_on-year": day.year,
    }  # fmt: skip
    answer = client.post(page, typed).content.decode()
    assert "or earlier." in answer
    assert "cannot read every report that this rests on" in answer
    assert "Words." in answer
    assert f'href="{seen[0].report.get_absolute_url()}" target="_blank"' in answer, "to read before it is ticked"
    day = until()
    typed |= {
        "owner": cast.holder.post.pk, "review_on-day": day.day, "review_on-month": day.month, "review_on-year": day.year,
    }  # fmt: skip
    answer = client.post(page, typed, follow=True)
    assert "Recorded: Person of concern, suspected." in answer.content.decode()
    path = answer.redirect_chain[-1][0]
    assert f'href="{path}review/"' in answer.content.decode()
    wrong = client.post(f"{path}review/", {"decision": "kept", "because": "", "seen": ""}).content.decode()
    assert "There is a problem" in wrong
    done = client.post(f"{path}review/", {"decision": "withdrawn", "because": "Not him.", "seen": ""}, follow=True)
    assert "Not him." in done.content.decode()
    late = client.post(f"{path}review/", {"decision": "withdrawn", "because": "Mine.", "seen": ""}).content.decode()
    assert "Somebody else looked at this standing" in late
    assert "Mine." in late


def test_the_page_of_a_child_whom_no_report_calls_of_concern_has_no_such_part(cast, seen):
    """REQ: trust-not-criminalised"""
    child, both = told(cast.holder, only(cast.holder), person("Tegan Hollis"), person("Jade Morrow"))
    told(cast.holder, only(cast.holder), person("Jade Morrow", "concern", same_as=both.entity_id))
    client = signed_in(cast.holder)
    assert 'id="standing"' not in client.get(f"/entities/{child.entity_id}/").content.decode()
    assert 'id="standing"' in client.get(f"/entities/{both.entity_id}/").content.decode()
    asked = client.get(f"/entities/{both.entity_id}/standing/").content.decode()
    assert "Reports also speak of them as a child." in asked


def test_it_stands_wherever_the_person_is_named(cast, seen):
    """REQ: soft-person-of-concern-safeguards: beside a tie, and on the child's page."""
    man = seen[0].entity_id
    child, him, _ = told(
        cast.holder, only(cast.holder), person("Tegan Hollis"), person(*MAN, same_as=man), thing("vehicle", "WX19 KTR")
    )
    stood(cast.holder, him)
    report = him.report.get_absolute_url()
    assert f'href="/entities/{man}/"' in signed_in(cast.holder).get(report).content.decode()
    for path in (f"/entities/{child.entity_id}/", f"/children/{child.entity_id}/", report):
        page = signed_in(cast.holder).get(path).content.decode()
        assert "Person of concern, suspected" in page, path
        assert "Not proof." in page
