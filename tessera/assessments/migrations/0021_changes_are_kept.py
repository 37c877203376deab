"""What an assessment said before is kept; what is only ever added to cannot be changed."""

from django.db import migrations

KEPT = """
SELECT keep_history('assessments_assessment', 'audience_id'),
    keep_history('assessments_partanswer', 'audience_id', 'version', 'writers', 'at'),
    keep_history('assessments_tick', 'audience_id', 'at'),
    keep_history('assessments_modelseen', 'audience_id'),
    keep_history('assessments_agencyasked', 'audience_id');
REVOKE UPDATE ON assessments_importedfinding, assessments_told FROM tessera_app;
GRANT UPDATE (audience_id) ON assessments_importedfinding, assessments_told TO tessera_app;
"""
BACK = """
GRANT UPDATE ON assessments_importedfinding, assessments_told TO tessera_app;
SELECT keep_no_history('assessments_assessment'), keep_no_history('assessments_partanswer'),
    keep_no_history('assessments_tick'), keep_no_history('assessments_modelseen'),
    keep_no_history('assessments_agencyasked');
"""


class Migration(migrations.Migration):
    dependencies = [
        ("assessments", "0020_a_yes_is_not_unsaid"),
        ("history", "0002_kept_by_the_database"),
    ]
    operations = [migrations.RunSQL(KEPT, BACK)]
