"""Which places the reports found name, and how many reports each: under the access rule, in one statement (ADR 0009)."""

from django.db import migrations

DOOR = """
-- A place is counted where a key opens the mention: whoever wrote a report for others is told of none (ADR 0009).
CREATE FUNCTION places_counted(
    asked tsquery, since timestamptz, until timestamptz, of_kinds text[], of_agencies bigint[], of_grades text[],
    of_years integer[], among uuid[], most integer)
RETURNS TABLE (place uuid, hits bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public SET jit = off SET work_mem = '64MB'
SET plan_cache_mode = force_custom_plan AS $$
BEGIN RETURN QUERY
    SELECT said.entity_id, count(DISTINCT said.report_id)
    FROM reports_found(asked, since, until, of_kinds, of_agencies, of_grades, of_years, among, 0, NULL) f
    JOIN entities_mention said ON said.report_id = f.found
    WHERE said.kind = 'place' AND EXISTS (
        SELECT FROM access_audienceholder h
        WHERE h.audience_id = said.audience_id AND h.holder_id = ANY ((SELECT keyring())::bigint[]))
    GROUP BY said.entity_id ORDER BY 2 DESC, 1 LIMIT most;
END $$;
"""
BACK = """
DROP FUNCTION places_counted(tsquery, timestamptz, timestamptz, text[], bigint[], text[], integer[], uuid[], integer);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("entities", "0001_tables"),
        ("information", "0012_searchable"),
        ("search", "0005_versions_watched"),
    ]
    operations = [
        migrations.RunSQL(DOOR, BACK),
    ]
