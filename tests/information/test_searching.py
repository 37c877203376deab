"""Reports found by what they say. REQ: soft-separate-store."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.contrib.postgres.search import SearchQuery, SearchVector
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tessera.access import services as access
from tessera.access.keyring import Keyring, opened
from tessera.access.roles import Role
from tessera.information import services as information
from tessera.information.grading import grade_report
from tessera.information.models import Report
from tessera.information.searching import Asked, count_reports, find_reports
from tests.cast import agency, as_user, person

pytestmark = pytest.mark.usefixtures("db")


def report(by, narrative, *, audience=None, at=None, **more):
    with as_user(by):
        return information.send_report(
            given={"narrative": narrative, **more},
            audience=audience or information.audience_for(by.agency),
            sent_key=uuid4(),
            at=at,
            by=by,
        )


def found(by, words="", **more):
    asked = Asked(words, **more)
    with as_user(by):
        counted = count_reports(by, asked)
        return [one.report for one in find_reports(by, asked, counted)]


@pytest.fixture
def nurse():
    return person("nurse", Role.SAFEGUARDING_LEAD, at=agency("estuary-health", "health"))


@pytest.mark.parametrize(
    ("words", "hits"),
    [
        ("lifts", True),
        ("LIFT", True),
        ("“harbour arcade”", True),
        ('"harbour arcade"', True),
        ('"arcade harbour"', False),
        ("“arcade harbour”", False),
        ("lift -arcade", False),
        ("lift -school", True),
        ("school or arcade", True),
        ("school arcade", False),
        ("Will", True),
        ('"in the car"', True),
        ("\x00", False),
        (".* | (zq+)+$ & ! <-> \\ ' :*", False),
        ("😀 مدرسة", False),
    ],
)
def test_words_phrases_either_and_without(nurse, words, hits):
    sent = report(nurse, "Will offered her a lift from the Harbour Arcade. She got in the car.")
    assert found(nurse, words) == ([sent] if hits else [])


def test_a_place_is_looked_for_in_where_it_happened(nurse):
    there = report(nurse, "Seen with a man.", where_text="Harbour Arcade, by the steps")
    report(nurse, "He spoke of the Harbour Arcade.", where_text="At school")
    assert found(nurse, place="harbour arcade") == [there]
    assert found(nurse, "man", place="arcade") == [there]


def test_newest_first_by_kind_agency_year_and_days(nurse):
    old = report(nurse, "A blue car.", at=datetime(2024, 12, 31, 23, 30, tzinfo=UTC))
    new = report(nurse, "A blue car.", at=datetime(2025, 7, 1, 9, tzinfo=UTC))
    assert found(nurse, "blue car") == [new, old]
    assert found(nurse, "blue car", years=[2024]) == [old]
    assert found(nurse, "blue car", since=datetime(2025, 1, 1, tzinfo=UTC)) == [new]
    assert found(nurse, "blue car", until=datetime(2025, 1, 1, tzinfo=UTC)) == [old]
    assert found(nurse, "blue car", kinds=[Report.Kind.SIGHTING]) == []
    assert found(nurse, "blue car", agencies=[nurse.agency.pk]) == [new, old]
    assert found(nurse, "blue car", among=[old.pk]) == [old]


def test_each_facet_counts_under_the_other_filters(nurse):
    report(nurse, "A blue car.", at=datetime(2024, 6, 1, tzinfo=UTC))
    report(nurse, "A blue car.", at=datetime(2025, 6, 1, tzinfo=UTC))
    with as_user(nurse):
        counted = count_reports(nurse, Asked("blue", years=[2024]))
    assert counted.every == 1
    assert counted.facets["year"] == {"2024": 1, "2025": 1}
    assert counted.facets["kind"] == {"concern": 1}
    assert counted.facets["agency"] == {str(nurse.agency.pk): 1}


def test_a_page_begins_where_the_one_before_ended(nurse):
    sent = [report(nurse, "A blue car.", at=datetime(2020 + n, 6, 1, tzinfo=UTC)) for n in range(5)][::-1]
    with as_user(nurse):
        counted = count_reports(nurse, Asked("blue"))
        pages = [find_reports(nurse, Asked("blue"), counted, skipped=n, most=2) for n in (0, 2, 4)]
    assert [[one.report for one in page] for page in pages] == [sent[:2], sent[2:4], sent[4:]]


def test_why_says_which_part_and_marks_the_words(nurse):
    report(nurse, "A man waited.", childs_words="He said he would wait by the arcade.")
    with as_user(nurse):
        asked = Asked("arcade")
        [one] = find_reports(nurse, asked, count_reports(nurse, asked))
    assert [(why.part, why.words) for why in one.why] == [
        ("The child’s own words", "said he would wait by the \x01arcade\x02")
    ]


def test_a_moved_report_is_found_by_its_new_readers_alone(nurse):
    desk = person("desk", Role.TRIAGE_OFFICER, at=agency("hub", "partnership"))
    sent = report(nurse, "A blue car.")
    with as_user(desk):
        assert [one.pk for one in found(desk, "blue")] == [sent.pk]
    with as_user(nurse):
        Report.objects.filter(pk=sent.pk).update(audience=access.audience_of([access.leads_of(nurse.agency)]))
    assert found(desk, "blue") == []
    assert found(nurse, "blue") == [sent]


def test_a_grade_counts_for_those_who_are_shown_it(nurse):
    """Whoever wrote it for others finds it, and learns nothing of how it was graded."""
    grader = person("grader", Role.GRADER, Role.TRIAGE_OFFICER, at=agency("hub", "partnership"))
    teacher = person("teacher", Role.REPORTER, at=agency("low-hill-school"))
    sent = report(teacher, "A blue car.", audience=access.audience_of([access.triage_desk()]))
    with as_user(grader):
        grade_report(
            report=sent, source="2", information="C", handling="P", conditions="", note="Told.", seen=None, by=grader
        )
        assert count_reports(grader, Asked("blue")).facets["grade"] == {"2C": 1}
    with as_user(teacher):
        assert count_reports(teacher, Asked("blue")).facets["grade"] == {"hidden": 1}
    assert found(grader, "blue", grades=["2C"]) == [sent]
    assert found(teacher, "blue", grades=["2C"]) == []
    assert found(teacher, "blue", grades=["hidden"]) == [sent]


WORDS = ("blue", "car", "arcade", "lift", "Will")


@pytest.mark.slow
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_for_any_keyring_the_functions_answer_as_row_level_security_does(nurse, data):
    """What they find and count is what is left when PostgreSQL has hidden every other row."""
    writers = [nurse, *(person(uuid4().hex[:8], Role.SAFEGUARDING_LEAD, at=agency(f"school-{n}")) for n in range(2))]
    holders = [access.leads_of(one.agency) for one in writers] + [access.triage_desk()]
    for _ in range(data.draw(st.integers(1, 6))):
        writer = data.draw(st.sampled_from(writers))
        said = data.draw(st.lists(st.sampled_from(WORDS), min_size=1, max_size=4))
        audience = access.audience_of(data.draw(st.sets(st.sampled_from(holders), min_size=1)))
        report(writer, " ".join(said), audience=audience)
    reader = data.draw(st.sampled_from(writers))
    keys = data.draw(st.sets(st.sampled_from(holders)))
    words = data.draw(st.sampled_from([*WORDS, '"blue car"', "car or lift", "-arcade car"]))
    with opened(Keyring(reader.post.pk, tuple(sorted(key.pk for key in keys)))):
        told = Report.objects.annotate(said=SearchVector("narrative", config="tessera"))
        expected = told.filter(said=SearchQuery(words, config="tessera", search_type="websearch"))
        counted = count_reports(reader, Asked(words))
        page = find_reports(reader, Asked(words), counted, most=100)
        assert [one.report.pk for one in page] == [one.pk for one in expected.order_by("-sent_at", "pk")]
        assert counted.every == len(page)
        for facet in ("kind", "agency", "grade", "year"):
            assert sum(counted.facets.get(facet, {}).values()) == len(page)
