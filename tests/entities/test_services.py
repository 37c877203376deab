"""Recording mentions, answering matches and moving reports, with what each audience then holds."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connections
from django.http import Http404

from tessera.access import keyring
from tessera.access import services as access
from tessera.access.roles import Role
from tessera.audit.models import Entry
from tessera.documents import services as documents
from tessera.entities import queries, services
from tessera.entities.holding import holding_of
from tessera.entities.models import Compared, Entity, Evidence, Holding, Match, Mention
from tessera.entities.services import BUILT, Stale
from tessera.information.models import Attachment, Report
from tests.cast import agency, as_user
from tests.cast import person as somebody
from tests.entities.telling import given, only, person, told

SAME, DIFFERENT, UNSURE = "same", "different", "unsure"


def holdings(*audiences):
    """What these audiences hold, each as it would be built from scratch, and as it is."""
    for audience in audiences:
        with keyring.opened(keyring.of_audience(audience)):
            kept = {row.entity_id: row for row in Holding.objects.filter(audience=audience)}
            mentions = {}
            for mention in Mention.objects.filter(audience=audience):
                mentions.setdefault(mention.entity_id, []).append(mention)
            assert set(kept) == set(mentions)
            for entity, some in mentions.items():
                fresh = holding_of(entity, audience.pk, some)
                for name in BUILT:
                    assert getattr(kept[entity], name) == getattr(fresh, name), name


def answer(by, mention, entity, judgement, note="", seen=None):
    with as_user(by):
        return services.answer_match(mention=mention, entity=entity, judgement=judgement, note=note, by=by, seen=seen)


def test_each_mention_is_an_entity_of_its_own_until_a_person_says_otherwise(cast):
    ours = only(cast.holder)
    one, two = told(cast.holder, ours, person("Tegan Hollis"), person("Tegan Hollis"))
    assert one.entity_id != two.entity_id
    with as_user(cast.holder):
        assert Holding.objects.count() == 2
        assert Match.objects.count() == 0


def test_what_is_held_is_the_fullest_name_and_the_other_words(cast):
    ours = only(cast.holder)
    (first,) = told(cast.holder, ours, person("Tegan"))
    told(cast.holder, ours, person("Tegan “Tig” Hollis", part="concern", same_as=first.entity_id))
    with as_user(cast.holder):
        held = queries.entity_for(cast.holder, first.entity_id)
    assert (held.name, held.parts, held.mentions) == ("Tegan Hollis", ("child", "concern"), 2)
    assert set(held.also) == {"Tegan", "Tig"}


def test_a_writer_who_names_an_entity_has_answered_same(cast):
    ours = only(cast.holder, cast.invited)
    (first,) = told(cast.holder, ours, person("Tegan Hollis"))
    (second,) = told(cast.invited, ours, person("Tegan Holis", same_as=first.entity_id))
    assert second.entity_id == first.entity_id
    with as_user(cast.invited):
        match = Match.objects.get()
        assert (match.judgement, match.right_id, match.author) == (SAME, first.entity_id, cast.invited.post)
        assert match.evidence.reasons
        assert match.evidence.model_version


@pytest.mark.parametrize("kind", ["hidden", "other kind"])
def test_naming_an_entity_that_cannot_be_meant_loses_nothing(cast, kind):
    theirs = only(cast.holder if kind == "hidden" else cast.invited)
    (first,) = told(cast.holder, theirs, given("phone", "07700 900911"))
    (second,) = told(cast.invited, only(cast.invited), person("Tegan Hollis", same_as=first.entity_id))
    assert second.entity_id != first.entity_id
    with as_user(cast.invited):
        assert queries.entity_for(cast.invited, second.entity_id).name == "Tegan Hollis"
        assert Match.objects.count() == 0


def test_an_audience_holds_only_what_its_own_mentions_say(cast):
    (first,) = told(cast.holder, only(cast.holder), person("Tegan Hollis, dob 1/8/2012"))
    both = only(cast.holder, cast.invited)
    told(cast.holder, both, person("Tig", same_as=first.entity_id))
    with as_user(cast.invited):
        held = queries.entity_for(cast.invited, first.entity_id)
        assert (held.name, held.also, held.mentions) == ("Tig", (), 1)
        assert not held.said[0].born_on
    with as_user(cast.holder):
        assert queries.entity_for(cast.holder, first.entity_id).name == "Tegan Hollis"
    holdings(only(cast.holder), both)


def test_same_joins_and_changing_the_answer_parts_them_again(cast):
    ours = only(cast.holder)
    (first,) = told(cast.holder, ours, person("Tegan Hollis"))
    (second,) = told(cast.holder, ours, person("Tegan Holis"))
    was = second.entity_id
    same = answer(cast.holder, second, first.entity_id, SAME, note="Same school.")
    with as_user(cast.holder):
        assert queries.entity_for(cast.holder, first.entity_id).mentions == 2
        with pytest.raises(Http404):
            queries.entity_for(cast.holder, was)
    holdings(ours)
    changed = answer(cast.holder, second, first.entity_id, DIFFERENT, seen=same.pk)
    with as_user(cast.holder):
        assert queries.entity_for(cast.holder, was).mentions == 1
        assert queries.entity_for(cast.holder, first.entity_id).mentions == 1
        assert Match.objects.count() == 2
        kept = [(one.score, one.reasons) for one in Evidence.objects.filter(match__in=[same, changed])]
        assert len(kept) == 2
        assert kept[0] == kept[1]
    holdings(ours)


@pytest.mark.parametrize("judgement", [DIFFERENT, UNSURE])
def test_different_and_unsure_are_kept_and_join_nothing(cast, judgement):
    ours = only(cast.holder)
    (first,) = told(cast.holder, ours, person("Tegan Hollis"))
    (second,) = told(cast.holder, ours, person("Tegan Holis"))
    kept = answer(cast.holder, second, first.entity_id, judgement, note="Two years apart.")
    with as_user(cast.holder):
        assert Match.objects.get() == kept
        assert Mention.objects.get(pk=second.pk).entity_id == second.entity_id
    assert (kept.note, kept.left_id, kept.right_id) == ("Two years apart.", second.entity_id, first.entity_id)


def test_the_same_answer_twice_is_one_answer(cast):
    ours = only(cast.holder)
    (first,) = told(cast.holder, ours, person("Tegan Hollis"))
    (second,) = told(cast.holder, ours, person("Tegan Holis"))
    once = answer(cast.holder, second, first.entity_id, SAME)
    assert answer(cast.holder, second, first.entity_id, SAME) == once
    with as_user(cast.holder):
        assert Match.objects.count() == 1


def test_the_second_of_two_who_disagree_is_shown_the_first_answer(cast):
    ours = only(cast.holder, cast.invited)
    (first,) = told(cast.holder, ours, person("Tegan Hollis"))
    (second,) = told(cast.holder, ours, person("Tegan Holis"))
    kept = answer(cast.holder, second, first.entity_id, SAME)
    with pytest.raises(Stale) as stale:
        answer(cast.invited, second, first.entity_id, DIFFERENT)
    assert stale.value.saved == kept
    assert answer(cast.invited, second, first.entity_id, DIFFERENT, seen=kept.pk).judgement == DIFFERENT


def test_things_of_different_kinds_are_never_the_same(cast):
    ours = only(cast.holder)
    one, two = told(cast.holder, ours, person("Tegan Hollis"), given("phone", "07700 900911"))
    with pytest.raises(PermissionDenied, match="different kinds"):
        answer(cast.holder, one, two.entity_id, SAME)


def test_what_is_joined_already_is_not_answered_without_having_been_asked(cast):
    (one,) = told(cast.holder, only(cast.holder), person("Tegan Hollis"))
    with pytest.raises(PermissionDenied, match="joined these already"):
        answer(cast.holder, one, one.entity_id, DIFFERENT)


def test_what_a_mention_came_from_is_another_question(cast):
    """It was told apart from one thing: that says nothing of the thing it is."""
    ours = only(cast.holder)
    (first,) = told(cast.holder, ours, person("Tegan Hollis"))
    (second,) = told(cast.holder, ours, person("Tegan Holis"))
    kept = answer(cast.holder, second, first.entity_id, DIFFERENT)
    with pytest.raises(PermissionDenied, match="joined these already"):
        answer(cast.holder, second, second.entity_id, DIFFERENT, seen=kept.pk)


def test_answering_needs_the_role(cast):
    teacher = somebody("teacher", Role.REPORTER, at=agency("wexmouth-high"))
    ours = only(cast.holder, teacher)
    (first,) = told(cast.holder, ours, person("Tegan Hollis"))
    (second,) = told(cast.holder, ours, person("Tegan Holis"))
    with pytest.raises(PermissionDenied, match="Your role"):
        answer(teacher, second, first.entity_id, SAME)


def test_neither_side_hidden_can_be_answered(cast):
    (first,) = told(cast.holder, only(cast.holder), person("Tegan Hollis"))
    (second,) = told(cast.invited, only(cast.invited), person("Tegan Holis"))
    for by, mention, entity in [
        (cast.invited, second, first.entity_id),
        (cast.invited, first, second.entity_id),
    ]:
        with pytest.raises(Http404):
            answer(by, mention, entity, SAME)


def test_an_answer_is_closed_to_whoever_reads_one_side(cast):
    (theirs,) = told(cast.invited, only(cast.holder, cast.invited), person("Tegan Holis"))
    (hidden,) = told(cast.holder, only(cast.holder), person("Tegan Hollis, dob 1/8/2012"))
    match = answer(cast.holder, theirs, hidden.entity_id, SAME, note="Her birthday agrees.")
    with as_user(cast.invited):
        # Joined now, so the entity is there for them: but that it is anything else as well is hidden.
        assert queries.entity_for(cast.invited, hidden.entity_id).mentions == 1
        assert not Match.objects.exists()
        assert queries.answers_about(cast.invited, theirs, hidden.entity_id) is None
    with as_user(cast.holder):
        assert Match.objects.get() == match
    with as_user(cast.outsider):
        assert not Match.objects.exists()


def test_an_answer_tells_nothing_of_what_its_reader_may_not_see(cast):
    both = only(cast.holder, cast.invited)
    (theirs,) = told(cast.invited, both, person("Tegan Holis, dob 1/8/2012"))
    (hidden,) = told(cast.holder, only(cast.holder), person("Tegan Hollis, dob 1/8/2012"))
    told(cast.holder, both, person("Tig Hollis", same_as=hidden.entity_id))
    match = answer(cast.holder, theirs, hidden.entity_id, DIFFERENT)
    with as_user(cast.invited):
        assert queries.answers_about(cast.invited, theirs, hidden.entity_id) == match
        assert not Evidence.objects.filter(match=match).exists()
        assert match.compared.count() == 1
        (shown,) = queries.suggestions_for_each(cast.invited, [theirs])[theirs.pk].answered
        assert {reason.field for reason in shown.reasons}.isdisjoint({"born"})
    with as_user(cast.holder):
        assert "born" in {reason["field"] for reason in Evidence.objects.get(match=match).reasons}
        assert match.compared.count() == 2
    with as_user(cast.outsider):
        assert not Compared.objects.exists()
        assert not Evidence.objects.exists()


def test_whoever_read_an_answer_reads_what_became_of_it(cast):
    """The invited colleague changes an answer that the outsider read by a report the colleague cannot."""
    (theirs,) = told(cast.holder, only(cast.holder, cast.invited, cast.outsider), person("Tegan Holis"))
    (first,) = told(cast.holder, only(cast.holder, cast.outsider), person("Tegan Hollis"))
    told(cast.holder, only(cast.holder, cast.invited), person("Tig", same_as=first.entity_id))
    once = answer(cast.holder, theirs, first.entity_id, UNSURE)
    again = answer(cast.invited, theirs, first.entity_id, SAME, seen=once.pk)
    back = answer(cast.invited, theirs, first.entity_id, DIFFERENT, seen=again.pk)
    with as_user(cast.outsider):
        assert queries.answers_about(cast.outsider, theirs, first.entity_id) == back
    with as_user(cast.invited):
        assert set(Evidence.objects.values_list("match", flat=True)) == {again.pk, back.pk}


def test_an_answer_is_recorded_in_the_log(cast):
    ours = only(cast.holder)
    (first,) = told(cast.holder, ours, person("Tegan Hollis"))
    (second,) = told(cast.holder, ours, person("Tegan Holis"))
    answer(cast.holder, second, first.entity_id, DIFFERENT)
    assert last_sentence() == "Holder answered different: “Tegan Holis” and Tegan Hollis"


def last_sentence():
    governance = access.holder("role", Role.GOVERNANCE.value)
    with keyring.opened(keyring.Keyring(holders=(governance.pk,))):
        return Entry.objects.order_by("-seq").first().sentence


def test_moving_a_report_takes_everything_that_rests_on_it(cast, settings, tmp_path):
    settings.FILES_FOLDER = tmp_path
    ours, theirs = only(cast.holder), only(cast.holder, cast.invited)
    (first,) = told(cast.holder, ours, person("Tegan Hollis"))
    (second,) = told(cast.holder, ours, person("Tegan Holis"))
    match = answer(cast.holder, second, first.entity_id, SAME)
    with as_user(cast.holder):
        file = documents.keep(content=b"Seen at the quay.", name="note.txt", audience=ours, by=cast.holder)
        Attachment.objects.create(report=second.report, file=file, audience=ours, author=cast.holder.post)
        services.move_report(report=second.report, audience=theirs, by=cast.holder)
    with as_user(cast.invited):
        assert Report.objects.get() == second.report
        assert Attachment.objects.get().file == file
        assert Mention.objects.get() == second
        assert queries.entity_for(cast.invited, first.entity_id).name == "Tegan Holis"
        assert not Match.objects.exists()
    with as_user(cast.holder):
        assert Match.objects.get() == match
        assert match.audience_id != Match.objects.get().audience_id
        assert queries.entity_for(cast.holder, first.entity_id).mentions == 2
    assert last_sentence().startswith("Holder moved Report WX-")
    holdings(ours, theirs)


def test_a_report_can_be_moved_out_of_the_movers_own_sight(cast):
    (one,) = told(cast.holder, only(cast.holder, cast.invited), person("Tegan Hollis"))
    with as_user(cast.invited):
        services.move_report(report=one.report, audience=only(cast.holder), by=cast.invited)
    with as_user(cast.invited):
        assert not Report.objects.exists()
        assert not Mention.objects.exists()
        assert not Holding.objects.exists()
        assert not Entity.objects.exists()
    holdings(only(cast.holder), only(cast.holder, cast.invited))


def test_a_writer_need_not_read_what_they_sent(cast):
    """A report goes to the desk; the mentions are kept though only the desk holds the entities."""
    desk = access.audience_of([access.triage_desk()])
    (one,) = told(cast.outsider, desk, person("Tegan Hollis"))
    with as_user(cast.outsider):
        assert Mention.objects.get() == one
        assert not Holding.objects.exists()
    holdings(desk)


def test_the_keyring_is_as_it_was_after_a_rebuild(cast):
    (one,) = told(cast.holder, only(cast.holder), person("Tegan Hollis"))
    with as_user(cast.invited):
        mine = keyring.current()
        services.rebuild_holdings([(one.entity_id, one.audience_id)])
        assert keyring.current() == mine
        assert not Holding.objects.exists()
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT keyring()")
        assert cursor.fetchone() == ([],)
