"""Triggers that no setting switches off, written by hand: the log is appended to and nothing else."""

from django.db import migrations

APPEND_ONLY = """
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The audit log is only ever added to.';
END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON audit_entry FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON audit_entry FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
REVOKE UPDATE, DELETE, TRUNCATE ON audit_entry FROM tessera_app;
"""
BACK = """
DROP TRIGGER append_only ON audit_entry;
DROP TRIGGER never_emptied ON audit_entry;
DROP FUNCTION refuse_change();
GRANT UPDATE, DELETE ON audit_entry TO tessera_app;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0001_tables"),
    ]
    operations = [
        migrations.RunSQL(APPEND_ONLY, BACK),
    ]
