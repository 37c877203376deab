"""Care plan reviews are read as the case is, and by whoever opened it."""

from django.db import migrations

RULE = """
SELECT protect('cases_carereview');
SELECT follow('cases_carereview', 'case_id', 'cases_case');
CREATE POLICY readable_by_case_author ON cases_carereview FOR SELECT USING (
    EXISTS (SELECT FROM cases_case c WHERE c.id = case_id AND c.author_id = (SELECT me())));
CREATE POLICY changeable_by_case_author ON cases_carereview FOR UPDATE USING (
    EXISTS (SELECT FROM cases_case c WHERE c.id = case_id AND c.author_id = (SELECT me()))) WITH CHECK (true);
"""
BACK = """
DROP POLICY readable_by_case_author ON cases_carereview;
DROP POLICY changeable_by_case_author ON cases_carereview;
SELECT unfollow('cases_carereview');
SELECT unprotect('cases_carereview');
"""


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0008_care_plan_reviews"),
    ]
    operations = [
        migrations.RunSQL(RULE, BACK),
    ]
