"""What a concern said before is kept; what is only ever added to cannot be changed."""

from django.db import migrations

KEPT = """
SELECT keep_history('concerns_concern', 'audience_id', 'version'), keep_history('concerns_decision', 'audience_id');
REVOKE UPDATE ON concerns_bandchange, concerns_concernreport, concerns_contribution, concerns_decision,
    concerns_feedback, concerns_partnerask, concerns_search FROM tessera_app;
GRANT UPDATE (audience_id) ON concerns_bandchange, concerns_concernreport, concerns_contribution, concerns_decision,
    concerns_feedback, concerns_partnerask, concerns_search TO tessera_app;
GRANT UPDATE (agreed_by_id, agreed_at, agreed_note) ON concerns_decision TO tessera_app;
"""
BACK = """
GRANT UPDATE ON concerns_bandchange, concerns_concernreport, concerns_contribution, concerns_decision,
    concerns_feedback, concerns_partnerask, concerns_search TO tessera_app;
SELECT keep_no_history('concerns_concern'), keep_no_history('concerns_decision');
"""


class Migration(migrations.Migration):
    dependencies = [
        ("concerns", "0006_referrals_follow_their_report"),
        ("history", "0002_kept_by_the_database"),
    ]
    operations = [migrations.RunSQL(KEPT, BACK)]
