"""The worker has no keyring, and must still find what a child's team has not been given to read."""

from django.db import migrations

RULE = """
-- Answers only which cases and whose they are, never what is in them, and to nobody who is asking with a keyring: as
-- `open_cases_born_by`.
CREATE FUNCTION open_cases() RETURNS TABLE (case_id uuid, audience_id bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
    SELECT c.id, c.audience_id FROM cases_case c
    WHERE c.status = 'open' AND me() IS NULL AND cardinality(keyring()) = 0
    ORDER BY c.id
$$;
"""
BACK = """
DROP FUNCTION open_cases();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0010_teams_beside_a_child"),
    ]
    operations = [
        migrations.RunSQL(RULE, BACK),
    ]
