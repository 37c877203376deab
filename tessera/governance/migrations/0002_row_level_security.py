"""The access rule on emergency accesses, and the one look past it: which record a reference names, and whose it is."""

from django.db import migrations

RULE = """
SELECT protect('governance_emergencyaccess');
REVOKE UPDATE, DELETE ON governance_emergencyaccess FROM tessera_app;
GRANT UPDATE (ended_at, ended_by_id, narrowed_at, finding, finding_note, reviewed_at, reviewed_by_id)
    ON governance_emergencyaccess TO tessera_app;

-- Says nothing of what a record says. It is asked by whoever opens one in an emergency, which is recorded and told
-- in the same transaction.
CREATE FUNCTION governance_found(of_kind text, named text)
RETURNS TABLE (id text, audience_id bigint, agency_id bigint, author_id bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
    SELECT r.id::text, r.audience_id, r.agency_id, r.author_id FROM information_report r
    WHERE of_kind = 'report' AND r.reference = named
    UNION ALL
    SELECT c.id::text, c.audience_id, c.agency_id, c.author_id FROM cases_case c
    WHERE c.id = CASE WHEN of_kind = 'case' THEN named::uuid END
$$;
"""
BACK = """
DROP FUNCTION governance_found(text, text);
GRANT UPDATE, DELETE ON governance_emergencyaccess TO tessera_app;
SELECT unprotect('governance_emergencyaccess');
"""


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0007_shared_cache"),
        ("cases", "0001_tables"),
        ("governance", "0001_emergency_access"),
        ("information", "0001_tables"),
    ]
    operations = [migrations.RunSQL(RULE, BACK)]
