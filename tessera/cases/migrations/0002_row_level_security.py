"""A case and what hangs from it are read by its team and the owning agency's supervisors."""

from django.db import migrations

RULE = """
SELECT protect('cases_case');
SELECT protect('cases_statuschange');
SELECT protect('cases_teammember');
SELECT protect('cases_casereport');
SELECT protect('cases_voice');
SELECT protect('cases_familymember');
SELECT follow('cases_statuschange', 'case_id', 'cases_case');
SELECT follow('cases_teammember', 'case_id', 'cases_case');
SELECT follow('cases_casereport', 'case_id', 'cases_case');
SELECT follow('cases_voice', 'case_id', 'cases_case');
SELECT follow('cases_familymember', 'case_id', 'cases_case');
"""
BACK = """
SELECT unfollow('cases_statuschange');
SELECT unfollow('cases_teammember');
SELECT unfollow('cases_casereport');
SELECT unfollow('cases_voice');
SELECT unfollow('cases_familymember');
SELECT unprotect('cases_case');
SELECT unprotect('cases_statuschange');
SELECT unprotect('cases_teammember');
SELECT unprotect('cases_casereport');
SELECT unprotect('cases_voice');
SELECT unprotect('cases_familymember');
"""


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0002_row_level_security"),
        ("cases", "0001_tables"),
    ]
    operations = [
        migrations.RunSQL(RULE, BACK),
    ]
