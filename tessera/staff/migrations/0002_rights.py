"""What was said and done about staff stays: the site may add to it, end what is open, and delete nothing."""

from django.db import migrations

NARROW = """
REVOKE UPDATE, DELETE ON staff_sitting, staff_invitation, staff_departure, staff_review, staff_reviewanswer FROM tessera_app;
GRANT UPDATE (ended_at) ON staff_sitting TO tessera_app;
GRANT UPDATE (agreed_by_id, agreed_at, fingerprint, expires_at, accepted_at, post_id, withdrawn_at)
    ON staff_invitation TO tessera_app;
GRANT UPDATE (overdue_told_at, done_at, done_by_id) ON staff_review TO tessera_app;
"""
BACK = """
GRANT UPDATE, DELETE ON staff_sitting, staff_invitation, staff_departure, staff_review, staff_reviewanswer TO tessera_app;
"""


class Migration(migrations.Migration):
    dependencies = [("staff", "0001_tables")]
    operations = [migrations.RunSQL(NARROW, BACK)]
