"""What moved since the last assessment: every judgement, answer and note that is not as it was, then and now."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tessera.assessments import queries, services
from tessera.assessments.models import Assessment
from tessera.assessments.moves import moves_between
from tessera.assessments.terms import Part
from tessera.reference.models import ExploitationModel, Indicator
from tessera.ui.words import date as in_words
from tests.assessments.conftest import BACKEND, complete, decide, given, save_list
from tests.cast import as_user

TODAY = timezone.localdate


def judge(assessment, *, elevates, reason, note, view, account, model, by):
    """Answer what an assessment says in words of one's own, and one model of exploitation."""
    complete(assessment, by=by)
    save_list(assessment, Part.SUSPECTED, given("sus-hotspot", note), by=by)
    version = queries.answers_for(by, assessment).version
    services.step_up(assessment=assessment, version=version(Part.STEP_UP), elevates=elevates, reason=reason, by=by)
    services.save_child(
        assessment=assessment, version=version(Part.CHILD), childs_view=view, is_account_withdrawn=bool(account),
        withdrawn_account=account, by=by,
    )  # fmt: skip
    services.add_model(assessment=assessment, model=model, from_on=TODAY(), until_on=None, note="Seen.", by=by)


@pytest.fixture
def models(db):
    return list(ExploitationModel.objects.order_by("pk")[:2])


@pytest.fixture
def again(assessment, child, cast, models):
    """A second assessment in which everything was judged anew, decided by the invited colleague."""
    first = {"elevates": False, "reason": "", "note": "By the station.", "view": "Leave me be.", "account": ""}
    then = {"elevates": True, "reason": "Nobody is at home.", "note": "By the arcade.", "view": "Help me.",
            "account": "He paid for it."}  # fmt: skip
    with as_user(cast.holder) as me:
        judge(assessment, **first, model=models[0], by=me)
        decide(assessment, "high", by=me)
    with as_user(cast.invited) as by:
        new = services.start(child_id=child.pk, child_name=child.name, audience=assessment.audience, by=by)
        judge(new, **then, model=models[1], by=by)
        decide(new, "high", by=by)
    return new


def test_every_judgement_and_every_word_that_changed_stands_then_and_now(again, cast, models):
    """REQ: assess-movement"""
    with as_user(cast.invited) as by:
        new = queries.assessments_for(by).get(pk=again.pk)
        before, after = queries.answers_before(by, new), queries.answers_for(by, new)
        moves = {move.what: (move.before, move.after) for move in moves_between(before, after, on=TODAY(), labels={})}
        assert moves_between(after, after, on=TODAY(), labels={}) == []
    seen = f"From {in_words(TODAY())}: Seen."
    sign = given("sus-hotspot").label
    assert moves == {
        "Level the rule suggested": ("Standard", "Medium"),
        Indicator.objects.get(answers_fact="withdrawn_account").label: ("Not ticked", "Ticked"),
        "The vulnerabilities significantly raise the risk": ("No", "Yes"),
        "Why the vulnerabilities were judged so": ("Not written", "Nobody is at home."),
        f"Model of exploitation: {models[0].label}": (seen, "Not written"),
        f"Model of exploitation: {models[1].label}": ("Not written", seen),
        "What the child thinks and wants": ("Leave me be.", "Help me."),
        "The child took back something they told someone": ("No", "Yes"),
        "The account as first given": ("Not written", "He paid for it."),
        f"Note: {sign}": ("By the station.", "By the arcade."),
    }


def test_whoever_checks_or_prints_it_reads_what_moved(client, again, cast):
    """REQ: assess-movement, assess-share-thinking. The second person checks a change of level from there."""
    client.force_login(cast.holder, backend=BACKEND)
    for page in ("result", "sign_off", "print"):
        address = reverse(f"assessments:{page}", args=[again.pk])
        client.get(address)
        with CaptureQueriesContext(connection) as ran:
            shown = " ".join(client.get(address).content.decode().split())
        assert f"What moved since the assessment of {in_words(TODAY())}" in shown, page
        assert re.search(r"By the station\. ?</td>.{,200}By the arcade\.", shown), page
        assert len(ran) <= 25, page
    assert f"Printed for {cast.holder.post} on {in_words(TODAY())} at " in shown


def test_a_list_and_a_category_that_were_judged_otherwise_stand_then_and_now(assessment, child, cast):
    """REQ: assess-movement. Nothing need be ticked for a judgement to have changed."""
    with as_user(cast.holder) as by:
        complete(assessment, by=by)
        decide(assessment, "high", by=by)
        Assessment.objects.filter(pk=assessment.pk).update(nwg_reason="Seen once.", nwg_signals=["sus-hotspot"])
        new = services.start(child_id=child.pk, child_name=child.name, audience=assessment.audience, by=by)
        save_list(new, Part.ACTUAL, state="not_known", by=by)
        Assessment.objects.filter(pk=new.pk).update(nwg_reason="Seen often.", nwg_signals=[])
        new = queries.assessments_for(by).get(pk=new.pk)
        before, after = queries.answers_before(by, new), queries.answers_for(by, new)
        moves = {move.what: (move.before, move.after) for move in moves_between(before, after, on=TODAY(), labels={})}
    assert moves["Signs of actual exploitation"] == ("None seen", "Not known")
    assert moves["Why that category"] == ("Seen once.", "Seen often.")
    assert moves["Signals that the category relies on"] == ("sus-hotspot", "None named")
