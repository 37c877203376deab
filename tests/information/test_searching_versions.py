"""Sanitised versions found by what they say, by those they are shared with. REQ: soft-separate-store, soft-original-kept."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.contrib.postgres.search import SearchQuery, SearchVector
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tessera.access import services as access
from tessera.access.keyring import Keyring, opened
from tessera.access.roles import Role
from tessera.information.models import Sanitised
from tessera.information.searching import Asked
from tessera.information.searching_versions import count_versions, find_versions, ids_of_versions
from tessera.search.finding import Narrowed, search
from tests.cast import agency, as_user, person

pytestmark = pytest.mark.usefixtures("db")


@pytest.fixture
def lead():
    return person("lead", Role.SAFEGUARDING_LEAD, at=agency("quay-school"))


def version(by, text, *holders, grade="2C", at=None, **more):
    with as_user(by):
        made = Sanitised(
            reference=f"SV-{uuid4().hex[:8].upper()}", title="A man", text=text, grade=grade, shared_with="Some",
            prepared_by=by.post, at=at or timezone.now(), author=None,
            audience=access.audience_of(holders or [access.leads_of(by.agency)]), **more,
        )  # fmt: skip
        made.save(force_insert=True)
    return made


def found(by, words, **more):
    with as_user(by):
        return [one.version for one in find_versions(by, Asked(words, **more), 100)]


def test_words_phrases_and_where_they_stand(lead):
    one = version(lead, "A silver car by the harbour arcade.", conditions="Ask the desk first.")
    assert found(lead, '"harbour arcade"') == [one]
    assert found(lead, '"arcade harbour"') == []
    assert found(lead, "desk") == [one]
    with as_user(lead):
        [hit] = find_versions(lead, Asked("desk"), 10)
    assert [(why.part, why.words) for why in hit.why] == [("Conditions", "\x01desk\x02 first")]


def test_those_it_is_not_shared_with_find_and_count_nothing(lead):
    other = person("other", Role.SAFEGUARDING_LEAD, at=agency("far-school"))
    version(other, "A silver car.")
    assert found(lead, "silver") == []
    with as_user(lead):
        assert count_versions(Asked("silver")).every == 0


def test_what_was_withdrawn_is_found_no_more(lead):
    one = version(lead, "A silver car.")
    with as_user(lead):
        Sanitised.objects.filter(pk=one.pk).update(
            withdrawn_at=timezone.now(), withdrawn_by=lead.post, withdrawn_because="Another."
        )
        assert count_versions(Asked("silver")).every == 0
        assert ids_of_versions(Asked("silver"), 10) == []
    assert found(lead, "silver") == []


def test_newest_first_by_grade_day_and_year_and_only_where_a_version_says_it(lead):
    old = version(lead, "A silver car.", grade="1A", at=datetime(2024, 12, 31, 23, 30, tzinfo=UTC))
    new = version(lead, "A silver car.", at=datetime(2025, 7, 1, 9, tzinfo=UTC))
    assert found(lead, "silver") == [new, old]
    assert found(lead, "silver", grades=["1A"]) == [old]
    assert found(lead, "silver", years=[2025]) == [new]
    assert found(lead, "silver", since=datetime(2025, 1, 1, tzinfo=UTC)) == [new]
    assert found(lead, "silver", until=datetime(2025, 1, 1, tzinfo=UTC)) == [old]
    assert found(lead, "silver", kinds=["sanitised"]) == [new, old]
    for says_none in ({"place": "arcade"}, {"agencies": [lead.agency.pk]}, {"kinds": ["concern"]}, {"among": []}):
        assert found(lead, "silver", **says_none) == []
    assert found(lead, "") == []


def test_facets_count_versions_beside_reports(lead):
    version(lead, "A silver car.", grade="1A", at=datetime(2024, 6, 1, tzinfo=UTC))
    version(lead, "A silver car.", at=datetime(2025, 6, 1, tzinfo=UTC))
    with as_user(lead):
        every = search(lead, "silver", Narrowed())
        assert (every.every_version, len(every.versions)) == (2, 2)
        assert every.facets["kind"] == {"sanitised": 2}
        assert every.facets["grade"] == {"1A": 1, "2C": 1}
        assert every.facets["year"] == {"2024": 1, "2025": 1}
        of_2024 = search(lead, "silver", Narrowed(years=(2024,)))
        assert of_2024.facets["year"] == {"2024": 1, "2025": 1}
        assert of_2024.facets["kind"] == {"sanitised": 1}
        reports = search(lead, "silver", Narrowed(kinds=("concern",)))
        assert (reports.every_version, reports.versions) == (0, ())
        assert reports.facets["kind"] == {"sanitised": 2}, "how many there would be, were it chosen"


@pytest.mark.slow
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_for_any_keyring_the_functions_answer_as_row_level_security_does(lead, data):
    """What they find and count is what is left when PostgreSQL has hidden every other row."""
    writers = [lead, *(person(uuid4().hex[:8], Role.SAFEGUARDING_LEAD, at=agency(f"school-{n}")) for n in range(2))]
    holders = [access.leads_of(one.agency) for one in writers] + [access.triage_desk()]
    for _ in range(data.draw(st.integers(1, 6))):
        said = data.draw(st.lists(st.sampled_from(["silver", "car", "arcade", "Will"]), min_size=1, max_size=4))
        made = version(
            data.draw(st.sampled_from(writers)), " ".join(said),
            *data.draw(st.sets(st.sampled_from(holders), min_size=1)), grade=data.draw(st.sampled_from(["1A", "2C"])),
        )  # fmt: skip
        if data.draw(st.booleans()):
            with opened(Keyring(holders=tuple(key.pk for key in holders))):
                Sanitised.objects.filter(pk=made.pk).update(
                    withdrawn_at=timezone.now(), withdrawn_by=lead.post, withdrawn_because="Another."
                )
    reader = data.draw(st.sampled_from(writers))
    keys = data.draw(st.sets(st.sampled_from(holders)))
    words = data.draw(st.sampled_from(["silver", "Will", '"silver car"', "car or arcade", "-arcade car"]))
    with opened(Keyring(reader.post.pk, tuple(sorted(key.pk for key in keys)))):
        told = Sanitised.objects.filter(withdrawn_at__isnull=True).annotate(
            said=SearchVector("title", "text", "conditions", config="tessera")
        )
        expected = told.filter(said=SearchQuery(words, config="tessera", search_type="websearch"))
        keys_found = ids_of_versions(Asked(words), 100)
        assert keys_found == [one.pk for one in expected.order_by("-at", "pk")]
        counted = count_versions(Asked(words))
        assert counted.every == len(keys_found)
        for facet in ("grade", "year"):
            assert sum(counted.facets.get(facet, {}).values()) == len(keys_found)
