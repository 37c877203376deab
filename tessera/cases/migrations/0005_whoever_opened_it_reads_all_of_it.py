"""Whoever opened a case reads it as its author; half of it would be worse than none.

Without this they would read the rows they wrote themselves and no others: a team without its new key worker, a page
that says nobody has written down how to contact the child safely.
"""

from django.db import migrations

RULE = """
CREATE FUNCTION open_to_case_author(t regclass) RETURNS void LANGUAGE plpgsql AS $body$
DECLARE
    opened text := format('EXISTS (SELECT FROM cases_case c WHERE c.id = %1$s.case_id AND c.author_id = (SELECT me()))', t);
BEGIN
    EXECUTE format('CREATE POLICY readable_by_case_author ON %s FOR SELECT USING (%s)', t, opened);
    EXECUTE format('CREATE POLICY changeable_by_case_author ON %s FOR UPDATE USING (%s) WITH CHECK (true)', t, opened);
END $body$;
SELECT open_to_case_author('cases_statuschange');
SELECT open_to_case_author('cases_teammember');
SELECT open_to_case_author('cases_casereport');
SELECT open_to_case_author('cases_voice');
SELECT open_to_case_author('cases_familymember');
DROP FUNCTION open_to_case_author(regclass);
"""
BACK = """
DROP POLICY readable_by_case_author ON cases_statuschange;
DROP POLICY changeable_by_case_author ON cases_statuschange;
DROP POLICY readable_by_case_author ON cases_teammember;
DROP POLICY changeable_by_case_author ON cases_teammember;
DROP POLICY readable_by_case_author ON cases_casereport;
DROP POLICY changeable_by_case_author ON cases_casereport;
DROP POLICY readable_by_case_author ON cases_voice;
DROP POLICY changeable_by_case_author ON cases_voice;
DROP POLICY readable_by_case_author ON cases_familymember;
DROP POLICY changeable_by_case_author ON cases_familymember;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0004_children_growing_up"),
    ]
    operations = [
        migrations.RunSQL(RULE, BACK),
    ]
