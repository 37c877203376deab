"""Reports are read by their audience and their writer, and never edited."""

from django.db import migrations

RULE = """
SELECT protect('information_report');
SELECT protect('information_attachment');
SELECT protect('information_sealedsource');
SELECT protect('information_draft');
SELECT follow('information_attachment', 'report_id', 'information_report');

CREATE POLICY sent_or_thrown_away ON information_draft FOR DELETE USING (author_id = (SELECT me()));
-- A report is never edited: the site's login may move it to another audience and change nothing else.
REVOKE UPDATE, DELETE ON information_report, information_attachment FROM tessera_app;
GRANT UPDATE (audience_id) ON information_report, information_attachment TO tessera_app;
"""
BACK = """
DROP POLICY sent_or_thrown_away ON information_draft;
GRANT UPDATE, DELETE ON information_report, information_attachment TO tessera_app;
SELECT unfollow('information_attachment');
SELECT unprotect('information_report');
SELECT unprotect('information_attachment');
SELECT unprotect('information_sealedsource');
SELECT unprotect('information_draft');
"""


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0002_row_level_security"),
        ("information", "0001_tables"),
    ]
    operations = [
        migrations.RunSQL(RULE, BACK),
    ]
