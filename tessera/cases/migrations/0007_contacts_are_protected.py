"""Contacts that did not happen are read as the case is, and by whoever opened it."""

from django.db import migrations

RULE = """
SELECT protect('cases_missedcontact');
SELECT follow('cases_missedcontact', 'case_id', 'cases_case');
CREATE POLICY readable_by_case_author ON cases_missedcontact FOR SELECT USING (
    EXISTS (SELECT FROM cases_case c WHERE c.id = case_id AND c.author_id = (SELECT me())));
CREATE POLICY changeable_by_case_author ON cases_missedcontact FOR UPDATE USING (
    EXISTS (SELECT FROM cases_case c WHERE c.id = case_id AND c.author_id = (SELECT me()))) WITH CHECK (true);
"""
BACK = """
DROP POLICY readable_by_case_author ON cases_missedcontact;
DROP POLICY changeable_by_case_author ON cases_missedcontact;
SELECT unfollow('cases_missedcontact');
SELECT unprotect('cases_missedcontact');
"""


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0006_contacts_that_did_not_happen"),
    ]
    operations = [
        migrations.RunSQL(RULE, BACK),
    ]
