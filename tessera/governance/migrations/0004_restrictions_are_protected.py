"""The access rule on restrictions: each is only ever ended."""

from django.db import migrations

RULE = """
SELECT protect('governance_restriction');
REVOKE UPDATE, DELETE ON governance_restriction FROM tessera_app;
GRANT UPDATE (ended_at, ended_by_id, ended_because) ON governance_restriction TO tessera_app;
"""
BACK = """
GRANT UPDATE, DELETE ON governance_restriction TO tessera_app;
SELECT unprotect('governance_restriction');
"""


class Migration(migrations.Migration):
    dependencies = [("governance", "0003_restrictions")]
    operations = [migrations.RunSQL(RULE, BACK)]
