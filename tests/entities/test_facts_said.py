"""What a page says of a thing: each fact with its reports, their grade, age and agency, and where reports differ."""

import html
import re
from datetime import timedelta
from types import SimpleNamespace
from unittest.mock import patch
from uuid import uuid4

import pytest
from django.utils import timezone
from hypothesis import given as drawn
from hypothesis import strategies as st

from tessera.access.roles import Role
from tessera.documents import services as documents
from tessera.entities import queries
from tessera.entities.facts import LABELS, as_shown, facts_of, values_of
from tessera.entities.many import Understood
from tessera.entities.models import Holding
from tessera.entities.queries.facts_said import PHOTOGRAPHS_SHOWN, contradicted, only_one, said_in
from tessera.entities.services import MentionGiven, rebuild_holdings
from tessera.information.grading import grade_report
from tessera.information.models import Attachment, Report
from tests.cast import agency, as_user
from tests.cast import person as somebody
from tests.entities.telling import SENT, given, only, person, told
from tests.reporting import PNG, signed_in


@pytest.fixture
def grader(db):
    return somebody("grader", Role.GRADER, at=agency("county-police", "police"), name="Magda Zielonka")


def text_of(user, entity_id, now=SENT + timedelta(days=3)):
    with patch.object(timezone, "now", lambda: now):
        page = signed_in(user).get(f"/entities/{entity_id}/").content.decode()
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


def row_of(text, fact):
    """What stands on the page from this fact on."""
    return text[text.index(fact) :][:260]


def test_what_corrects_a_report_stands_beside_each_fact_that_the_report_says(cast):
    """REQ soft-provenance-hearsay: whoever reads a fact reads that its report was corrected, if they may open that."""
    (first,) = told(cast.holder, only(cast.holder, cast.invited), person("Tegan", surname="Hollis"))
    later = []
    for audience in (only(cast.holder, cast.invited), only(cast.holder)):
        with as_user(cast.holder) as by:
            said = Report(
                reference=f"WX-{uuid4().hex[:8].upper()}", agency=by.agency, sent_key=uuid4(), narrative="She is Holliss.",
                started_at=SENT, sent_at=SENT + timedelta(days=1), audience=audience, author=by.post,
                corrects=first.report,
            )  # fmt: skip
            said.save(force_insert=True)
        later.append(said)
    read = text_of(cast.holder, first.entity_id)
    for one in later:
        assert f"Read with {one.reference} , which adds to it or corrects it" in row_of(read, "Surname Hollis")
        assert one.reference in read.split("Reports Everything said")[1]
    other = text_of(cast.invited, first.entity_id)
    assert later[0].reference in row_of(other, "Surname Hollis")
    assert later[1].reference not in other


def test_each_fact_shows_its_reports_with_grade_age_and_agency(cast, grader):
    """REQ soft-grade: beside a fact, the grade in force of each report that says so, or that it is ungraded."""
    ours = only(cast.holder, cast.invited, grader)
    (first,) = told(cast.holder, ours, person("Tegan", first_name="Tegan", surname="Hollis", nicknames=["Tee"]))
    later = person("Tegan Hollis", same_as=first.entity_id)
    (second,) = told(cast.invited, ours, later, at=SENT + timedelta(days=2))
    seen = None
    for letter in "AC":  # the later is in force
        with as_user(grader):
            seen = grade_report(
                report=first.report, source="2", information=letter, handling="P", conditions="", note="Told once.",
                seen=seen, by=grader,
            ).pk  # fmt: skip
    text = text_of(cast.holder, first.entity_id)
    assert (
        f"Surname Hollis {second.report.reference} , Estuary Health. Ungraded, 3 days ago "
        f"{first.report.reference} , Childrens Services. 2C, 5 days ago" in text
    )
    nicknames = text[text.index("Nicknames and street names") :]
    assert f"Tee {first.report.reference} , Childrens Services. 2C, 5 days ago" in nicknames
    assert "Reports differ" not in text


def test_where_reports_differ_each_value_stands_with_who_says_it(cast):
    ours = only(cast.holder)
    (first,) = told(cast.holder, ours, person("Tegan Hollis, dob 1/8/2012"))
    (other,) = told(cast.holder, ours, person("Tegan Hollis, dob 2/8/2012", same_as=first.entity_id))
    (part,) = told(cast.holder, ours, person("Tegan Hollis", born_year=2012, same_as=first.entity_id))
    text = text_of(cast.holder, first.entity_id)
    one = row_of(text, "Date of birth 1 August 2012 Reports differ Also said: 2 August 2012")
    assert first.report.reference in one
    two = row_of(text, "Date of birth 2 August 2012 Reports differ Also said: 1 August 2012")
    assert other.report.reference in two
    assert f"Year of birth 2012 {part.report.reference}" in text, "a part that fits is in no conflict"


def test_a_part_of_a_date_that_contradicts_is_shown_to(cast):
    ours = only(cast.holder)
    (first,) = told(cast.holder, ours, person("Tegan Hollis, dob 1/8/2012"))
    told(cast.holder, ours, person("Tegan Hollis", born_year=2011, same_as=first.entity_id))
    text = text_of(cast.holder, first.entity_id)
    assert "Date of birth 1 August 2012 Reports differ Also said: year of birth 2011" in text
    assert "Year of birth 2011 Reports differ Also said: date of birth 1 August 2012" in text


@pytest.mark.parametrize(
    ("kind", "one", "other", "differ"),
    [
        ("vehicle", ("plate", "WX19 KTR"), ("plate", "wx19ktr"), False),
        ("vehicle", ("plate", "WX19 KTR"), ("plate", "WX19 KTP"), True),
        ("vehicle", ("plate", "WX19 KTR"), ("plate_partial", "ZZ?"), False),
        ("place", ("postcode", "SS1 1AA"), ("postcode", "SS1"), False),
        ("place", ("postcode", "SS1 1AA"), ("postcode", "SS2"), True),
        ("place", ("postcode", "SS1 1AA"), ("postcode", "SS1 1AB"), True),
        ("person", ("postcode", "SS1 1AA"), ("postcode", "SS2 1AB"), False),
        ("person", ("phones", "07700 900911"), ("phones", "07700 900912"), False),
        ("person", ("born_month", "8"), ("born_on", "2012-08-01"), False),
        ("person", ("born_month", "9"), ("born_on", "2012-08-01"), True),
        ("account", ("platform", "Snapchat"), ("platform", "snapchat"), False),
        ("account", ("platform", "Snapchat"), ("platform", "Instagram"), True),
    ],
)
def test_what_a_thing_has_one_of(kind, one, other, differ):
    assert contradicts(kind, one, other) is contradicts(kind, other, one) is differ


def contradicts(kind, one, other):
    first, second = only_one(kind, *one), only_one(kind, *other)
    return any(first[name] != second[name] for name in first.keys() & second.keys())


parts = st.one_of(
    st.integers(1990, 2020).map(lambda year: ("born_year", year)),
    st.integers(1, 12).map(lambda month: ("born_month", month)),
    st.dates().map(lambda day: ("born_on", day.isoformat())),
    st.sampled_from(["Tee", "Dax"]).map(lambda name: ("nicknames", [name])),
)


@drawn(said=st.lists(parts, max_size=6))
def test_no_value_is_lost_and_conflict_is_mutual(said):
    """Whatever is said: each value stands, and whatever one row is against is against it too."""
    mentions = [SimpleNamespace(kind="person", fields={name: value}) for name, value in said]
    reports = [uuid4() for _ in mentions]
    rows = said_in(zip(map(values_of, mentions), reports, strict=True))
    assert set(reports) == {report for some in rows.values() for report in some}
    against = contradicted("person", rows)
    for one in rows:
        for other in rows:
            assert (named(other, one) in against[one]) == (named(one, other) in against[other])


def named(other, one):
    """What the row of `one` calls `other`."""
    words = as_shown(*other)
    return words if other[0] == one[0] else f"{LABELS[other[0]].lower()} {words}"


@pytest.mark.slow
def test_a_report_in_conflict_is_shown_however_many_came_after_it(cast):
    """REQ soft-provenance-hearsay: the 150th report contradicts, and the page says so; all of them can be paged through."""
    ours = only(cast.holder)
    (oldest,) = told(cast.holder, ours, person("Tegan Hollis, dob 2/8/2012"), at=SENT)
    for n in range(1, 150):
        later = person("Tegan Hollis, dob 1/8/2012", same_as=oldest.entity_id)
        told(cast.holder, ours, later, at=SENT + timedelta(minutes=n))
    page = f"/entities/{oldest.entity_id}/"
    text = text_of(cast.holder, oldest.entity_id)
    one = row_of(text, "Date of birth 1 August 2012 Reports differ Also said: 2 August 2012")
    assert one
    assert "and 144 older reports" in text
    assert oldest.report.reference in row_of(
        text, "Date of birth 2 August 2012 Reports differ Also said: 1 August 2012"
    )
    assert "The newest 100 of 150 mentions." in text
    client = signed_in(cast.holder)
    first = client.get(page).content.decode()
    assert f"/mentions/{oldest.pk}/matches/" not in first
    assert 'href="?page=2&amp;photographs=1#reports">Show older</a>' in first
    older = client.get(f"{page}?page=2").content.decode()
    assert "Mentions 101 to 150, newest first." in older
    assert f"/mentions/{oldest.pk}/matches/" in older
    assert "Reports differ" in older, "what is said is from all of them on each page"
    assert "Show older</a>" not in older
    assert 'href="?page=1&amp;photographs=1#reports">Show newer</a>' in older
    assert "There are no more." in client.get(f"{page}?page=3").content.decode()


@pytest.mark.parametrize("page", ["0", "x", "-1", "99999999", "２", "%00", ""])
def test_what_is_no_page_is_the_first_or_empty(cast, page):
    (spoken,) = told(cast.holder, only(cast.holder), person("Tegan Hollis"))
    answer = signed_in(cast.holder).get(f"/entities/{spoken.entity_id}/?page={page}&photographs={page}")
    assert answer.status_code == 200
    assert "Tegan Hollis" in answer.content.decode()


def attached(by, mention, name, content, audience):
    with as_user(by):
        file = documents.keep(content=content, name=name, audience=audience, by=by)
        Attachment.objects.create(report=mention.report, file=file, audience=audience, author=by.post)
    return file


def test_photographs_are_listed_by_reference_for_those_who_may_open_them(cast, settings, tmp_path):
    settings.FILES_FOLDER = tmp_path
    ours, mine = only(cast.holder, cast.invited), only(cast.holder)
    (car,) = told(cast.holder, ours, given("vehicle", "WX19 KTR"))
    (hidden,) = told(cast.holder, mine, given("vehicle", "WX19 KTR", same_as=car.entity_id))
    before = signed_in(cast.invited).get(f"/entities/{car.entity_id}/").content
    seen = attached(cast.holder, car, "car.png", PNG, ours)
    note = attached(cast.holder, car, "note.txt", b"A grey car.", ours)
    own = attached(cast.holder, hidden, "other.png", PNG + b"\x00", mine)
    page = signed_in(cast.invited).get(f"/entities/{car.entity_id}/").content.decode()
    assert f'href="{seen.get_absolute_url()}">car.png</a>, with' in page
    assert "None with the reports that you can read." in before.decode()
    assert note.get_absolute_url() not in page
    assert own.get_absolute_url() not in page
    assert own.get_absolute_url() in signed_in(cast.holder).get(f"/entities/{car.entity_id}/").content.decode()


def test_older_photographs_are_a_link_away(cast, settings, tmp_path):
    settings.FILES_FOLDER = tmp_path
    ours = only(cast.holder)
    (car,) = told(cast.holder, ours, given("vehicle", "WX19 KTR"))
    for n in range(PHOTOGRAPHS_SHOWN + 1):
        attached(cast.holder, car, f"car-{n:02}.png", PNG + bytes([n]), ours)
    client, page = signed_in(cast.holder), f"/entities/{car.entity_id}/"
    first = client.get(page).content.decode()
    assert "car-29.png" in first
    assert "car-30.png" not in first
    assert 'href="?photographs=2&amp;page=1#photographs">Show older photographs</a>' in first
    older = client.get(f"{page}?photographs=2").content.decode()
    assert "car-30.png" in older
    assert "car-29.png" not in older
    assert "Show newer photographs" in older
    assert "Show older photographs" not in older


def test_a_report_read_as_its_writer_alone_does_not_say_how_it_was_graded(cast, grader):
    (seen,) = told(cast.invited, only(cast.holder), person("Tegan Hollis"))
    same = MentionGiven("person", "child", "Tegan Hollis", {}, seen.entity_id)
    (own,) = told(cast.holder, only(grader), same)
    text = text_of(cast.holder, seen.entity_id)
    assert f"{own.report.reference} , Childrens Services. Grade not shown" in text
    assert f"{seen.report.reference} , Estuary Health. Ungraded" in text


def test_the_whole_number_in_somebodys_own_words_is_a_fact_of_theirs(cast):
    """Once however it is written, beside the telephone that it names. A part of a number may be anybody's."""
    ours = only(cast.holder)
    line = ("Dazza, 07700 900 911", "rings from 07700 9009", "Jax, number ends 911", "Jax, 7700900911")
    dazza, *others, phone = told(
        cast.holder, ours, *(person(words, "concern") for words in line), given("phone", "07700 900911")
    )
    (again,) = told(cast.holder, ours, person("Dazza +44 (0)7700 900911", "concern", same_as=dazza.entity_id))
    assert "Telephone number 07700900911" in text_of(cast.holder, dazza.entity_id)
    assert facts_of(again).phones == facts_of(dazza).phones == facts_of(phone).phones
    assert [facts_of(one).phones for one in others] == [(), (), ()]
    assert facts_of(phone).kind == "phone"


def test_a_person_is_found_by_their_number_and_compared_by_it(cast):
    """The search box, the suggestions and a list taken whole say the same of it; what is held, rebuilt, stays as it is."""
    ours = only(cast.holder)
    (first,) = told(cast.holder, ours, person("Dazza, 07700 900911", "concern"))
    (second,) = told(cast.holder, ours, person("Darren, 07700900911", "concern"))
    agrees = "Telephone number is the same"
    with as_user(cast.holder):
        found = {one.held.pk: one for one in queries.find_things(cast.holder, "+44 7700 900911").things}
        (suggested,) = queries.suggestions_for(cast.holder, second)
        held = Holding.objects.get(entity=first.entity_id)
    assert set(found) == {first.entity_id, second.entity_id}
    (fits,) = found[first.entity_id].fits
    assert [reason.words for reason in fits.score.reasons] == [agrees]
    assert suggested.entity_id == first.entity_id
    assert agrees in [reason.words for reason in suggested.reasons]
    taken = Understood(SENT.date()).of(person("Dazza, 07700 900911", "concern"))
    rebuild_holdings([(first.entity_id, ours.pk)])
    with as_user(cast.holder):
        again = Holding.objects.get(entity=first.entity_id)
    assert (taken[0], taken[1].keys) == (first.fields, held.keys)
    assert (again.fields, again.keys, again.name) == (held.fields, held.keys, held.name)
