"""What is filed of a report for the search goes with the report: no foreign key says so, triggers do."""

import os

import psycopg
import pytest
from django.db import connections

from tests.cast import make_cast
from tests.databases import cloned_database
from tests.entities.telling import only, person, told

SPEAK_OF_IT = """
    SELECT string_agg(DISTINCT conrelid::regclass::text, ', ') FROM pg_constraint
    WHERE contype = 'f' AND confrelid = 'information_report'::regclass AND conrelid <> confrelid
"""


@pytest.fixture
def owner(django_db_setup, django_db_blocker):
    """The owner of the tables, on a database of its own with three reports on it: only the owner may delete one."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    with django_db_blocker.unblock(), cloned_database(f"test_tessera_filed_{worker}"):
        cast = make_cast()
        for name in ("Tegan Hollis", "Kacper Nowak", "Amina Warsame"):
            told(cast.holder, only(cast.holder), person(name))
        with connections["owner"].cursor() as cursor:
            yield cursor


def filed(owner):
    owner.execute("SELECT (SELECT count(*) FROM information_words), (SELECT count(*) FROM information_searchable)")
    return owner.fetchone()


def test_what_is_filed_of_a_deleted_report_goes_with_it(owner):
    assert filed(owner) == (3, 3)
    owner.execute(SPEAK_OF_IT)
    owner.execute(f"TRUNCATE {owner.fetchone()[0]} CASCADE")
    owner.execute("DELETE FROM information_report WHERE id = (SELECT id FROM information_report LIMIT 1) RETURNING id")
    (gone,) = owner.fetchone()
    assert filed(owner) == (2, 2)
    owner.execute(
        "SELECT count(*) FROM information_words w JOIN information_searchable s USING (report_id) "
        "WHERE report_id <> %s AND EXISTS (SELECT FROM information_report r WHERE r.id = report_id)",
        [gone],
    )
    assert owner.fetchone()[0] == 2
    owner.execute("TRUNCATE information_report CASCADE")
    assert filed(owner) == (0, 0)


def test_a_shelf_that_reports_stand_on_stays(owner):
    with pytest.raises(psycopg.errors.ForeignKeyViolation, match="Reports stand on this shelf"):
        owner.cursor.execute("DELETE FROM information_shelf")
