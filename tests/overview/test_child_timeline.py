"""Merging what happened: in order, narrowed, and turned month by month without losing anything."""

from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from tessera.overview.timeline import KINDS, merged, month_named, months_of, narrowed, turned_to

moments = st.datetimes(datetime(2024, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC))
rows = st.fixed_dictionaries(
    {
        "at": moments,
        "what": st.sampled_from(["Report", "Joined"]),
        "text": st.text(max_size=3),
        "path": st.just("/"),
        "by": st.just(""),
    }
)
sources = st.dictionaries(st.sampled_from(sorted(KINDS)), st.lists(rows, max_size=8))


@given(sources, st.randoms())
def test_the_order_in_which_things_are_given_changes_nothing(given_rows, random):
    items = merged(given_rows)
    assert [item.at for item in items] == sorted((item.at for item in items), reverse=True)
    mixed = {
        kind: random.sample(some, len(some))
        for kind, some in random.sample(sorted(given_rows.items()), len(given_rows))
    }
    assert merged(mixed) == items


@given(sources)
def test_turning_the_months_reads_everything_once(given_rows):
    items = merged(given_rows)
    read, turned = [], turned_to(items, None)
    while turned.month:
        read += turned.items
        if turned.older is None:
            break
        before, turned = turned, turned_to(items, turned.older)
        assert turned.newer == before.month
    assert read == items


@given(sources, st.sets(st.sampled_from(sorted(KINDS))), st.none() | st.dates(date(2024, 1, 1), date(2027, 1, 1)))
def test_narrowing_keeps_just_what_was_asked_for(given_rows, kinds, until):
    items = merged(given_rows)
    kept = narrowed(items, kinds=kinds, until=until)
    assert [item for item in items if item in kept] == kept
    assert all(item.kind in (kinds or KINDS) for item in kept)
    assert until is None or all(item.month <= until for item in kept)
    if not kinds and until is None:
        assert kept == items


def test_a_month_begins_at_midnight_in_london():
    late = {"at": datetime(2026, 6, 30, 23, 30, tzinfo=UTC), "what": "x", "text": "", "path": "/", "by": ""}
    (item,) = merged({"reports": [late]})
    assert item.month == date(2026, 7, 1)
    assert months_of([item]) == [date(2026, 7, 1)]
    assert narrowed([item], until=date(2026, 6, 30)) == []


def test_a_month_in_an_address():
    assert month_named("2026-03") == date(2026, 3, 1)
    assert [month_named(text) for text in ("", "2026-13", "march", "2026-3", "\x00")] == [None] * 5


def test_an_item_of_its_own_kind_stands_under_that_kind():
    said = {"at": datetime(2026, 6, 1, tzinfo=UTC), "what": "x", "text": "", "path": "/", "by": "", "kind": "voice"}
    assert [item.kind for item in merged({"case": [said]})] == ["voice"]
