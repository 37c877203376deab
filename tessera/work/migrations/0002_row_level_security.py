"""Tasks and messages are read by those they are for; clocks strike for all."""

from django.db import migrations

RULE = """
SELECT protect('work_task');
SELECT protect('work_message');

-- Clocks strike for everybody, whoever is asking: one definer function marks them, once, even with several workers.
CREATE FUNCTION strike_clocks(now_at timestamptz) RETURNS integer LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public AS $body$
DECLARE
    struck integer;
    audiences bigint[];
BEGIN
    WITH due AS (
        SELECT id, CASE WHEN due_at <= now_at THEN 'Overdue' ELSE 'Due soon' END AS word
        FROM work_task
        WHERE done_at IS NULL AND struck_at IS NULL
          AND (due_at <= now_at OR (warned_at IS NULL AND warn_at <= now_at))
        FOR UPDATE SKIP LOCKED
    ), marked AS (
        UPDATE work_task t
        SET warned_at = coalesce(t.warned_at, now_at),
            struck_at = CASE WHEN due.word = 'Overdue' THEN now_at END
        FROM due WHERE t.id = due.id
        RETURNING t.id, t.audience_id, t.title, t.subject, t.path, due.word
    ), told AS (
        INSERT INTO work_message (id, audience_id, text, path, at)
        SELECT gen_random_uuid(), audience_id, word || ': ' || title || '. ' || subject, path, now_at FROM marked
        RETURNING audience_id
    )
    SELECT count(*), array_agg(DISTINCT audience_id) INTO struck, audiences FROM told;
    -- Only the pages of those who were told are woken: a page learns nothing of clocks it may not see.
    PERFORM pg_notify('tessera_changed', audience::text) FROM unnest(audiences) audience;
    RETURN struck;
END $body$;
"""
BACK = """
DROP FUNCTION strike_clocks(timestamptz);
SELECT unprotect('work_task');
SELECT unprotect('work_message');
"""


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0002_row_level_security"),
        ("work", "0001_tables"),
    ]
    operations = [
        migrations.RunSQL(RULE, BACK),
    ]
