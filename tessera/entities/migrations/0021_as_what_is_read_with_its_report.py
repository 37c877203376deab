"""As what a report speaks of somebody is read by whoever reads the report, of a mention of that very report."""

from django.db import migrations

RULE = """
SELECT protect('entities_saidas');
SELECT follow('entities_saidas', 'report_id', 'information_report');
-- A later act stands in place of an earlier one: the site's login moves one along with its report, no more.
REVOKE UPDATE, DELETE ON entities_saidas FROM tessera_app;
GRANT UPDATE (audience_id) ON entities_saidas TO tessera_app;
ALTER TABLE entities_saidas ADD CONSTRAINT entities_saidas_in_the_report FOREIGN KEY (mention_id, report_id)
    REFERENCES entities_mention (id, report_id);
"""
BACK = """
ALTER TABLE entities_saidas DROP CONSTRAINT entities_saidas_in_the_report;
GRANT UPDATE, DELETE ON entities_saidas TO tessera_app;
SELECT unfollow('entities_saidas');
SELECT unprotect('entities_saidas');
"""


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0002_row_level_security"),
        ("entities", "0020_as_what_reports_speak_of_people"),
        ("information", "0002_row_level_security"),
    ]
    operations = [
        migrations.RunSQL(RULE, BACK),
    ]
