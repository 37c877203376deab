"""Which mentions an assessment rested on: written by whoever began it, read by who reads it and the mention."""

from django.db import migrations

RULE = """
ALTER TABLE assessments_restedon ENABLE ROW LEVEL SECURITY;
CREATE POLICY readable ON assessments_restedon FOR SELECT USING (
    EXISTS (SELECT FROM assessments_assessment a WHERE a.id = assessments_restedon.assessment_id)
    AND EXISTS (SELECT FROM entities_mention m WHERE m.id = assessments_restedon.mention_id));
CREATE POLICY written ON assessments_restedon FOR INSERT WITH CHECK (EXISTS (
    SELECT FROM assessments_assessment a WHERE a.id = assessments_restedon.assessment_id AND a.author_id = (SELECT me())));
REVOKE UPDATE, DELETE ON assessments_restedon FROM tessera_app;
"""
BACK = """
GRANT UPDATE, DELETE ON assessments_restedon TO tessera_app;
DROP POLICY written ON assessments_restedon;
DROP POLICY readable ON assessments_restedon;
ALTER TABLE assessments_restedon DISABLE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("assessments", "0006_what_an_assessment_rested_on"),
    ]
    operations = [
        migrations.RunSQL(RULE, BACK),
    ]
