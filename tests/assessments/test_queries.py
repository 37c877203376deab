"""What is read of a child's assessments, and by whom."""

from django.utils import timezone

from tessera.access import services as access
from tessera.assessments import queries, services
from tessera.assessments.models import Told
from tessera.assessments.moves import levels_among
from tessera.assessments.terms import Part
from tessera.assessments.timeline import timeline_of
from tests.assessments.conftest import complete, decide, given, known_child, save_list
from tests.cast import as_user


def second(assessment, child, cast, level):
    with as_user(cast.invited) as invited:
        new = services.start(child_id=child.pk, child_name=child.name, audience=assessment.audience, by=invited)
        complete(new, by=invited)
        decide(new, level, reason="He is in prison.", by=invited)
    return new


def test_levels_over_time_with_how_each_moved(assessment, child, cast):
    """REQ assess-movement."""
    with as_user(cast.holder) as me:
        assert queries.current_levels(me, [child.pk]).get(child.pk) is None
        complete(assessment, by=me)
        decide(assessment, "high", reason="I know him.", by=me)
    second(assessment, child, cast, "medium")
    with as_user(cast.holder) as me:
        levels = levels_among(queries.of_child(me, child.pk))
        assert [(one.level, one.moved, one.suggested) for one in levels] == [
            ("medium", "down", "Standard"), ("high", "first", "Standard"),
        ]  # fmt: skip
        assert [one.reason for one in levels] == ["He is in prison.", "I know him."]
        assert queries.current_levels(me, [child.pk]).get(child.pk) == levels[0]
        assert queries.last_decided(me, child.pk).level == "medium"
    with as_user(cast.outsider) as outsider:
        assert levels_among(queries.of_child(outsider, child.pk)) == []
        assert queries.current_levels(outsider, [child.pk]).get(child.pk) is None
        assert timeline_of(list(queries.of_child(outsider, child.pk))) == []


def test_the_timeline_tells_started_told_decided_and_signed_newest_first(assessment, child, cast):
    with as_user(cast.holder) as me:
        services.tell(assessment=assessment, whom=Told.Whom.POLICE, person="Desk", told_at=timezone.now(), by=me)
        complete(assessment, by=me)
        decide(assessment, by=me)
    with as_user(cast.invited) as supervisor:
        services.sign_off(assessment=assessment, comment="Agreed.", by=supervisor)
        items = timeline_of(list(queries.of_child(supervisor, child.pk)))
    assert [item["what"] for item in items] == [
        "Assessment signed off", "Exploitation level decided: Standard", "Police told at once", "Assessment started",
    ]  # fmt: skip
    assert all(item["path"] == assessment.get_absolute_url() for item in items)
    assert all(set(item) == {"at", "what", "text", "path", "by"} for item in items)


def test_ticks_without_a_note_and_needs_without_a_service_are_counted(assessment, cast):
    """REQ assess-notes-with-indicators, assess-early-not-resource-led."""
    with as_user(cast.holder) as me:
        complete(assessment, by=me)
        save_list(assessment, Part.SUSPECTED, given("sus-hotspot"), given("sus-new-phone", "A second one"), by=me)
        decide(assessment, by=me, need_without_service="Nowhere safe to meet.")
        assert [tick.indicator.code for tick in queries.ticks_without_notes(me)] == ["sus-hotspot"]
        assert queries.needs_without_service(me).count() == 1
    with as_user(cast.outsider) as outsider:
        assert not queries.ticks_without_notes(outsider).exists()
        assert not queries.needs_without_service(outsider).exists()


def test_who_waits_for_my_check(assessment, cast):
    with as_user(cast.holder) as me:
        complete(assessment, by=me)
        decide(assessment, by=me)
        assert not queries.assessments_to_sign_off(me).exists()
        assert queries.assessments_in_hand(me).count() == 1
    with as_user(cast.invited) as supervisor:
        assert queries.assessments_to_sign_off(supervisor).count() == 1
        assert not queries.assessments_in_hand(supervisor).exists()


def test_an_audience_is_the_assessor_their_supervisors_and_the_desk(cast):
    holders = set(queries.audience_for(cast.holder).holders.all())
    assert holders == {
        access.person(cast.holder.post), access.supervisors_of(cast.holder.agency), access.triage_desk(),
    }  # fmt: skip


def test_the_levels_of_several_children_at_once(assessment, child, cast):
    other = known_child(cast, "Sam Example")
    with as_user(cast.holder) as me:
        complete(assessment, by=me)
        decide(assessment, "high", by=me)
        assert set(queries.current_levels(me, [child.pk, other.pk])) == {child.pk}
