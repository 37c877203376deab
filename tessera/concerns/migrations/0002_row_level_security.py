"""A concern and what hangs from it are read by its audience."""

from django.db import migrations

RULE = """
SELECT protect('concerns_concern');
SELECT protect('concerns_concernreport');
SELECT protect('concerns_bandchange');
SELECT protect('concerns_search');
SELECT protect('concerns_partnerask');
SELECT protect('concerns_contribution');
SELECT protect('concerns_decision');
SELECT protect('concerns_feedback');
SELECT follow('concerns_concernreport', 'concern_id', 'concerns_concern');
SELECT follow('concerns_bandchange', 'concern_id', 'concerns_concern');
SELECT follow('concerns_search', 'concern_id', 'concerns_concern');
SELECT follow('concerns_partnerask', 'concern_id', 'concerns_concern');
SELECT follow('concerns_contribution', 'concern_id', 'concerns_concern');
SELECT follow('concerns_decision', 'concern_id', 'concerns_concern');
SELECT follow('concerns_feedback', 'concern_id', 'concerns_concern');
"""
BACK = """
SELECT unfollow('concerns_concernreport');
SELECT unfollow('concerns_bandchange');
SELECT unfollow('concerns_search');
SELECT unfollow('concerns_partnerask');
SELECT unfollow('concerns_contribution');
SELECT unfollow('concerns_decision');
SELECT unfollow('concerns_feedback');
SELECT unprotect('concerns_concern');
SELECT unprotect('concerns_concernreport');
SELECT unprotect('concerns_bandchange');
SELECT unprotect('concerns_search');
SELECT unprotect('concerns_partnerask');
SELECT unprotect('concerns_contribution');
SELECT unprotect('concerns_decision');
SELECT unprotect('concerns_feedback');
"""


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0002_row_level_security"),
        ("concerns", "0001_tables"),
    ]
    operations = [
        migrations.RunSQL(RULE, BACK),
    ]
