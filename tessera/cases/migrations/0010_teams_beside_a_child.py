"""Whoever begins to assess a child may not read the child's case, and its team must read what they find."""

from django.db import migrations

RULE = """
-- Answers only which holders are the teams of a child's open cases, never a case: it is asked by those who hold
-- something of the child and begin to assess them, to let the team read it (ADR 0002).
CREATE FUNCTION teams_beside(children uuid[]) RETURNS SETOF bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
    SELECT team.id FROM cases_case c
    JOIN access_holder team ON team.kind = 'team' AND team.code = c.id::text
    WHERE c.status = 'open' AND c.child_id = ANY (children)
      AND EXISTS (
        SELECT FROM entities_holding held
        JOIN access_audienceholder h ON h.audience_id = held.audience_id
        WHERE held.entity_id = ANY (children) AND h.holder_id = ANY ((SELECT keyring())::bigint[]))
$$;
"""
BACK = """
DROP FUNCTION teams_beside(uuid[]);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0009_care_reviews_are_protected"),
        ("entities", "0002_row_level_security"),
    ]
    operations = [
        migrations.RunSQL(RULE, BACK),
    ]
