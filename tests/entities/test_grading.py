"""A grade that comes later: nothing that rests on the report changes by itself, and whoever made it is asked to look."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tessera.access.roles import Role
from tessera.entities import queries, standing
from tessera.entities.grading import grade_report
from tessera.entities.services import move_report
from tessera.information import developing, sanitising
from tessera.information.developed import development_of
from tessera.information.queries import grades_of
from tessera.work.models import Task
from tests.cast import agency, as_user, person
from tests.entities.telling import only, told
from tests.entities.telling import person as somebody
from tests.reporting import signed_in

CLEANSED = {
    "duplicates": "None: looked at ten.", "hearsay": "She saw the car; the name was told.", "identities": "No source is named.",
    "checked": "Police records, 3 March.", "result": "The plate is on record.",
}  # fmt: skip


@pytest.fixture
def grader(db):
    return person("grader", Role.ANALYST, Role.GRADER, at=agency("county-police", "police"), name="Magda Zielonka")


@pytest.fixture
def other(db):
    return person("other", Role.GRADER, at=agency("county-police", "police"), name="Ivo Lusk")


@pytest.fixture
def man(cast, grader, other):
    (mention,) = told(cast.holder, only(cast.holder, grader, other), somebody("Darren Axley", "concern"))
    return mention


def graded(by, report, source="2", information="C", **more):
    said = {"handling": "P", "conditions": "", "note": "Read."} | more
    with as_user(by):
        last = grades_of(by, report).first()
        return grade_report(
            report=report, source=source, information=information, seen=last.pk if last else None, by=by, **said
        )


def asked(user, path):
    with as_user(user):
        return list(Task.objects.readable().filter(path=path, owner=user.post, done_at__isnull=True).order_by("rule"))


def stood(by, mention):
    with as_user(by):
        return standing.record_standing(
            entity=mention.entity_id, level="suspected", mentions=[mention], basis="He waits at the gate.",
            review_on=timezone.localdate() + timedelta(days=90), owner=by.post, by=by,
        )  # fmt: skip


def state(user, mention):
    with as_user(user):
        return queries.standings_on(user, [mention.entity_id])[mention.entity_id][0]


def test_the_owner_of_a_standing_is_asked_to_look_again_when_its_basis_is_graded(cast, grader, man):
    """REQ: soft-person-of-concern-safeguards, soft-grade"""
    made = stood(cast.holder, man)
    graded(grader, man.report, "3", "E")
    assert state(cast.holder, man).state == "Look again: a report it rests on was graded since"
    (look, review) = asked(cast.holder, made.get_absolute_url())
    assert (look.rule, review.rule) == ("standing-look-again", "standing-review")
    assert look.due_at is not None
    assert "graded since" in look.why
    page = signed_in(cast.holder).get(made.get_absolute_url()).content.decode()
    assert "Look again: a report it rests on was graded since" in page
    assert "3E" in page
    with as_user(cast.holder) as by:
        standing.keep_standing(
            standing=made, because="Two others say so.", review_on=timezone.localdate() + timedelta(days=30),
            owner=by.post, seen=None, by=by,
        )  # fmt: skip
    assert state(cast.holder, man).state == "In force"
    assert [task.rule for task in asked(cast.holder, made.get_absolute_url())] == ["standing-review"]


def test_a_grade_that_was_known_when_the_standing_was_recorded_asks_nobody(cast, grader, man):
    graded(grader, man.report)
    made = stood(cast.holder, man)
    assert state(cast.holder, man).state == "In force"
    assert [task.rule for task in asked(cast.holder, made.get_absolute_url())] == ["standing-review"]


def made_of(by, report):
    with as_user(by):
        developing.promote(report=report, seen=None, by=by, **CLEANSED)
        developing.mark_for_police(report=report, is_marked=True, because="It is exploitation.", by=by)
        return sanitising.sanitise(
            report=report, title="A man", text="A man waits near children.", conditions="", to=None, by=by
        )


def test_whoever_promoted_marked_or_shared_is_asked_to_look_again_and_nothing_changes_by_itself(grader, other, man):
    """REQ: soft-cleanse-and-check, soft-se-category"""
    graded(grader, man.report)
    version = made_of(grader, man.report)
    path = man.report.get_absolute_url()
    assert asked(grader, path) == []
    graded(other, man.report, note="Read again.")
    assert asked(grader, path) == [], "graded the same"
    graded(other, man.report, "3", "E")
    (task,) = asked(grader, path)
    assert task.rule == "grade-look-again"
    assert task.due_at is not None
    assert task.why == (
        "It is graded 3E, handling P now, and was graded 2C, handling P. "
        f"It is used as graded intelligence, marked for the police and shared as {version.reference}."
    )
    assert asked(other, path) == [], "they know"
    graded(other, man.report, "1", "A")
    (more,) = asked(grader, path)
    assert (more.pk, more.due_at) == (task.pk, task.due_at), "asked once, by when they were first asked"
    assert more.why.startswith(f"{task.why}\nIt is graded 1A, handling P now, and was graded 3E, handling P.")
    with as_user(grader):
        now = development_of(grader, man.report)
        assert now.is_promoted
        assert now.is_for_police
        assert now.shared_still
    page = signed_in(grader).get(path).content.decode()
    assert "Graded 2C, handling P then; graded 1A, handling P since" in page
    assert "It says 2C; the report is graded 1A now." in page
    work = signed_in(grader).get("/work/").content.decode()
    assert "Look again at what was made of a report" in work


def test_of_a_report_that_nothing_was_made_of_nobody_is_asked(grader, other, man):
    graded(grader, man.report)
    graded(other, man.report, "3", "E")
    path = man.report.get_absolute_url()
    assert asked(grader, path) == asked(other, path) == []


def test_where_whoever_made_it_holds_no_key_any_more_the_grader_is_asked(cast, grader, other, man):
    graded(grader, man.report)
    made_of(grader, man.report)
    with as_user(cast.holder) as by:
        move_report(report=man.report, audience=only(cast.holder, other), by=by)
    with as_user(other):
        report = man.report.__class__.objects.readable().get(pk=man.report_id)
    graded(other, report, "3", "E")
    path = report.get_absolute_url()
    assert asked(grader, path) == []
    assert [task.rule for task in asked(other, path)] == ["grade-look-again"]


def test_everybody_who_took_it_a_step_further_is_asked(cast, grader, other):
    (man,) = told(cast.holder, only(cast.holder, grader, other), somebody("Darren Axley", "concern"), where="The quay")
    graded(grader, man.report)
    with as_user(grader):
        first = developing.promote(report=man.report, seen=None, by=grader, **CLEANSED)
    with as_user(other):
        developing.promote(report=man.report, seen=first.pk, by=other, **CLEANSED)
    graded(other, man.report, "3", "E")
    path = man.report.get_absolute_url()
    assert [task.rule for task in asked(grader, path)] == ["grade-look-again"]
    assert [task.rule for task in asked(other, path)] == ["grade-look-again"]


def test_a_version_is_read_with_its_report_by_whoever_was_let_read_that_later(cast, grader, other):
    """REQ: soft-cleanse-and-check"""
    (mention,) = told(cast.holder, only(cast.holder, grader), somebody("Darren Axley", "concern"))
    graded(grader, mention.report)
    with as_user(grader) as by:
        version = sanitising.sanitise(
            report=mention.report, title="A man", text="A man waits near children.", conditions="", to=[], by=by
        )
    assert signed_in(other).get(version.get_absolute_url()).status_code == 404
    with as_user(cast.holder) as by:
        move_report(report=mention.report, audience=only(cast.holder, other), by=by)
    assert version.reference in signed_in(other).get(mention.report.get_absolute_url()).content.decode()
    assert signed_in(grader).get(version.get_absolute_url()).status_code == 200, "nobody loses one"
    graded(other, mention.report, "3", "E")
    (task,) = asked(other, mention.report.get_absolute_url())
    assert version.reference in task.why
