"""Under which number the child of an assessment has a case: written and read by whoever reads the assessment."""

from django.db import migrations

RULE = """
ALTER TABLE assessments_joinednumber ENABLE ROW LEVEL SECURITY;
CREATE POLICY with_assessment ON assessments_joinednumber USING (
    EXISTS (SELECT FROM assessments_assessment a WHERE a.id = assessments_joinednumber.assessment_id));
REVOKE UPDATE ON assessments_joinednumber FROM tessera_app;
"""
BACK = """
GRANT UPDATE ON assessments_joinednumber TO tessera_app;
DROP POLICY with_assessment ON assessments_joinednumber;
ALTER TABLE assessments_joinednumber DISABLE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("assessments", "0014_joined_numbers"),
    ]
    operations = [
        migrations.RunSQL(RULE, BACK),
    ]
