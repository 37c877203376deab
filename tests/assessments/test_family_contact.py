"""Nobody contacts the family before specialist advice answers the yes that stands, whichever assessment it stands in.

REQ: assess-honour-forced-marriage
"""

from importlib import import_module

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tessera.assessments import policy, queries, services
from tessera.assessments.models import Assessment
from tessera.assessments.parts import ABOUT
from tessera.assessments.terms import Part
from tests.assessments.conftest import complete, decide, given, save_about, save_list
from tests.assessments.test_pages import MOST_QUERIES, PAGES, sign_in, text_of
from tests.cast import as_user

BLOCKED = "No family contact yet"


def answer(assessment, yes, advice="", *, by):
    """Say what stands about honour-based abuse in it."""
    save_about(assessment, honour_or_forced_marriage=yes, specialist_advice=advice, by=by)


def signed(cast, assessment, yes, advice=""):
    """The assessment decided and signed off with this in it."""
    with as_user(cast.holder) as me:
        complete(assessment, by=me)
        answer(assessment, yes, advice, by=me)
        decide(assessment, by=me)
    with as_user(cast.invited) as supervisor:
        services.sign_off(assessment=assessment, comment="Agreed.", by=supervisor)


def again(assessment, by):
    """The next assessment of the same child: it begins from this one."""
    return services.start(
        child_id=assessment.child_id, child_name=assessment.child_name, audience=assessment.audience, by=by
    )


def stops(assessment, by):
    """The assessment in which advice is still to be written."""
    return policy.stops_contact(*queries.of_child(by, assessment.child_id))


def pages_of(client, assessment):
    return [text_of(client.get(reverse(f"assessments:{page}", args=[assessment.pk]))) for page in PAGES]


def test_a_yes_is_not_unsaid_by_whoever_answers_next(client, cast, assessment):
    """Only advice lifts the block: a second answer, or a sign unticked, would lift it without a word from anybody."""
    with as_user(cast.holder) as me:
        answer(assessment, True, by=me)
    with as_user(cast.invited) as colleague:
        answer(assessment, False, by=colleague)
        assert stops(assessment, colleague) == assessment
    sign_in(client, cast.invited)
    page = text_of(client.get(reverse("assessments:about", args=[assessment.pk])))
    assert BLOCKED in page
    assert "another answer does not unsay it" in page
    with as_user(cast.invited) as colleague:
        answer(assessment, False, "A slip, looked at with the forced marriage unit today.", by=colleague)
        assert stops(assessment, colleague) is None
        answer(assessment, False, by=colleague)
        assert stops(assessment, colleague) is None, "it was answered"


@pytest.mark.slow
def test_a_no_in_a_draft_takes_no_block_away(client, cast, assessment):
    signed(cast, assessment, True)
    with as_user(cast.holder) as me:
        draft = again(assessment, me)
        answer(draft, False, by=me)
    sign_in(client, cast.holder)
    where = reverse("assessments:advice", args=[assessment.pk])
    for shown in pages_of(client, draft):
        assert BLOCKED in shown
        assert f'href="{where}"' in shown
    client.post(where, {"advice": "Forced Marriage Unit: no letters home."})
    assert not any(BLOCKED in shown for shown in pages_of(client, draft))


@pytest.mark.slow
def test_a_page_asks_as_much_for_ten_earlier_assessments_as_for_one(client, cast, assessment):
    signed(cast, assessment, True)
    with as_user(cast.holder) as me:
        draft = again(assessment, me)
    sign_in(client, cast.holder)

    def asked():
        found = {}
        for page in PAGES:
            address = reverse(f"assessments:{page}", args=[draft.pk])
            client.get(address)
            with CaptureQueriesContext(connection) as ran:
                client.get(address)
            found[page] = len(ran)
        return found

    few = asked()
    with as_user(cast.holder) as me:
        Assessment.objects.bulk_create(
            Assessment(
                child_id=assessment.child_id, child_name="Robin", audience=assessment.audience, author=me.post,
                honour_or_forced_marriage=True, previous=assessment,
            )
            for _ in range(9)
        )  # fmt: skip
    assert asked() == few
    assert max(few.values()) <= MOST_QUERIES, few


def test_advice_that_came_along_answers_no_yes_that_is_new(cast, assessment):
    signed(cast, assessment, False, "Asked the unit: nothing to fear.")
    with as_user(cast.holder) as me:
        later = again(assessment, me)
        assert later.specialist_advice == "Asked the unit: nothing to fear."
        assert stops(assessment, me) is None
        answer(later, True, later.specialist_advice, by=me)
        assert stops(assessment, me) == later
        reason = policy.may_contact_family(me, *queries.of_child(me, assessment.child_id)).reason
        assert "may be about an earlier concern" in reason
        answer(later, True, "Rang the unit again: no letters home.", by=me)
        assert stops(assessment, me) is None


def test_a_tick_that_is_new_is_a_new_yes(cast, assessment):
    signed(cast, assessment, False, "Nothing to fear.")
    with as_user(cast.holder) as me:
        later = again(assessment, me)
        save_list(later, Part.VULNERABILITY, given("vul-forced-marriage-hbv"), by=me)
        assert stops(assessment, me) == later


def test_a_yes_that_advice_answered_stays_answered_when_both_come_along(cast, assessment):
    signed(cast, assessment, True, "No letters home.")
    with as_user(cast.holder) as me:
        later = again(assessment, me)
        assert stops(assessment, me) is None
        answer(later, True, later.specialist_advice, by=me)
        assert stops(assessment, me) is None


def test_a_yes_that_was_taken_back_and_said_again_is_new(cast, assessment):
    signed(cast, assessment, True, "No letters home.")
    with as_user(cast.holder) as me:
        second = again(assessment, me)
    signed_again(cast, second, False, "No letters home.")
    with as_user(cast.holder) as me:
        third = again(assessment, me)
        answer(third, True, "No letters home.", by=me)
        assert (third.previous_id, stops(assessment, me)) == (second.pk, third)


def signed_again(cast, assessment, yes, advice):
    """The re-assessment decided and signed off with this in it."""
    with as_user(cast.holder) as me:
        kept = {name: getattr(assessment, name) for name in ABOUT}
        save_about(assessment, by=me, **kept | {"honour_or_forced_marriage": yes, "specialist_advice": advice})
        complete(assessment, by=me)
        decide(assessment, by=me, reason="Nothing else is known.")
    with as_user(cast.invited) as supervisor:
        services.sign_off(assessment=assessment, comment="Agreed.", by=supervisor)


def test_whoever_cannot_read_where_it_came_from_is_told_to_wait(cast, assessment):
    signed(cast, assessment, True, "No letters home.")
    with as_user(cast.holder) as me:
        later = again(assessment, me)
        [only] = queries.assessments_for(me).filter(pk=later.pk)
        assert policy.stops_contact(only) == later


def test_advice_is_added_after_the_decision_to_what_came_along(client, cast, assessment):
    signed(cast, assessment, False, "Nothing to fear.")
    with as_user(cast.holder) as me:
        later = again(assessment, me)
    signed_again(cast, later, True, "Nothing to fear.")
    where = reverse("assessments:advice", args=[later.pk])
    sign_in(client, cast.holder)
    shown = text_of(client.get(where))
    assert (BLOCKED in shown, "Nothing to fear." in shown) == (True, True)
    for _ in ("once", "and the same press again"):
        assert client.post(where, {"advice": "Unit: no letters home."}).status_code == 302
    shown = text_of(client.get(where))
    assert BLOCKED not in shown
    assert "Unit: no letters home. From an earlier assessment: Nothing to fear." in shown
    assert client.post(where, {"advice": "Something else."}).status_code == 409
    with as_user(cast.holder) as me:
        assert queries.assessments_for(me).get(pk=later.pk).specialist_advice_by == me.post


def sent_back(cast, assessment):
    """Sent back by the supervisor, so that its answers can be changed again."""
    with as_user(cast.invited) as supervisor:
        services.send_back(assessment=assessment, comment="Look again.", by=supervisor)


def decided(cast, assessment, yes, advice):
    with as_user(cast.holder) as me:
        complete(assessment, by=me)
        answer(assessment, yes, advice, by=me)
        decide(assessment, by=me)


def test_advice_changed_where_it_came_from_is_not_advice_of_the_next(cast, assessment):
    """The older words do not become new ones because the earlier assessment says something else since."""
    decided(cast, assessment, False, "Asked the unit: nothing to fear.")
    with as_user(cast.invited) as by:
        later = again(assessment, by)
        answer(later, True, later.specialist_advice, by=by)
        assert stops(assessment, by) == later
    sent_back(cast, assessment)
    with as_user(cast.holder) as me:
        answer(assessment, False, "Rang again about another matter.", by=me)
        assert stops(assessment, me) == later


def test_a_yes_written_later_where_the_advice_came_from_was_not_answered_then(cast, assessment):
    decided(cast, assessment, False, "Asked the unit: nothing to fear.")
    with as_user(cast.invited) as by:
        later = again(assessment, by)
        answer(later, True, later.specialist_advice, by=by)
    sent_back(cast, assessment)
    with as_user(cast.holder) as me:
        answer(assessment, True, "Asked the unit: nothing to fear.", by=me)
        assert stops(assessment, me) == later


def test_what_was_answered_then_stays_answered_whatever_is_changed_there(cast, assessment):
    decided(cast, assessment, True, "No letters home.")
    with as_user(cast.invited) as by:
        later = again(assessment, by)
    sent_back(cast, assessment)
    with as_user(cast.holder) as me:
        answer(assessment, False, by=me)
        assert later.specialist_advice == "No letters home."
        assert stops(assessment, me) is None


@pytest.mark.parametrize("yes", [True, False])
def test_those_begun_before_it_was_kept_say_what_the_one_before_says_today(cast, assessment, yes):
    signed(cast, assessment, yes, "No letters home.")
    kept = import_module("tessera.assessments.migrations.0017_advice_that_came_along_before")
    with as_user(cast.holder) as me:
        second = again(assessment, me)
    signed_again(cast, second, yes, "No letters home.")
    with as_user(cast.holder) as me:
        third = again(second, me)
        later = Assessment.objects.filter(pk__in=[second.pk, third.pk])
        later.update(advice_came_along="", advice_answered_then=False)
        with connection.cursor() as cursor:
            cursor.execute(kept.AS_TODAY)
        said = set(later.values_list("advice_came_along", "advice_answered_then"))
        assert said == {("No letters home.", yes)}
