"""Whatever SQL the site's own login sends, the database gives nobody a row that no key of theirs opens."""

import json
import re
from uuid import uuid4

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from tessera.access import keyring
from tessera.access.keyring import opened
from tessera.entities.models import Holding
from tests.cast import as_user
from tests.house.world import CONTACT

pytestmark = pytest.mark.usefixtures("db")
# The log is given to information governance and to nobody else, the holder of everything included.
THE_LOG = "audit_entry"
# How the log is sealed, which the site's login has no right to read at all.
NOT_THE_SITES = {"audit_batch", "audit_signature"}


def guarded() -> list[str]:
    """Every table under row-level security, as PostgreSQL itself lists them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND relrowsecurity ORDER BY relname")
        return [row[0] for row in cursor.fetchall() if row[0] not in NOT_THE_SITES]


def test_what_is_not_the_sites_it_has_no_right_to():
    verbs = ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE")
    with connection.cursor() as cursor:
        for table in NOT_THE_SITES:
            for verb in verbs:
                cursor.execute("SELECT has_table_privilege(current_user, %s, %s)", [table, verb])
                assert cursor.fetchone() == (False,), (table, verb)


def rows_given() -> dict[str, int]:
    """How many rows of each of those tables whoever is asking now is given."""
    given = {}
    with connection.cursor() as cursor:
        for table in guarded():
            cursor.execute(f'SELECT count(*) FROM "{table}"')  # noqa: S608  the name is PostgreSQL's own
            given[table] = cursor.fetchone()[0]
    return given


def test_the_outsider_is_given_no_row_of_any_table(world):
    with as_user(world.cast.outsider):
        assert {table: count for table, count in rows_given().items() if count} == {}


def test_without_a_keyring_there_is_no_row(world):
    with opened(keyring.EMPTY):
        assert {table: count for table, count in rows_given().items() if count} == {}


def test_the_administrator_sees_no_content(world):
    with as_user(world.administrator):
        assert {table: count for table, count in rows_given().items() if count} == {}


def test_the_holder_is_given_some_of_every_table(world):
    """A protected table without a row in this world is one that the tests above say nothing about."""
    with as_user(world.cast.holder):
        assert {table for table, count in rows_given().items() if not count} == {THE_LOG}
    with as_user(world.governance):
        assert rows_given()[THE_LOG] > 0


def test_the_invited_are_given_less_than_the_holder(world):
    """Somebody asked for what they know reads neither the holder's drafts nor who a withheld source is."""
    with as_user(world.cast.holder):
        held = rows_given()
    with as_user(world.cast.invited):
        given = rows_given()
    assert all(given[table] for table in ("concerns_concern", "cases_case", "assessments_assessment"))
    assert not any(given[table] for table in ("information_draft", "information_sealedsource"))
    assert given["concerns_concern"] < held["concerns_concern"]


def test_no_row_of_anybody_elses_can_be_changed_or_taken_away(world):
    with as_user(world.cast.outsider), connection.cursor() as cursor:
        for table in guarded():
            if table == THE_LOG:
                continue  # nobody at all may: `tests/access` tries
            for verb in (f'UPDATE "{table}" SET id = id', f'DELETE FROM "{table}"'):  # noqa: S608  as above
                assert changed_by(cursor, verb) == 0, verb


def test_nobody_adds_a_row_in_anybody_elses_name(world):
    """Each row that its writer reads, sent again by the outsider as if that writer had sent it, or nobody had."""
    rows = {}
    with as_user(world.cast.holder), connection.cursor() as cursor:
        for table in guarded():
            if table != THE_LOG:  # which names who it was by itself: `tests/access` tries
                cursor.execute(f'SELECT to_jsonb(t) FROM "{table}" t LIMIT 1')  # noqa: S608  as above
                rows[table] = json.loads(cursor.fetchone()[0])
    with as_user(world.cast.outsider), connection.cursor() as cursor:
        taken = {table for table, row in rows.items() if takes(cursor, table, row, by=world.cast.holder)}
    assert taken == ANYBODY_ADDS


# What is worked out of mentions and answers by whoever sends or answers, for readers whom that person is not one of:
# these rows have no author and say nothing that a mention or an answer does not.
ANYBODY_ADDS = {"entities_entity", "entities_holding", "entities_evidence", "entities_compared"}


def takes(cursor, table, row, *, by):
    """Whether the table takes this row, sent in the name of somebody else."""
    row |= {"id": 2_000_000_000 if isinstance(row.get("id"), int) else str(uuid4()), "author_id": by.post.pk}
    try:
        with transaction.atomic():
            cursor.execute(
                f'INSERT INTO "{table}" SELECT * FROM jsonb_populate_record(NULL::"{table}", %s)',  # noqa: S608
                [json.dumps(row)],
            )
    except ProgrammingError as refused:
        return not re.search("row-level security|permission denied", str(refused))
    except IntegrityError:
        return True  # the policy let it by, and something else did not
    return True


def test_no_view_passes_the_policies():
    """A view runs with its owner's rights, whom no policy rules."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind IN ('v', 'm') AND relnamespace = 'public'::regnamespace"
        )
        assert cursor.fetchall() == []


def changed_by(cursor, verb):
    """How many rows it changed; none when the site's login may not do such a thing to the table at all."""
    try:
        with transaction.atomic():
            cursor.execute(verb)
            return cursor.rowcount
    except ProgrammingError:
        return 0


# What runs with its owner's rights, where no policy rules: each applies the rule inside, or tells nothing.
DEFINER = {
    "entities_likely": "SELECT * FROM entities_likely(%(keys)s::bigint[], 'person', '{}', 100, 100)",
    "holdings_of": "SELECT * FROM holdings_of((SELECT array_agg(entity_id) FROM entities_mention))",
    "holdings_sharing": "SELECT * FROM holdings_sharing(%(keys)s::bigint[], 'person', 100)",
    "holdings_called": "SELECT * FROM holdings_called(%(keys)s::bigint[], 100)",
    "holdings_named": "SELECT * FROM holdings_named(%(keys)s::bigint[], 100)",
    "own_mentions_named": "SELECT * FROM own_mentions_named(%(keys)s::bigint[], 100)",
    # Carries earlier evidence to a later answer about the same two; it answers with nothing.
    "follow_earlier_answers": "SELECT * FROM follow_earlier_answers(gen_random_uuid(), gen_random_uuid()) f WHERE f::text <> ''",
    # Carries what an earlier answer about two things was about to a later one; it answers with nothing.
    "follow_earlier_pair_answers": "SELECT * FROM follow_earlier_pair_answers(gen_random_uuid()) f WHERE f::text <> ''",
    "standings_resting_on": "SELECT * FROM standings_resting_on(%(mentions)s::uuid[])",
    "teams_beside": "SELECT * FROM teams_beside(%(children)s::uuid[])",
    "open_cases_born_by": "SELECT * FROM open_cases_born_by('2100-01-01')",  # for the worker alone
    "open_cases": "SELECT * FROM open_cases()",  # likewise
    "reports_counted": "SELECT * FROM reports_counted(NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL) WHERE hits > 0",
    "reports_found": "SELECT * FROM reports_found(NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, 100)",
    "versions_counted": "SELECT * FROM versions_counted(words_asked('child', ''), NULL, NULL, NULL, NULL) WHERE hits > 0",
    "versions_found": "SELECT * FROM versions_found(words_asked('child', ''), NULL, NULL, NULL, NULL, 100)",
    "places_counted": "SELECT * FROM places_counted(NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 100)",
    # What an agency lets everybody learn, which is nothing but its name and whom to speak to.
    "pointers_to": f"SELECT * FROM pointers_to(%(keys)s::bigint[]) WHERE contact <> '{CONTACT}'",  # noqa: S608  a constant
    "tell_holders": "SELECT * FROM tell_holders(ARRAY[]::bigint[], '') f WHERE f::text <> ''",  # answers with nothing
    # Whose record a reference names, for whoever opens it in an emergency; nothing of what it says.
    "governance_found": "SELECT * FROM governance_found('report', '') UNION SELECT * FROM governance_found('case', gen_random_uuid()::text)",
    # For the worker: hashes and counts of what is sealed, and no entry.
    "audit_seal": "SELECT * FROM audit_seal(1000) WHERE root IS NULL",
    "audit_sealed_after": "SELECT * FROM audit_sealed_after(0) WHERE root IS NULL",
    "audit_first_unsigned": "SELECT n FROM audit_first_unsigned() n WHERE n < 1",
    "audit_sign": "SELECT 1 FROM audit_sign(0, '') f WHERE f::text <> ''",
    # For the worker: whose searches are watched, by their ids.
    "watched_searches": "SELECT * FROM watched_searches() WHERE post_id = me()",
    "strike_clocks": "SELECT 1 WHERE strike_clocks('2000-01-01') > 0",  # answers with a number
}


def test_every_function_that_passes_the_policies_is_known():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT proname FROM pg_proc WHERE prosecdef AND pronamespace = 'public'::regnamespace"
            " AND has_function_privilege(current_user, oid, 'execute')"
        )
        assert {row[0] for row in cursor.fetchall()} == set(DEFINER)


@pytest.mark.parametrize("function", DEFINER)
def test_no_function_gives_the_outsider_a_row(world, function):
    with as_user(world.cast.holder):
        keys = sorted({key for row in Holding.objects.all() for key in row.keys})
        assert keys
    with as_user(world.cast.outsider), connection.cursor() as cursor:
        cursor.execute(
            DEFINER[function], {"keys": keys, "children": [world.mention.entity_id], "mentions": [world.man.pk]}
        )
        assert cursor.fetchall() == []
