"""What a save of an assessment told of online details is read with the assessment, and never changes."""

from django.db import migrations

RULE = """
SELECT protect('assessments_onlinereport');
SELECT follow('assessments_onlinereport', 'assessment_id', 'assessments_assessment');
REVOKE UPDATE, DELETE ON assessments_onlinereport FROM tessera_app;
GRANT UPDATE (audience_id) ON assessments_onlinereport TO tessera_app;
"""
BACK = """
GRANT UPDATE, DELETE ON assessments_onlinereport TO tessera_app;
SELECT unfollow('assessments_onlinereport');
SELECT unprotect('assessments_onlinereport');
"""


class Migration(migrations.Migration):
    dependencies = [
        ("assessments", "0004_online_reports"),
    ]
    operations = [
        migrations.RunSQL(RULE, BACK),
    ]
