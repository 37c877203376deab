"""An assessment and what hangs from it are read by its audience."""

from django.db import migrations

RULE = """
SELECT protect('assessments_assessment');
SELECT protect('assessments_partanswer');
SELECT protect('assessments_tick');
SELECT protect('assessments_told');
SELECT protect('assessments_agencyasked');
SELECT protect('assessments_modelseen');
SELECT protect('assessments_importedfinding');
SELECT follow('assessments_partanswer', 'assessment_id', 'assessments_assessment');
SELECT follow('assessments_tick', 'assessment_id', 'assessments_assessment');
SELECT follow('assessments_told', 'assessment_id', 'assessments_assessment');
SELECT follow('assessments_agencyasked', 'assessment_id', 'assessments_assessment');
SELECT follow('assessments_modelseen', 'assessment_id', 'assessments_assessment');
SELECT follow('assessments_importedfinding', 'assessment_id', 'assessments_assessment');
"""
BACK = """
SELECT unfollow('assessments_partanswer');
SELECT unfollow('assessments_tick');
SELECT unfollow('assessments_told');
SELECT unfollow('assessments_agencyasked');
SELECT unfollow('assessments_modelseen');
SELECT unfollow('assessments_importedfinding');
SELECT unprotect('assessments_assessment');
SELECT unprotect('assessments_partanswer');
SELECT unprotect('assessments_tick');
SELECT unprotect('assessments_told');
SELECT unprotect('assessments_agencyasked');
SELECT unprotect('assessments_modelseen');
SELECT unprotect('assessments_importedfinding');
"""


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0002_row_level_security"),
        ("assessments", "0001_tables"),
    ]
    operations = [
        migrations.RunSQL(RULE, BACK),
    ]
