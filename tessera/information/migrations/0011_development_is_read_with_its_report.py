"""What was made of a report is read by whoever reads the report under a key of theirs, and stays as it was done.

A sanitised version has readers of its own; the way from it to its report is read with the report.
"""

from django.db import migrations

RULE = """
SELECT protect('information_promotion');
SELECT follow('information_promotion', 'report_id', 'information_report');
SELECT protect('information_policeitem');
SELECT follow('information_policeitem', 'report_id', 'information_report');
SELECT protect('information_methodcoded');
SELECT follow('information_methodcoded', 'report_id', 'information_report');
SELECT protect('information_sanitised');
SELECT protect('information_sanitisedfrom');
SELECT follow('information_sanitisedfrom', 'report_id', 'information_report');

-- The site's login moves these along with their report, and withdraws a method; it changes nothing else.
REVOKE UPDATE, DELETE ON information_promotion, information_policeitem, information_methodcoded, information_sanitised,
    information_sanitisedfrom FROM tessera_app;
GRANT UPDATE (audience_id) ON information_promotion, information_policeitem, information_sanitisedfrom TO tessera_app;
GRANT UPDATE (audience_id, withdrawn_at, withdrawn_by_id, withdrawn_because) ON information_methodcoded TO tessera_app;
"""
BACK = """
GRANT UPDATE, DELETE ON information_promotion, information_policeitem, information_methodcoded, information_sanitised,
    information_sanitisedfrom TO tessera_app;
SELECT unfollow('information_sanitisedfrom');
SELECT unprotect('information_sanitisedfrom');
SELECT unprotect('information_sanitised');
SELECT unfollow('information_methodcoded');
SELECT unprotect('information_methodcoded');
SELECT unfollow('information_policeitem');
SELECT unprotect('information_policeitem');
SELECT unfollow('information_promotion');
SELECT unprotect('information_promotion');
"""


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0002_row_level_security"),
        ("information", "0010_what_trained_people_make_of_a_report"),
    ]
    operations = [
        migrations.RunSQL(RULE, BACK),
    ]
