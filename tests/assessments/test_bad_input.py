"""Any field, any length, any bytes: a sentence beside the field, what was typed kept, and nothing lost."""

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tessera.assessments import queries
from tests.assessments.conftest import BACKEND
from tests.cast import as_user

ROWS = {"unlisted-TOTAL_FORMS": "1", "unlisted-INITIAL_FORMS": "0"}
LONG = "x" * 20_001


def day(name, d, m, y):
    return {f"{name}-day": d, f"{name}-month": m, f"{name}-year": y}


FUTURE = ("1", "1", "2199")
CASES = [
    ("about", {"version": "0", **day("born_on", "31", "2", "2012")}, "must be a real date"),
    ("about", {"version": "0", **day("born_on", *FUTURE)}, "Date of birth must be in the past."),
    ("about", {"version": "0", **day("born_on", "1", "1", "1960")}, "within the last 25 years"),
    ("about", {"version": "0", "age_stated": "fourteen"}, "Age must be a whole number, such as 14."),
    ("about", {"version": "0", "age_stated": "-1"}, "Age must be 0 or more."),
    ("about", {"version": "0", "age_stated": "9" * 5000}, "Age must be a whole number, such as 14."),
    ("about", {"version": "0", "age_stated": "200"}, "Age must be 25 or less."),
    ("about", {"version": "0", "immediate_danger": "maybe"}, "has an answer that is not on the list"),
    ("about", {"version": "x"}, "Something hidden in this page was changed"),
    ("about", {"age_stated": "14"}, "Something hidden in this page was changed"),
    ("about", {"version": "9" * 30}, "Something hidden in this page was changed"),
    ("actual", {"version": "0", "ticks": ["no-such-sign"]}, "has an answer that is not on the list"),
    ("actual", {"version": "0", "ticks": ["act-sold"], "state": "answered"}, "You ticked at least one sign."),
    ("actual", {"version": "0", "ticks": ["act-sold"], "note-act-sold": LONG}, "must be 20000 characters or fewer"),
    ("actual", {"version": "0", "ticks": ["act-sold"], "note-act-sold": "a\0b"}, "has a character that cannot be read"),
    ("vulnerability", {"version": "0", **ROWS, "unlisted-0-note": "Why"}, "Enter another vulnerability of this child."),
    ("child", {"version": "0"}, "If it is not here, tick what we tried and what got in the way."),
    ("child", {"version": "0", "childs_view_absent_because": "x"}, "tick what we tried and what got in the way."),
    ("child", {"version": "0", "childs_view_tried": ["nothing-yet"]}, "tick what we tried and what got in the way."),
    ("child", {"version": "0", "childs_view_barriers": ["refused"]}, "has an answer that is not on the list"),
    (
        "child",
        {"version": "0", "childs_view": "x", "is_account_withdrawn": "yes"},
        "Enter the account as they first gave it.",
    ),
    ("immediate", {"whom": "police", "person": "Desk", "told_at": "soon"}, "We could not read that as a date or time."),
    ("immediate", {"whom": "police", "person": "Desk", "told_at": "tomorrow 9am"}, "That is in the future."),
    ("immediate", {"whom": "police", "person": "Desk", "told_at": "1 January 1990 16:30"}, "more than 30 days before"),
    ("immediate", {"whom": "police", "person": "Desk", "told_at": "yesterday"}, "Write the time as well as the day"),
    ("immediate", {"whom": "the press", "person": "", "told_at": ""}, "has an answer that is not on the list"),
    ("models", {"model": "no-such-model", **day("from_on", "1", "1", "2026")}, "has an answer that is not on the list"),
    ("models", {"model": "peer-on-peer", **day("from_on", *FUTURE)}, "“Seen from” must be today or earlier."),
    ("models", {"model": "peer-on-peer", **day("from_on", "31", "12", "1989")}, "must be 1 January 1990 or later."),
    (
        "models",
        {"model": "peer-on-peer", **day("from_on", "2", "1", "2026"), **day("until_on", *FUTURE)},
        "“Seen until” must be today or earlier.",
    ),
    (
        "models",
        {"model": "peer-on-peer", **day("from_on", "2", "1", "2026"), **day("until_on", "1", "1", "2026")},
        "or later.",
    ),
    ("agencies", {"agency": "nobody", **day("asked_on", "1", "1", "2026")}, "has an answer that is not on the list"),
    ("agencies", {"agency": "far-school", **day("asked_on", *FUTURE)}, "“Asked on” must be today or earlier."),
    ("other_tools", {"tool": "x" * 201}, "must be 200 characters or fewer"),
    (
        "other_tools",
        {"tool": "A", "found_by": "B", "finding": "C", **day("found_on", *FUTURE)},
        "must be today or earlier.",
    ),
    ("step_up", {"version": "0", "elevates": "yes"}, "Write why: a step up is your judgement"),
    ("cycle", {"version": "0", "category": "nwg-4"}, "has an answer that is not on the list"),
    ("sign_off", {"comment": ""}, "Enter an answer to “What do you make of the thinking?”"),
    ("result", {"level": "catastrophic"}, "has an answer that is not on the list"),
]


@pytest.fixture
def post(client, cast, assessment):
    client.force_login(cast.holder, backend=BACKEND)

    def sent(page, typed):
        return client.post(reverse(f"assessments:{page}", args=[assessment.pk]), typed)

    return sent


@pytest.mark.parametrize(
    ("page", "typed", "sentence"), CASES, ids=lambda value: value if isinstance(value, str) else ""
)
def test_a_sentence_beside_the_field(post, page, typed, sentence):
    reply = post(page, typed)
    shown = " ".join(reply.content.decode().split())
    # No level can be decided on an assessment that nobody has answered: the page says so, above what was typed.
    assert reply.status_code == (409 if page == "result" else 200)
    assert sentence in shown
    assert "There is a problem" in shown


def test_what_was_typed_is_kept(post):
    reply = post("suspected", {
        "version": "0", "ticks": ["sus-hotspot"], "state": "answered", "note-sus-hotspot": "By the arcade,\r\nthen home.",
    })  # fmt: skip
    shown = reply.content.decode()
    assert "By the arcade,&#10;then home." in shown
    assert 'value="sus-hotspot" checked' in " ".join(shown.split())


def test_a_sign_sent_twice_is_one_and_a_row_number_tampered_with_is_new(post, cast, assessment):
    typed = {"version": "0", "ticks": ["vul-young-carer", "vul-young-carer"], **ROWS}
    reply = post("vulnerability", typed | {"unlisted-0-label": "No lock on the door", "unlisted-0-tick": "'; --"})
    assert reply.status_code == 302
    with as_user(cast.holder) as me:
        assert [tick.label for tick in queries.answers_for(me, assessment).ticks] == [
            "Young carer",
            "No lock on the door",
        ]


@pytest.mark.slow
@given(st.sampled_from(sorted({page for page, *_ in CASES})), st.data())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_typed_the_page_answers(post, page, data):
    """No field of any form brings the page down."""
    fields = sorted({name for one, typed, _ in CASES if one == page for name in typed} | {"version"})
    typed = data.draw(st.fixed_dictionaries({}, optional={name: st.text(max_size=40) for name in fields}))
    assert post(page, typed).status_code in (200, 302, 403, 409)
