"""What a case, its team and its family said before is kept; what is only ever added to cannot be changed."""

from django.db import migrations

KEPT = """
SELECT keep_history('cases_case', 'audience_id', 'version', 'transition_asked_at'),
    keep_history('cases_teammember', 'audience_id'),
    keep_history('cases_familymember', 'audience_id');
REVOKE UPDATE ON cases_carereview, cases_casereport, cases_missedcontact, cases_statuschange, cases_voice,
    cases_familymember, cases_teammember FROM tessera_app;
GRANT UPDATE (audience_id) ON cases_carereview, cases_casereport, cases_missedcontact, cases_statuschange, cases_voice
    TO tessera_app;
GRANT UPDATE (audience_id, ends_on) ON cases_familymember TO tessera_app;
GRANT UPDATE (audience_id, ends_on, left_because, left_by_id) ON cases_teammember TO tessera_app;
"""
BACK = """
GRANT UPDATE ON cases_carereview, cases_casereport, cases_missedcontact, cases_statuschange, cases_voice,
    cases_familymember, cases_teammember TO tessera_app;
SELECT keep_no_history('cases_case'), keep_no_history('cases_teammember'), keep_no_history('cases_familymember');
"""


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0014_who_took_them_off_the_team"),
        ("history", "0002_kept_by_the_database"),
    ]
    operations = [migrations.RunSQL(KEPT, BACK)]
