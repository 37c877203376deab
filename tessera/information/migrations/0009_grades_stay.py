"""A grade is read by whoever reads its report under a key of theirs, and stays as it was given."""

from django.db import migrations

RULE = """
SELECT protect('information_grade');
SELECT follow('information_grade', 'report_id', 'information_report');
-- A later grade stands in place of an earlier one: the site's login moves a grade along with its report, no more.
REVOKE UPDATE, DELETE ON information_grade FROM tessera_app;
GRANT UPDATE (audience_id) ON information_grade TO tessera_app;
"""
BACK = """
GRANT UPDATE, DELETE ON information_grade TO tessera_app;
SELECT unfollow('information_grade');
SELECT unprotect('information_grade');
"""


class Migration(migrations.Migration):
    dependencies = [
        ("information", "0008_graded_by_name"),
    ]
    operations = [
        migrations.RunSQL(RULE, BACK),
    ]
