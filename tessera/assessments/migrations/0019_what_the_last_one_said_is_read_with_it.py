"""What an assessment said when the next was begun is read with that assessment, and never changes."""

from django.db import migrations

RULE = """
SELECT protect('assessments_keptreading');
SELECT follow('assessments_keptreading', 'assessment_id', 'assessments_assessment');
REVOKE UPDATE, DELETE ON assessments_keptreading FROM tessera_app;
GRANT UPDATE (audience_id) ON assessments_keptreading TO tessera_app;
"""
BACK = """
GRANT UPDATE, DELETE ON assessments_keptreading TO tessera_app;
SELECT unfollow('assessments_keptreading');
SELECT unprotect('assessments_keptreading');
"""


class Migration(migrations.Migration):
    dependencies = [
        ("assessments", "0018_what_the_last_one_said"),
    ]
    operations = [
        migrations.RunSQL(RULE, BACK),
    ]
