"""What looks like markup is said like anything else, and found. REQ: soft-separate-store."""

import os
from importlib import import_module

import pytest
from django.db import connections

from tests.cast import make_cast
from tests.databases import cloned_database
from tests.entities.telling import only, told

AS_BEFORE = """
CREATE TEMP TABLE before AS SELECT * FROM information_searchable;
DELETE FROM information_searchable;
UPDATE information_words SET words = to_tsvector('tessera', (SELECT narrative FROM information_report WHERE id = report_id));
INSERT INTO information_searchable SELECT * FROM before;
"""


@pytest.fixture
def owner(django_db_setup, django_db_blocker):
    """The owner of the tables, on a database of its own with a report on it that holds what looks like markup."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    with django_db_blocker.unblock(), cloned_database(f"test_tessera_markup_{worker}"):
        cast = make_cast()
        told(cast.holder, only(cast.holder))
        with connections["owner"].cursor() as cursor:
            cursor.execute("ALTER TABLE information_report DISABLE TRIGGER USER")
            cursor.execute("UPDATE information_report SET narrative = 'Wrote <script>alert</script> there.'")
            yield cursor


def found(owner):
    owner.execute("SET enable_seqscan = off")
    owner.execute("SELECT count(*) FROM information_searchable WHERE words_of(report_id) @@ words_asked('script', '')")
    return owner.fetchone()[0]


def test_what_was_filed_without_it_is_filed_again(owner):
    again = import_module("tessera.information.migrations.0018_what_looks_like_markup")
    owner.execute(AS_BEFORE)
    assert found(owner) == 0
    owner.execute(again.AGAIN.format(**again.PARTS))
    assert found(owner) == 1
