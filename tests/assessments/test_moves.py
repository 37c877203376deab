"""What moved since the last assessment: every judgement, answer and note that is not as it was, then and now."""

import re

import pytest
from django.db import ProgrammingError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tessera.access import services as access
from tessera.assessments import queries, services, starting
from tessera.assessments.before import as_it_stood
from tessera.assessments.models import Assessment, KeptReading
from tessera.assessments.moves import moves_between
from tessera.assessments.reading import reading_of
from tessera.assessments.terms import Part
from tessera.reference.models import ExploitationModel, Indicator
from tessera.ui.words import date as in_words
from tests.assessments.conftest import BACKEND, complete, decide, given, save_about, save_list
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


def what_moved(assessment, *, by):
    """Each thing that is not as it was when this one was begun: then, and now."""
    assessment = queries.assessments_for(by).get(pk=assessment.pk)
    then = as_it_stood(by, assessment, [], on=TODAY())
    now = reading_of(queries.answers_for(by, assessment), on=TODAY())
    return {move.what: (move.before, move.after) for move in moves_between(then.reading, now, labels={})}


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
        now = reading_of(queries.answers_for(by, new), on=TODAY())
        moves = what_moved(new, by=by)
        assert moves_between(now, now, labels={}) == []
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
        moves = what_moved(new, by=by)
    assert moves["Signs of actual exploitation"] == ("None seen", "Not known")
    assert moves["Why that category"] == ("Seen once.", "Seen often.")
    assert moves["Signals that the category relies on"] == ("sus-hotspot", "None named")


@pytest.fixture
def then_edited(assessment, child, cast, models):
    """The next, begun from one that says something else since: it was sent back, and nearly all in it was changed."""
    first = {"elevates": False, "reason": "", "note": "By the station.", "view": "Leave me be.", "account": ""}
    since = {"elevates": True, "reason": "Nobody is at home.", "note": "By the arcade.", "view": "Help me.",
             "account": "He paid for it."}  # fmt: skip
    with as_user(cast.holder) as me:
        judge(assessment, **first, model=models[0], by=me)
        decide(assessment, "high", by=me)
    with as_user(cast.invited) as by:
        new = services.start(child_id=child.pk, child_name=child.name, audience=assessment.audience, by=by)
        services.send_back(assessment=assessment, comment="Look again.", by=by)
    with as_user(cast.holder) as me:
        judge(assessment, **since, model=models[1], by=me)
        save_about(assessment, frequent_missing=True, level_by_police="high", specialist_advice="Rang them.", by=me)
        decide(assessment, "medium", reason="The school knows more.", by=me)
    return new


def test_what_was_then_is_what_it_said_when_the_next_was_begun(then_edited, cast, models):
    """REQ: assess-movement. Whatever is changed in it afterwards has not moved in the next."""
    with as_user(cast.invited) as by:
        moves = what_moved(then_edited, by=by)
    seen = f"From {in_words(TODAY())}: Seen."
    assert moves == {
        "Exploitation level": ("High", "Not decided"),
        "Level the rule suggested": ("Standard", "None yet"),
        "The vulnerabilities significantly raise the risk": ("No", "Not answered"),
        f"Model of exploitation: {models[0].label}": (seen, "Not written"),
        "Immediate danger": ("Not known", "Not answered"),
        "Significant harm now": ("Not known", "Not answered"),
        "Signs of actual exploitation": ("None seen", "Not answered"),
        "Vulnerabilities": ("None seen", "Not answered"),
    }


def test_the_page_says_of_when_then_is(client, then_edited, cast):
    """REQ: assess-movement"""
    client.force_login(cast.holder, backend=BACKEND)
    address = reverse("assessments:result", args=[then_edited.pk])
    shown = " ".join(client.get(address).content.decode().split())
    assert f"“Then” is what that assessment said when this one was begun, {in_words(TODAY())} at" in shown
    assert "It was sent back" not in shown, "it was decided again"
    carried = " ".join(client.get(reverse("assessments:suspected", args=[then_edited.pk])).content.decode().split())
    assert "By the station." in carried
    assert f"{cast.holder.post}, {in_words(TODAY())}" not in carried, "who wrote something else there since"


def test_advice_written_later_where_it_came_from_is_not_taken_back_here(assessment, child, cast):
    """REQ: assess-movement, assess-honour-forced-marriage"""
    with as_user(cast.holder) as me:
        complete(assessment, by=me)
        save_about(assessment, honour_or_forced_marriage=True, by=me)
        decide(assessment, by=me)
    with as_user(cast.invited) as by:
        new = services.start(child_id=child.pk, child_name=child.name, audience=assessment.audience, by=by)
    with as_user(cast.holder) as me:
        services.record_advice(assessment=assessment, advice="No letters home.", by=me)
        assert "Specialist advice taken" not in what_moved(new, by=me)


def test_what_it_said_then_is_for_whoever_reads_that_one(again, cast, assessment):
    """The next may have readers who do not read the one it was begun from."""
    audience = access.audience_of([access.person(cast.outsider.post), access.person(cast.invited.post)])
    with as_user(cast.invited) as by:
        services.move(assessment=again, audience=audience, by=by)
        assert KeptReading.objects.readable().get().audience_id == assessment.audience_id
    with as_user(cast.outsider) as by:
        new = queries.assessments_for(by).get(pk=again.pk)
        assert as_it_stood(by, new, [], on=TODAY()) is None
        assert not KeptReading.objects.exists(), "the database itself keeps it"
    with as_user(cast.invited) as by, pytest.raises(ProgrammingError), transaction.atomic():
        KeptReading.objects.update(said={})


@pytest.fixture
def none_kept(monkeypatch):
    """As it was when no reading was kept yet."""
    monkeypatch.setattr(starting, "keep_reading", lambda *args, **given: None)


def test_one_begun_before_that_was_kept_says_that_it_is_read_today(none_kept, client, again, cast):
    """REQ: assess-movement"""
    client.force_login(cast.holder, backend=BACKEND)
    for page in ("result", "sign_off", "print"):
        address = reverse(f"assessments:{page}", args=[again.pk])
        client.get(address)
        with CaptureQueriesContext(connection) as ran:
            shown = " ".join(client.get(address).content.decode().split())
        assert "how it stood when this one was begun was not kept" in shown, page
        assert "By the arcade." in shown
        assert len(ran) <= 25, page


def test_one_that_was_sent_back_since_names_who_decided_it(client, again, assessment, cast):
    """REQ: assess-movement"""
    with as_user(cast.invited) as by:
        services.send_back(assessment=assessment, comment="Look again.", by=by)
    client.force_login(cast.holder, backend=BACKEND)
    pages = [reverse(f"assessments:{page}", args=[again.pk]) for page in ("overview", "result")]
    overview, result = (" ".join(client.get(page).content.decode().split()) for page in pages)
    assert f"This starts from the assessment of {in_words(TODAY())} by {cast.holder.post}." in overview
    assert "It was sent back and may say something else now." in result
