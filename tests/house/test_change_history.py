"""Who changed what from what to what: kept of every table that the site may change, or there is a reason why not."""

from django.db import connection

OUR_COLUMNS = {"audience_id"}  # who reads a row is told by the log
# Tables whose rows the site changes without a history, each with the reason.
NO_HISTORY = {
    "access_cache": "codes of the last half minute",
    "access_signin": "which browsers are signed in: when each was last used, and that it ended",
    "access_holder": "what a desk or a team is called follows what it is the desk or team of",
    "cases_casenotice": "says what the case says, whose changes are kept",
    "documents_file": "a file is not changed; who reads it is told by the log",
    "entities_entity": "a thing is a number; what is said of it is rows that are never changed",
    "entities_holding": "made from what is said of a thing, and made anew",
    **dict.fromkeys(
        (
            "entities_link", "entities_marker", "governance_emergencyaccess", "governance_restriction",
            "information_methodcoded",
            "information_sanitised", "search_discoverable", "staff_invitation", "staff_review", "staff_sitting",
        ),
        "it is only ever ended: the row says by whom, when and why",
    ),
    "entities_mention": "what is joined and taken back is rows of their own",
    **dict.fromkeys(("imports_batch", "imports_import"), "how far the taking in of a list has come"),
    "information_draft": "what somebody has not sent yet",
    "information_report": "never edited; that it is restricted is rows of their own",
    "information_sealedsource": "sealed: what it said before may not be kept beside it",
    "search_storesearch": "one’s own search: each look is in the log",
    "work_message": "read, or not yet",
    **dict.fromkeys(
        (
            "account_emailaddress", "account_emailconfirmation", "auth_group", "auth_group_permissions",
            "auth_permission", "axes_accessattempt", "axes_accessattemptexpiration", "axes_accessfailurelog",
            "axes_accesslog", "django_content_type", "django_migrations", "django_session", "mfa_authenticator",
            "procrastinate_events", "procrastinate_jobs", "procrastinate_periodic_defers", "procrastinate_workers",
            "socialaccount_socialaccount",
        ),
        "kept by others, for signing in, for jobs or for migrations",
    ),
}  # fmt: skip

CHANGED_BY_THE_SITE = """
    SELECT c.relname, array_agg(a.attname::text),
        EXISTS (SELECT FROM pg_trigger t WHERE t.tgrelid = c.oid AND t.tgname = 'kept_in_history' AND t.tgenabled = 'O')
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace
        AND has_column_privilege(current_user, c.oid, a.attnum, 'UPDATE')
    GROUP BY c.oid, c.relname
"""


def test_every_table_that_the_site_may_change_keeps_its_history(db):
    with connection.cursor() as cursor:
        cursor.execute(CHANGED_BY_THE_SITE)
        found = cursor.fetchall()
    without = {table for table, columns, is_kept in found if not is_kept and set(columns) - OUR_COLUMNS}
    assert without == set(NO_HISTORY), "a table is changed without a history or a reason, or a reason is not needed"


def test_the_site_can_neither_write_a_history_nor_stop_one(db):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT array_agg(right_to) FROM unnest(ARRAY['INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'TRIGGER']) right_to"
            " WHERE has_table_privilege(current_user, 'history_change', right_to)"
            " OR has_any_column_privilege(current_user, 'history_change', 'INSERT, UPDATE')"
        )
        assert cursor.fetchone() == (None,)
        cursor.execute(
            "SELECT count(*) FROM pg_proc WHERE proname IN ('history_keep', 'keep_history', 'keep_no_history')"
            " AND has_function_privilege(current_user, oid, 'execute')"
        )
        assert cursor.fetchone() == (0,)
