"""An assessment is found with its child, whatever number the child has been given since, as far as its reader can see."""

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tessera.assessments import queries, services
from tessera.assessments.models import Assessment, RestedOn
from tessera.entities import queries as entities
from tessera.entities.models import Holding, Match, Mention
from tests.assessments.conftest import complete, decide
from tests.cast import as_user
from tests.entities.telling import only, person, told
from tests.entities.test_services import answer
from tests.reporting import signed_in


def child_in(by, *readers):
    return told(by, only(*readers), person("Robin Example"))[0]


def assessed(by, mention, *readers, level=""):
    with as_user(by):
        made = services.start(
            child_id=Mention.objects.get(pk=mention.pk).entity_id, child_name="Robin Example",
            audience=only(*readers), by=by,
        )  # fmt: skip
        if level:
            complete(made, by=by)
            decide(made, level, by=by, reason="Seen.")
        return made


def found(user, entity_id):
    with as_user(user):
        return set(queries.of_child(user, entity_id))


def where(by, mention):
    with as_user(by):
        return Mention.objects.get(pk=mention.pk).entity_id


@pytest.fixture
def three(cast):
    """One child reported three times, each a number of its own, read by the holder and the invited colleague."""
    return [child_in(cast.holder, cast.holder, cast.invited) for _ in range(3)]


def test_an_assessment_is_found_after_one_join_and_after_two(cast, three):
    a, b, c = three
    first, last = a.entity_id, c.entity_id
    made = assessed(cast.holder, a, cast.holder, cast.invited, level="high")
    answer(cast.holder, a, b.entity_id, "same")
    assert made in found(cast.holder, b.entity_id)
    answer(cast.holder, a, last, "same")
    answer(cast.holder, b, last, "same")
    for user in (cast.holder, cast.invited):
        assert made in found(user, last)
        assert made in found(user, first), "from the number of then too, as a case of that number asks"
        with as_user(user):
            assert queries.current_levels(user, [last])[last].level == "high"
            assert queries.child_now(user, made) == entities.now_of(user, first) == last
    assert found(cast.outsider, last) == set()
    assert f'href="/assessments/{made.pk}/"' in signed_in(cast.invited).get(f"/children/{last}/").content.decode()


def test_step_by_step_where_one_reader_sees_only_the_ends(cast):
    """The child was joined to something that this reader sees nothing of, and from there to what they do see."""
    a = child_in(cast.holder, cast.holder, cast.invited)
    hidden = child_in(cast.holder, cast.holder)
    c = child_in(cast.holder, cast.holder, cast.invited)
    made = assessed(cast.holder, a, cast.holder, cast.invited, level="high")
    answer(cast.holder, a, hidden.entity_id, "same")
    # They are not told what it was joined to, only that what they read of the child has another number.
    assert made in found(cast.invited, where(cast.invited, a))
    page = signed_in(cast.invited).get(f"/children/{where(cast.invited, a)}/").content.decode()
    assert f'href="/assessments/{made.pk}/"' in page
    assert hidden.report.reference not in page
    answer(cast.holder, a, c.entity_id, "same")
    assert made in found(cast.invited, c.entity_id)
    with as_user(cast.invited):
        assert queries.current_levels(cast.invited, [c.entity_id])[c.entity_id].level == "high"
        assert queries.child_now(cast.invited, made) == c.entity_id


def test_step_by_step_through_something_that_only_its_author_still_sees(cast):
    """Whoever wrote a report reads it without a key, and holds nothing of what it speaks of."""
    a = child_in(cast.invited, cast.holder)
    b, c = (child_in(cast.holder, cast.holder, cast.invited) for _ in range(2))
    first, second, last = a.entity_id, b.entity_id, c.entity_id
    made = assessed(cast.holder, a, cast.holder, cast.invited, level="high")
    answer(cast.holder, a, second, "same")
    assert made in found(cast.invited, second)
    answer(cast.holder, b, last, "same")
    # All that the invited see of the second is now the last; the holder sees that the first is still apart.
    assert made in found(cast.invited, last)
    assert made not in found(cast.holder, last)
    assert made in found(cast.holder, second)
    with as_user(cast.invited):
        assert set(entities.joined_into_each(cast.invited, [last])[last]) == {first, second}
        assert queries.current_levels(cast.invited, [last])[last].level == "high"
        assert entities.now_of(cast.invited, first) == last


def test_a_mention_found_to_be_of_another_child_takes_no_assessment_along(cast):
    """A person said “different”: what was assessed stays with the child who was assessed."""
    a, b = (child_in(cast.holder, cast.holder, cast.invited) for _ in range(2))
    own = b.entity_id
    match = answer(cast.holder, b, a.entity_id, "same")
    made = assessed(cast.holder, a, cast.holder, cast.invited)
    answer(cast.holder, b, a.entity_id, "different", seen=match.pk)
    assert where(cast.holder, b) == own
    assert made not in found(cast.holder, own)
    assert made in found(cast.holder, a.entity_id)
    with as_user(cast.holder):
        assert list(RestedOn.objects.filter(assessment=made).values_list("mention", flat=True)) == [a.pk]


def test_to_assess_again_starts_from_the_last_under_any_number(cast, three):
    a, b, c = three
    made = assessed(cast.holder, a, cast.holder, cast.invited, level="medium")
    answer(cast.holder, a, b.entity_id, "same")
    answer(cast.holder, a, c.entity_id, "same")
    answer(cast.holder, b, c.entity_id, "same")
    assert assessed(cast.holder, c, cast.holder, cast.invited).previous_id == made.pk


ANSWERS = st.tuples(st.integers(0, 3), st.integers(0, 3), st.sampled_from(["same", "same", "different"]), st.booleans())


def may_answer(by, mention, entity_id, judgement):
    """Answer as somebody would who reads both; else nothing happens."""
    with as_user(by):
        seen = entities.answers_about(by, mention, entity_id)
        reads = Mention.objects.filter(pk=mention.pk).exists() and Holding.objects.filter(entity=entity_id).exists()
        is_there = reads and Mention.objects.get(pk=mention.pk).entity_id == entity_id
    if reads and (seen is not None or not is_there):
        answer(by, mention, entity_id, judgement, seen=seen.pk if seen else None)


def joined_by_hand(entity_id):
    """What `joined_into` answers, worked out step by step from the rows that the open keyring gives."""
    joined, before = {entity_id}, set()
    held = set(Holding.objects.values_list("entity", flat=True))
    while joined != before:
        before = set(joined)
        said = Match.objects.filter(judgement="same", mention__entity__in=joined).exclude(left__in=held)
        joined |= set(said.values_list("left", flat=True))
    return joined - {entity_id}


@given(
    answers=st.lists(ANSWERS, max_size=7),
    which=st.integers(0, 3),
    readers=st.lists(st.integers(1, 3), min_size=4, max_size=4),
)
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_was_answered_each_reader_finds_it_with_what_they_read_of_the_child(cast, answers, which, readers):
    people = [cast.holder, cast.invited]
    with transaction.atomic():
        sets = [[one for n, one in enumerate(people) if bits & (n + 1)] for bits in readers]
        mentions = [child_in(some[0], *some) for some in sets]
        numbers = [mention.entity_id for mention in mentions]
        made = assessed(sets[which][0], mentions[which], *people)
        for mention, entity, judgement, is_first in answers:
            may_answer(people[not is_first], mentions[mention], numbers[entity], judgement)
        for user in people:
            with as_user(user):
                held = set(Holding.objects.values_list("entity", flat=True))
                shown = {one for one in held if made in queries.of_child(user, one)}
                assert shown == {one for one in held if made in queries.of_children(user, held)[one]}
                each = entities.joined_into_each(user, held)
                assert each == {one: joined_by_hand(one) for one in held}
                rested = set(RestedOn.objects.filter(assessment=made).values_list("mention__entity", flat=True))
                if made.child_id in held:
                    assert shown == {made.child_id}
                else:
                    assert rested & held <= shown
        with as_user(cast.outsider):
            assert not Assessment.objects.exists()
            assert not RestedOn.objects.exists()
        transaction.set_rollback(True)
