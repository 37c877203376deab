"""The worker has no keyring, and must still notice a child who will soon be 18."""

from django.db import migrations

RULE = """
-- Answers only which cases and whose they are, never what is in them: the worker then opens each under the keys of
-- its own audience (ADR 0002). Those already asked about are left out, so a run after another finds nothing.
-- While somebody is asking, with a keyring, it answers nothing: it is the worker's alone.
CREATE FUNCTION open_cases_born_by(day date) RETURNS TABLE (case_id uuid, audience_id bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
    SELECT c.id, c.audience_id FROM cases_case c
    WHERE c.status = 'open' AND c.transition_asked_at IS NULL AND c.born_on <= day
      AND me() IS NULL AND cardinality(keyring()) = 0
    ORDER BY c.born_on, c.id
$$;
"""
BACK = """
DROP FUNCTION open_cases_born_by(date);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0003_parts_of_team_and_family"),
    ]
    operations = [
        migrations.RunSQL(RULE, BACK),
    ]
