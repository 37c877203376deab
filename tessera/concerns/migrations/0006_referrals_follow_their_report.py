"""A referral is read by whoever reads its report, of a child whom that very report names, and stays as it was made."""

from django.db import migrations

RULE = """
SELECT protect('concerns_referral');
SELECT follow('concerns_referral', 'report_id', 'information_report');
REVOKE UPDATE, DELETE ON concerns_referral FROM tessera_app;
GRANT UPDATE (audience_id) ON concerns_referral TO tessera_app;
ALTER TABLE concerns_referral ADD CONSTRAINT concerns_referral_child_in_the_report FOREIGN KEY (child_id, report_id)
    REFERENCES entities_mention (id, report_id);
"""
BACK = """
ALTER TABLE concerns_referral DROP CONSTRAINT concerns_referral_child_in_the_report;
GRANT UPDATE, DELETE ON concerns_referral TO tessera_app;
SELECT unfollow('concerns_referral');
SELECT unprotect('concerns_referral');
"""


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0002_row_level_security"),
        ("concerns", "0005_a_defined_risk_is_referred"),
        ("entities", "0016_ties_follow_their_report"),
        ("information", "0002_row_level_security"),
    ]
    operations = [
        migrations.RunSQL(RULE, BACK),
    ]
