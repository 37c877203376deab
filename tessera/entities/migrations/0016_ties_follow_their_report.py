"""What a report says of two things is read by whoever reads the report, and rests on mentions of that very report."""

from django.db import migrations

RULE = """
SELECT protect('entities_link');
SELECT follow('entities_link', 'report_id', 'information_report');

REVOKE UPDATE, DELETE ON entities_link FROM tessera_app;
GRANT UPDATE (audience_id, withdrawn_at, withdrawn_by_id, withdrawn_because) ON entities_link TO tessera_app;

ALTER TABLE entities_mention ADD CONSTRAINT entities_mention_in_its_report UNIQUE (id, report_id);
ALTER TABLE entities_link
    ADD CONSTRAINT entities_link_one_in_the_report FOREIGN KEY (one_id, report_id)
        REFERENCES entities_mention (id, report_id),
    ADD CONSTRAINT entities_link_other_in_the_report FOREIGN KEY (other_id, report_id)
        REFERENCES entities_mention (id, report_id);
"""
BACK = """
ALTER TABLE entities_link
    DROP CONSTRAINT entities_link_one_in_the_report, DROP CONSTRAINT entities_link_other_in_the_report;
ALTER TABLE entities_mention DROP CONSTRAINT entities_mention_in_its_report;
GRANT UPDATE, DELETE ON entities_link TO tessera_app;
SELECT unfollow('entities_link');
SELECT unprotect('entities_link');
"""


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0002_row_level_security"),
        ("entities", "0015_ties"),
        ("information", "0002_row_level_security"),
    ]
    operations = [
        migrations.RunSQL(RULE, BACK),
    ]
