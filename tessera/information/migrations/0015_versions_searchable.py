"""What sanitised versions say, filed so that words find them, and who may withdraw one.

As with reports (0012, ADR 0009): full text search is not leakproof, so two functions that keep the access rule look in a
table that nobody else reads. A version's readers, grade and day never change, so they are read where they stand.
"""

from django.db import migrations

RULE = """
GRANT UPDATE (withdrawn_at, withdrawn_by_id, withdrawn_because) ON information_sanitised TO tessera_app;

CREATE TABLE information_versionwords (
    sanitised_id uuid PRIMARY KEY REFERENCES information_sanitised ON DELETE CASCADE,
    words tsvector NOT NULL
);
CREATE INDEX information_versions_by_words ON information_versionwords USING gin (words);
REVOKE ALL ON information_versionwords FROM tessera_app;
"""

# What is already held, filed as if it were shared now.
HELD = """
INSERT INTO information_versionwords
    SELECT id, to_tsvector('tessera', concat_ws(' ', title, text, conditions)) FROM information_sanitised;
"""

DOORS = """
CREATE FUNCTION file_new_versions() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
    INSERT INTO information_versionwords
        SELECT id, to_tsvector('tessera', concat_ws(' ', title, text, conditions)) FROM shared;
    RETURN NULL;
END $$;
CREATE TRIGGER filed AFTER INSERT ON information_sanitised REFERENCING NEW TABLE AS shared
    FOR EACH STATEMENT EXECUTE FUNCTION file_new_versions();

-- The versions that say so and that whoever is asking may read; what was withdrawn says nothing any more.
CREATE FUNCTION versions_open(asked tsquery, since timestamptz, until timestamptz)
RETURNS TABLE (version uuid, grade text, year integer, shared_at timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public SET plan_cache_mode = force_custom_plan AS $$
BEGIN RETURN QUERY
    SELECT s.id, s.grade::text, extract(year FROM s.at AT TIME ZONE 'Europe/London')::integer, s.at
    FROM information_versionwords w JOIN information_sanitised s ON s.id = w.sanitised_id
    WHERE w.words @@ asked AND s.withdrawn_at IS NULL AND (since IS NULL OR s.at >= since)
        AND (until IS NULL OR s.at < until)
        AND (s.author_id = (SELECT me()) OR EXISTS (
            SELECT FROM access_audienceholder h
            WHERE h.audience_id = s.audience_id AND h.holder_id = ANY ((SELECT keyring())::bigint[])));
END $$;

CREATE FUNCTION versions_counted(
    asked tsquery, since timestamptz, until timestamptz, of_grades text[], of_years integer[])
RETURNS TABLE (facet text, value text, hits bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public SET plan_cache_mode = force_custom_plan AS $$
BEGIN RETURN QUERY
    WITH fitting AS MATERIALIZED (
        SELECT *, of_grades IS NULL OR grade = ANY (of_grades) AS fits_grade,
               of_years IS NULL OR year = ANY (of_years) AS fits_year
        FROM versions_open(asked, since, until))
    SELECT 'every'::text, ''::text, count(*) FROM fitting WHERE fits_grade AND fits_year
    UNION ALL SELECT 'grade', fitting.grade, count(*) FROM fitting WHERE fits_year GROUP BY fitting.grade
    UNION ALL SELECT 'year', fitting.year::text, count(*) FROM fitting WHERE fits_grade GROUP BY fitting.year;
END $$;

CREATE FUNCTION versions_found(
    asked tsquery, since timestamptz, until timestamptz, of_grades text[], of_years integer[], most integer)
RETURNS TABLE (found uuid)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public SET plan_cache_mode = force_custom_plan AS $$
BEGIN RETURN QUERY
    SELECT version FROM versions_open(asked, since, until)
    WHERE (of_grades IS NULL OR grade = ANY (of_grades)) AND (of_years IS NULL OR year = ANY (of_years))
    ORDER BY shared_at DESC, version LIMIT most;
END $$;
REVOKE EXECUTE ON FUNCTION file_new_versions(), versions_open(tsquery, timestamptz, timestamptz)
    FROM PUBLIC, tessera_app;
"""
BACK = """
DROP FUNCTION versions_found(tsquery, timestamptz, timestamptz, text[], integer[], integer);
DROP FUNCTION versions_counted(tsquery, timestamptz, timestamptz, text[], integer[]);
DROP FUNCTION versions_open(tsquery, timestamptz, timestamptz);
DROP TRIGGER filed ON information_sanitised;
DROP FUNCTION file_new_versions();
DROP TABLE information_versionwords;
REVOKE UPDATE (withdrawn_at, withdrawn_by_id, withdrawn_because) ON information_sanitised FROM tessera_app;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0002_row_level_security"),
        ("information", "0014_a_version_may_be_withdrawn"),
    ]
    operations = [
        migrations.RunSQL(RULE + HELD + DOORS, BACK),
    ]
