"""Ties: said of two things by a report, as strong as its grade, read by whoever reads it, and taken back."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.http import Http404
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from tessera.access.roles import Role
from tessera.audit.models import Entry
from tessera.entities import queries, tying
from tessera.entities.models import Link
from tessera.entities.services import answer_match, move_report
from tessera.information.models import Grade
from tessera.reference.models import TieKind, TieStrength
from tests.cast import agency, as_user
from tests.cast import person as somebody
from tests.entities.telling import SENT, only, person, told
from tests.entities.telling import given as thing
from tests.house.test_cast_on_every_url import TOKEN
from tests.reporting import signed_in

MAN, CAR = ("Darren Axley", "concern"), "WX19 KTR"


@pytest.fixture
def seen(cast):
    """A report that the holder and the invited colleague read, and one that the holder alone does: (man, car) in each."""
    ours, mine = only(cast.holder, cast.invited), only(cast.holder)
    first = told(cast.invited, ours, person(*MAN), thing("vehicle", CAR))
    man, car = (mention.entity_id for mention in first)
    with as_user(cast.holder):
        second = told(
            cast.holder,
            mine,
            person(*MAN, same_as=man),
            thing("vehicle", CAR, same_as=car),
            at=SENT + timedelta(days=1),
        )
    return first, second


def kind(code):
    return TieKind.objects.get(code=code)


def tied(by, mentions, code="uses", **more):
    with as_user(by):
        return tying.tie(one=mentions[0], other=mentions[1], kind=kind(code), by=by, **more)


def graded(report, by, source, information):
    with as_user(by):
        Grade(
            report=report, audience_id=report.audience_id, author=by.post, source=source, information=information,
            handling="P", note="Read.", at=timezone.now(),
        ).save(force_insert=True)  # fmt: skip


def ties_read_by(user, entity):
    with as_user(user):
        return [(tie.words, tie.other.name, tie.strength.code, len(tie.said)) for tie in queries.ties_of(user, entity)]


def test_a_tie_reads_from_both_sides_and_says_who_says_so(cast, seen):
    """REQ: soft-link-map"""
    man, car = seen[0]
    tied(cast.holder, seen[0])
    assert ties_read_by(cast.holder, man.entity_id) == [("uses", CAR, "ungraded", 1)]
    assert ties_read_by(cast.holder, car.entity_id) == [("is used by", "Darren Axley", "ungraded", 1)]
    page = signed_in(cast.holder).get(f"/entities/{man.entity_id}/").content.decode()
    assert "ui-tie--unconfirmed" in page
    assert "Unconfirmed." in page
    assert man.report.reference in page.split('id="ties"')[1].split("<h2")[0]


def test_it_is_as_strong_as_the_best_graded_report_that_the_reader_may_open(cast, seen):
    """REQ: soft-link-map, soft-grade"""
    first, second = seen
    man = first[0].entity_id
    for mentions in seen:
        tied(cast.holder, mentions)
    graded(first[0].report, cast.holder, "2", "C")
    assert ties_read_by(cast.holder, man) == [("uses", CAR, "weak", 2)]
    graded(second[0].report, cast.holder, "1", "A")
    assert ties_read_by(cast.holder, man) == [("uses", CAR, "confirmed", 2)]
    assert ties_read_by(cast.invited, man) == [("uses", CAR, "weak", 1)]
    assert ties_read_by(cast.outsider, man) == []
    page = signed_in(cast.holder).get(f"/entities/{man}/").content.decode()
    assert "ui-tie--unconfirmed" not in page
    # The lists say what confirms, so another list gives another strength.
    TieStrength.objects.filter(code="confirmed").update(grades=["1B"])
    TieStrength.objects.filter(code="supported").update(grades=["1A"])
    assert ties_read_by(cast.holder, man) == [("uses", CAR, "supported", 2)]


ORDER = ("confirmed", "supported", "weak", "doubted", "ungraded")
LISTED = [("1A", "1B"), ("1C", "2A", "2B"), ("2C", "1D", "2D", "3A", "3B", "3C", "3D"), ("1E", "2E", "3E"), ()]
codes = st.lists(st.sampled_from([grade for some in LISTED for grade in some]), max_size=6)


@given(codes, codes)
def test_one_more_report_never_weakens_a_tie(some, more):
    strengths = [TieStrength(code=code, grades=list(grades)) for code, grades in zip(ORDER, LISTED, strict=True)]
    fewer, all_of_them = (queries.strength_of(grades, strengths) for grades in (some, some + more))
    assert strengths.index(all_of_them) <= strengths.index(fewer)
    assert (fewer.code == "ungraded") == (not some)


def test_what_others_say_behind_closed_doors_changes_no_byte_of_the_page(cast, seen):
    man = seen[0][0].entity_id
    tied(cast.invited, seen[0])
    client = signed_in(cast.invited)
    before = TOKEN.sub(b"", client.get(f"/entities/{man}/").content)
    tied(cast.holder, seen[1])
    tied(cast.holder, seen[1], "keeps")
    graded(seen[1][0].report, cast.holder, "1", "A")
    assert TOKEN.sub(b"", client.get(f"/entities/{man}/").content) == before


def test_a_tie_goes_where_its_mentions_go_and_comes_back_with_them(cast, seen):
    """Joining things takes their ties along, and taking them apart again brings every one back."""
    first, _ = seen
    man = first[0].entity_id
    (other,) = told(cast.holder, only(cast.holder), person("Dazza", "concern"))
    tied(cast.holder, first)
    with as_user(cast.holder) as holder:
        answer_match(mention=first[0], entity=other.entity_id, judgement="same", note="", by=holder)
        assert ties_read_by(holder, other.entity_id) == [("uses", CAR, "ungraded", 1)]
        assert ties_read_by(holder, man) == []
        said = queries.answers_about(holder, first[0], other.entity_id)
        mention = queries.mention_for(holder, first[0].pk)
        answer_match(mention=mention, entity=other.entity_id, judgement="different", note="", by=holder, seen=said.pk)
        assert ties_read_by(holder, man) == [("uses", CAR, "ungraded", 1)]


def test_both_ends_joined_into_one_is_no_tie(cast):
    one, two = told(cast.holder, only(cast.holder), person("Dazza", "concern"), person("Darren", "concern"))
    tied(cast.holder, (one, two), "knows")
    with as_user(cast.holder) as holder:
        answer_match(mention=two, entity=one.entity_id, judgement="same", note="", by=holder)
        assert queries.ties_of(holder, one.entity_id) == []


def test_said_twice_it_is_one_tie(cast, seen):
    assert tied(cast.holder, seen[0]) == tied(cast.holder, seen[0])
    with as_user(cast.holder):
        assert Link.objects.count() == 1


def test_a_tie_rests_on_one_report_and_on_kinds_that_it_goes_between(cast, seen):
    (man, car), (_, other_car) = seen
    for pair, code in (((man, other_car), "uses"), ((car, man), "uses"), ((man, car), "knows")):
        with pytest.raises(PermissionDenied):
            tied(cast.holder, pair, code)
    with pytest.raises(Http404):
        tied(cast.outsider, (man, car))
    with pytest.raises(IntegrityError), as_user(cast.holder), transaction.atomic():
        Link(
            report=man.report, one=man, other=other_car, kind=kind("uses"), audience_id=man.audience_id,
            author=cast.holder.post,
        ).save(force_insert=True)  # fmt: skip


def test_taken_back_it_stays_on_record_with_the_reason(cast, seen):
    link = tied(cast.holder, seen[0])
    man = seen[0][0].entity_id
    client, place = signed_in(cast.invited), f"/ties/{link.pk}/withdraw/"
    assert place in client.get(f"/entities/{man}/").content.decode()
    assert "Enter an answer to" in client.post(place, {"because": " "}).content.decode()
    for _ in range(2):
        assert client.post(place, {"because": "It was another car."})["Location"] == f"/entities/{man}/"
    late = signed_in(cast.holder).post(place, {"because": "Mine."}).content.decode()
    assert "Somebody withdrew this tie while you were writing" in late
    assert "Mine.</textarea>" in late
    assert ties_read_by(cast.holder, man) == []
    page = client.get(f"/entities/{man}/").content.decode()
    assert "It was another car." in page.split("Ties that were taken back")[1]
    assert signed_in(cast.outsider).get(place).status_code == 404
    with as_user(cast.holder):
        assert queries.ties_of(cast.holder, man) == []
        with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("UPDATE entities_link SET note = 'x'")
    assert tied(cast.holder, seen[0]) != link, "said again it is another"


def test_the_page_asks_which_reports_say_so_and_in_which_words(cast, seen):
    """REQ: soft-link-map"""
    man, car = (mention.entity_id for mention in seen[0])
    client, place = signed_in(cast.holder), f"/entities/{man}/ties/{car}/"
    assert place in client.get(f"/entities/{man}/").content.decode()
    page = client.get(place).content.decode()
    assert "Darren Axley uses WX19 KTR" in page
    assert "WX19 KTR is registered to Darren Axley" in page
    assert "Darren Axley knows" not in page
    answers = {"reports": [mentions[0].report.reference for mentions in seen], "words": "uses:ahead", "since": "soon"}
    wrong = client.post(place, answers).content.decode()
    assert "govuk-input--error" in wrong
    assert client.post(place, answers | {"since": "1 March 2026", "until": "1 February 2026"}).status_code == 200
    assert client.post(place, answers | {"since": "1 March 2026"})["Location"] == f"/entities/{man}/"
    shown = client.get(f"/entities/{man}/").content.decode()
    assert "since 1 March 2026" in shown
    back = client.post(f"/entities/{car}/ties/{man}/", answers | {"words": "uses:back", "since": ""})
    assert back.status_code == 302
    assert ties_read_by(cast.holder, man) == [("uses", CAR, "ungraded", 2)], "from the other side it is the same tie"
    with as_user(somebody("governance", Role.GOVERNANCE, at=agency("triage-hub"))):
        assert Entry.objects.filter(kind="entities.tied").count() == 2


def test_nothing_ties_what_no_report_speaks_of_together(cast, seen):
    (other,) = told(cast.holder, only(cast.holder), person("Tegan Hollis"))
    place = f"/entities/{seen[0][0].entity_id}/ties/{other.entity_id}/"
    assert signed_in(cast.holder).get(place).status_code == 404
    assert signed_in(cast.invited).get(place).status_code == 404


def test_a_grade_that_is_not_shown_is_not_called_ungraded(cast, seen):
    """REQ: soft-link-map: whoever reads a report as its writer alone is not told that nobody graded it."""
    first, _ = seen
    tied(cast.invited, first)
    held = (person(*MAN, same_as=first[0].entity_id), thing("vehicle", CAR, same_as=first[1].entity_id))
    told(cast.invited, only(cast.invited), *held)
    with as_user(cast.invited):
        (shown,) = queries.ties_of(cast.invited, first[0].entity_id)
    assert shown.strength_words == "Ungraded"
    with as_user(cast.holder) as by:
        move_report(report=first[0].report, audience=only(cast.holder), by=by)
    with as_user(cast.invited):
        (tie,) = queries.ties_of(cast.invited, first[0].entity_id)
        assert (tie.strength_words, tie.strength.is_confirmed) == ("Grade not shown", False)
