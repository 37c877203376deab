"""What was changed is kept by the database, and read by whoever may read the record now."""

from datetime import date

import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tessera.access import services as access
from tessera.cases import services as cases
from tessera.cases.models import Case
from tessera.history.models import Change
from tessera.history.reading import changes_of
from tessera.work.models import Task
from tessera.work.services import set_task
from tests.cases.telling import World
from tests.cast import as_user


def lines(record, called="It"):
    return [[(line.label, line.was, line.became) for line in one.lines] for one in changes_of([(record, called)])]


def test_it_says_who_changed_what_from_what_to_what(world: World):
    with as_user(world.cast.holder) as by:
        case = world.case
        before = case.title
        cases.correct_details(case=case, title="Keira Vale", born_on=date(2011, 4, 2), by=by)
        cases.correct_details(case=case, title="Keira Vale", born_on=None, by=by)
        newest, first, *_ = changes_of([(case, "The case")])
    assert [(line.label, line.was, line.became) for line in newest.lines] == [("Born on", "2 April 2011", "Nothing")]
    assert ("Title", before, "Keira Vale") in [(line.label, line.was, line.became) for line in first.lines]
    assert newest.by == by.post
    assert newest.of == "The case"


def test_it_is_read_by_whoever_reads_the_record_now_and_by_nobody_else(world: World):
    """A history is no way round the access rule: the first fault that others had to mend."""
    with as_user(world.cast.holder) as by:
        cases.correct_details(case=world.case, title="Keira Vale", born_on=None, by=by)
    for reader, reads in ((world.cast.invited, True), (world.cast.outsider, False)):
        with as_user(reader):
            assert Case.objects.filter(pk=world.case.pk).exists() == reads
            assert bool(lines(world.case)) == reads
            assert Change.objects.filter(of_table="cases_case", row_id=str(world.case.pk)).exists() == reads
    with as_user(world.cast.holder):
        others = [access.person(user.post) for user in (world.cast.holder, world.cast.outsider)]
        Case.objects.filter(pk=world.case.pk).update(audience=access.audience_of(others))
    with as_user(world.cast.invited):
        assert lines(world.case) == []
    with as_user(world.cast.outsider):
        assert lines(world.case) != []


def test_without_a_keyring_there_is_no_history(world: World):
    with as_user(world.cast.holder) as by:
        cases.correct_details(case=world.case, title="Keira Vale", born_on=None, by=by)
    assert not Change.objects.filter(of_table="cases_case").exists()


@pytest.mark.parametrize(
    "forged",
    [
        "INSERT INTO history_change (at, of_table, row_id, was, became) VALUES (now(), 'cases_case', 'x', '{}', '{}')",
        "UPDATE history_change SET by_post = 1",
        "DELETE FROM history_change",
        "TRUNCATE history_change",
        "ALTER TABLE cases_case DISABLE TRIGGER kept_in_history",
        "SELECT keep_no_history('cases_case')",
        "SET session_replication_role = replica",
    ],
)
def test_the_site_cannot_forge_it(world: World, forged):
    with as_user(world.cast.holder) as by:
        cases.correct_details(case=world.case, title="Keira Vale", born_on=None, by=by)
        before = lines(world.case)
        with connection.cursor() as cursor, pytest.raises(ProgrammingError), transaction.atomic():
            cursor.execute(forged)
        assert lines(world.case) == before != []


def taken_back(case, by):
    cases.correct_details(case=case, title="Keira Vale", born_on=None, by=by)
    raise ZeroDivisionError


def test_what_was_taken_back_is_not_kept(world: World):
    with as_user(world.cast.holder) as by, pytest.raises(ZeroDivisionError), transaction.atomic():
        taken_back(world.case, by)
    with as_user(world.cast.holder):
        assert lines(world.case) == []


WORDS = st.text(alphabet=st.characters(exclude_categories=("Cs", "Cc")), max_size=20)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(WORDS, WORDS), min_size=1, max_size=5))
def test_from_the_last_version_every_earlier_one_is_got_back(world: World, versions):
    """For any changes of a task, undoing them in turn ends at what it said first; nothing is kept where nothing changed."""
    with as_user(world.cast.holder) as by, transaction.atomic():
        task = set_task(
            title="Ring the school", subject="Tegan Hollis", path="/", owner=world.cast.holder.post, due_at=None, by=by
        )
        seen = [(task.subject, task.why)]
        for subject, why in versions:
            Task.objects.filter(pk=task.pk).update(subject=subject, why=why)
            if (subject, why) != seen[-1]:
                seen.append((subject, why))
        changes = list(Change.objects.filter(of_table="work_task", row_id=str(task.pk))[: len(seen) - 1])
        assert len(changes) == len(seen) - 1
        now = {"subject": seen[-1][0], "why": seen[-1][1]}
        for change, earlier in zip(changes, reversed(seen[:-1]), strict=True):
            assert {name: now[name] for name in change.became} == change.became
            now |= change.was
            assert (now["subject"], now["why"]) == earlier
        transaction.set_rollback(True)
