"""Whatever the desk does, in whatever order: nothing is ever nowhere, and nothing is finished too soon."""

from contextlib import suppress
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tessera.concerns import deciding, queries, services
from tessera.concerns.models import PRESENT, Band, Concern, absent
from tessera.work.models import Task
from tests.cast import as_user
from tests.triage import concern_of, make_desk, reported

ATTENDANCE = {"police": PRESENT, "social_care": PRESENT, "health": absent("Nobody on call.")}


class Undo(Exception):
    """Takes back what an example did."""


def _decide(do, **more):
    def verb(desk, concern, by):
        do(concern=concern, reasons="What was seen.", version=concern.version, by=by, **more)

    return verb


def _band(band):
    def verb(desk, concern, by):
        services.change_band(concern=concern, band=band, reason="It changed.", version=concern.version, by=by)

    return verb


def _own(desk, concern, by):
    services.allocate(concern=concern, owner=desk.second.post, version=concern.version, by=by)


def _ask(desk, concern, by):
    services.ask_partner(concern=concern, agency=desk.nurse.agency, question="What do you know?", by=by)


def _add(desk, concern, by):
    services.contribute(concern=concern, text="Seen twice.", by=by)


def _search(desk, concern, by):
    services.log_search(concern=concern, system="Police", terms="Gate", found="Nothing.", by=by)


def _agree(desk, concern, by):
    if decision := queries.latest_decision(by, concern):
        services.agree(decision=decision, note="I read it.", by=by)


def _answer(desk, concern, by):
    for report in queries.reports_of(by, concern):
        services.give_feedback(concern=concern, report=report, told="Thank you.", not_told_because="", by=by)


def _finish(desk, concern, by):
    services.finish(concern=concern, version=concern.version, by=by)


VERBS = {
    "strategy": _decide(deciding.hold_strategy_discussion, attendance=ATTENDANCE),
    "keep": _decide(deciding.keep, review_on=timezone.localdate() + timedelta(days=20)),
    "pass on": _decide(deciding.pass_on, agency=None, area="Northmarch", taker="Duty", address="duty@northmarch.gov.uk"),
    "answer a request": _decide(deciding.answer_request, answer="Nothing more."),
    "signpost": _decide(deciding.signpost, to="The school nurse"),
    "not enough": _decide(deciding.find_not_enough, disruption_considered="Licensing."),
    **{f"to {band}": _band(band) for band in Band},
    "own": _own, "ask": _ask, "add": _add, "search": _search, "agree": _agree, "answer": _answer, "finish": _finish,
}  # fmt: skip
steps = st.lists(st.tuples(st.sampled_from(sorted(VERBS)), st.sampled_from(["officer", "second", "nurse"])), max_size=6)
# The way a desk gets there, sometimes with one thing left out: most steps drawn at random never come near the end.
NEEDED = ["not enough", "search", "answer", "agree"]
towards = st.builds(
    lambda order, without: [(verb, "second" if verb == "agree" else "officer") for verb in order if verb != without],
    st.permutations(NEEDED), st.sampled_from([None, *NEEDED]),
)  # fmt: skip


@pytest.mark.slow
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(before=steps, way=towards, after=steps)
def test_an_open_concern_is_never_nowhere_and_none_is_finished_too_soon(db, before, way, after):
    """REQ: triage-allocate-or-develop"""
    taken = [*before, *way, ("finish", "officer"), *after]
    with suppress(Undo), transaction.atomic():
        desk = make_desk()
        report = reported(desk.teacher)
        bands = []
        for verb, who in taken:
            by = getattr(desk, who)
            with as_user(by):
                found = queries.concerns_about(by, report).first()
                if found is None:
                    continue  # not asked yet
                with suppress(PermissionDenied), transaction.atomic():
                    VERBS[verb](desk, found, by)
            with as_user(desk.officer):
                _holds(desk, concern_of(desk, report), bands)
        raise Undo


def _holds(desk, concern, bands):
    clocks = Task.objects.readable().filter(
        path=concern.get_absolute_url(), rule=f"triage-{concern.band}", done_at__isnull=True
    )
    if concern.status == Concern.Status.NEW:
        assert clocks.count() == 1
        assert not concern.decisions.exists()
    elif concern.status != Concern.Status.FINISHED:
        assert concern.owner or concern.review_on
    if concern.status == Concern.Status.FINISHED:
        latest = queries.latest_decision(desk.officer, concern)
        assert latest is not None
        assert latest.agreed_by or not latest.needs_agreement
        assert concern.searchs.exists()
        assert concern.feedbacks.exists()
        assert not Task.objects.readable().filter(rule__startswith="triage-", done_at__isnull=True).exists()
    lines = [(line.pk, line.words) for line in queries.lines_of(desk.officer, concern) if line.kind == "band"]
    assert lines[: len(bands)] == bands
    bands[:] = lines
    if lines:
        assert lines[-1][1] == concern.band
