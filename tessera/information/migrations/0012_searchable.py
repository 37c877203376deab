"""What reports say, filed so that words find them: read by nobody but two functions that keep the access rule.

Full text search is not leakproof, so under row-level security PostgreSQL would not use its index (ADR 0009). The index
stands on a narrow table of its own, so that counting every report with a common word touches few pages; the words are
kept beside it, in `information_words`. Reports that are counted alike (the same audience, agency, kind, grade and year)
stand on one shelf: they are counted a shelf at a time, and the rule is asked once for each shelf.
"""

from django.db import migrations

TABLES = """
-- English stems and no stop words: Will and May are names, and a phrase is made of small words too.
CREATE TEXT SEARCH DICTIONARY tessera_stem (TEMPLATE = snowball, LANGUAGE = english);
CREATE TEXT SEARCH CONFIGURATION tessera (COPY = english);
ALTER TEXT SEARCH CONFIGURATION tessera ALTER MAPPING REPLACE english_stem WITH tessera_stem;

CREATE TABLE information_shelf (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    audience_id bigint NOT NULL REFERENCES access_audience,
    agency_id bigint NOT NULL REFERENCES access_agency,
    kind text NOT NULL,
    grade text NOT NULL,
    year smallint NOT NULL,
    UNIQUE (audience_id, agency_id, kind, grade, year)
);
CREATE TABLE information_words (
    report_id uuid PRIMARY KEY REFERENCES information_report ON DELETE CASCADE,
    words tsvector NOT NULL
);
CREATE TABLE information_searchable (
    report_id uuid PRIMARY KEY REFERENCES information_report ON DELETE CASCADE,
    author_id bigint,
    shelf_id integer NOT NULL REFERENCES information_shelf,
    sent_at timestamptz NOT NULL
);
REVOKE ALL ON information_shelf, information_words, information_searchable FROM tessera_app;

-- A report is never edited, so neither are its words: what an index may stand on.
CREATE FUNCTION words_of(report uuid) RETURNS tsvector
LANGUAGE plpgsql IMMUTABLE STRICT SECURITY DEFINER COST 1000 SET search_path = public AS $$
BEGIN
    RETURN (SELECT words FROM information_words WHERE report_id = report);
END $$;

-- Where it happened is filed a second time, marked, so that a place can be asked for by itself.
CREATE FUNCTION words_in(said text, place text) RETURNS tsvector
LANGUAGE sql STABLE SET search_path = public AS $$
    SELECT to_tsvector('tessera', said || ' ' || place)
        || array_to_tsvector(ARRAY(SELECT '@' || lexeme FROM unnest(to_tsvector('tessera', place))))
$$;

CREATE INDEX information_by_words ON information_searchable USING gin (words_of(report_id));
CREATE INDEX information_by_sent ON information_searchable (sent_at DESC);
CREATE INDEX information_by_author ON information_searchable (author_id);

CREATE FUNCTION shelf_for(of_audience bigint, of_agency bigint, of_kind text, of_grade text, of_year integer)
RETURNS integer LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE found integer;
BEGIN
    LOOP
        SELECT id INTO found FROM information_shelf WHERE audience_id = of_audience AND agency_id = of_agency
            AND kind = of_kind AND grade = of_grade AND year = of_year;
        IF found IS NOT NULL THEN RETURN found; END IF;
        INSERT INTO information_shelf (audience_id, agency_id, kind, grade, year)
            VALUES (of_audience, of_agency, of_kind, of_grade, of_year) ON CONFLICT DO NOTHING;
    END LOOP;
END $$;

CREATE FUNCTION file_new_reports() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
    INSERT INTO information_words
        SELECT id, words_in(concat_ws(' ', narrative, about_child, about_concern, about_protects, childs_words,
                                      child_wants, parents_want), concat_ws(' ', where_text, premises))
        FROM sent;
    INSERT INTO information_searchable
        WITH filed AS (
            SELECT id, author_id, audience_id, agency_id, kind, sent_at,
                   extract(year FROM sent_at AT TIME ZONE 'Europe/London')::integer AS year
            FROM sent),
        shelves AS MATERIALIZED (
            SELECT audience_id, agency_id, kind, year, shelf_for(audience_id, agency_id, kind, '', year) AS id
            FROM (SELECT DISTINCT audience_id, agency_id, kind, year FROM filed) alike)
        SELECT filed.id, filed.author_id, shelves.id, filed.sent_at
        FROM filed JOIN shelves USING (audience_id, agency_id, kind, year);
    RETURN NULL;
END $$;
CREATE TRIGGER filed AFTER INSERT ON information_report REFERENCING NEW TABLE AS sent
    FOR EACH STATEMENT EXECUTE FUNCTION file_new_reports();

CREATE FUNCTION file_again(filed uuid) RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = public AS $$
    UPDATE information_searchable s SET shelf_id = shelf_for(r.audience_id, r.agency_id, r.kind, coalesce((
            SELECT g.source || g.information FROM information_grade g WHERE g.report_id = r.id
            ORDER BY g.at DESC, g.id DESC LIMIT 1), ''),
        extract(year FROM r.sent_at AT TIME ZONE 'Europe/London')::integer)
    FROM information_report r WHERE r.id = filed AND s.report_id = filed
$$;
CREATE FUNCTION file_moved_report() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
    PERFORM file_again(NEW.id);
    RETURN NULL;
END $$;
CREATE FUNCTION file_graded_report() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
    PERFORM file_again(NEW.report_id);
    RETURN NULL;
END $$;
CREATE TRIGGER filed_again AFTER UPDATE OF audience_id ON information_report
    FOR EACH ROW EXECUTE FUNCTION file_moved_report();
CREATE TRIGGER filed_again AFTER INSERT ON information_grade
    FOR EACH ROW EXECUTE FUNCTION file_graded_report();
REVOKE EXECUTE ON FUNCTION words_of(uuid), words_in(text, text), shelf_for(bigint, bigint, text, text, integer),
    file_new_reports(), file_again(uuid), file_moved_report(), file_graded_report() FROM PUBLIC, tessera_app;
"""

# What is already held, filed as if it were sent now.
HELD = """
INSERT INTO information_words
    SELECT id, words_in(concat_ws(' ', narrative, about_child, about_concern, about_protects, childs_words,
                                  child_wants, parents_want), concat_ws(' ', where_text, premises))
    FROM information_report;
INSERT INTO information_searchable
    SELECT r.id, r.author_id, shelf_for(r.audience_id, r.agency_id, r.kind, coalesce((
            SELECT g.source || g.information FROM information_grade g WHERE g.report_id = r.id
            ORDER BY g.at DESC, g.id DESC LIMIT 1), ''),
        extract(year FROM r.sent_at AT TIME ZONE 'Europe/London')::integer), r.sent_at
    FROM information_report r;
"""

DOORS = """
-- What somebody typed, as a query: words that all must stand there, “phrases”, or, and -without; and a place.
CREATE FUNCTION words_asked(typed text, place text) RETURNS tsquery
LANGUAGE sql STABLE SET search_path = public AS $$
    SELECT websearch_to_tsquery('tessera', typed) && coalesce((
        SELECT string_agg(quote_literal('@' || translate(lexeme, chr(92), '')), ' & ')
        FROM unnest(to_tsvector('tessera', place))), '')::tsquery
$$;

-- The shelves that whoever is asking may read. What they wrote for others they read too, a report at a time, and then
-- not how it was graded: `hidden` stands for that.
CREATE FUNCTION reports_counted(
    asked tsquery, since timestamptz, until timestamptz, of_kinds text[], of_agencies bigint[], of_grades text[],
    of_years integer[], among uuid[])
RETURNS TABLE (facet text, value text, hits bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public SET jit = off SET work_mem = '64MB'
SET plan_cache_mode = force_custom_plan AS $$
BEGIN RETURN QUERY
    WITH counted AS MATERIALIZED (
        SELECT shelf_id, count(*) AS every, count(*) FILTER (WHERE author_id = (SELECT me())) AS own
        FROM information_searchable
        WHERE (asked IS NULL OR words_of(report_id) @@ asked) AND (since IS NULL OR sent_at >= since)
            AND (until IS NULL OR sent_at < until) AND (among IS NULL OR report_id = ANY (among))
        GROUP BY shelf_id),
    opened AS MATERIALIZED (
        SELECT s.kind, s.agency_id, CASE WHEN open.it THEN s.grade ELSE 'hidden' END AS grade, s.year,
               CASE WHEN open.it THEN c.every ELSE c.own END AS n
        FROM counted c JOIN information_shelf s ON s.id = c.shelf_id
        CROSS JOIN LATERAL (SELECT EXISTS (
            SELECT FROM access_audienceholder h
            WHERE h.audience_id = s.audience_id AND h.holder_id = ANY ((SELECT keyring())::bigint[])) AS it) open
        WHERE open.it OR c.own > 0),
    fitting AS MATERIALIZED (
        SELECT *, of_kinds IS NULL OR kind = ANY (of_kinds) AS fits_kind,
               of_agencies IS NULL OR agency_id = ANY (of_agencies) AS fits_agency,
               of_grades IS NULL OR grade = ANY (of_grades) AS fits_grade,
               of_years IS NULL OR year = ANY (of_years) AS fits_year
        FROM opened)
    SELECT 'every'::text, ''::text, coalesce(sum(n), 0)::bigint FROM fitting
        WHERE fits_kind AND fits_agency AND fits_grade AND fits_year
    UNION ALL SELECT 'kind', fitting.kind, sum(n)::bigint FROM fitting WHERE fits_agency AND fits_grade AND fits_year GROUP BY fitting.kind
    UNION ALL SELECT 'agency', agency_id::text, sum(n)::bigint FROM fitting
        WHERE fits_kind AND fits_grade AND fits_year GROUP BY agency_id
    UNION ALL SELECT 'grade', grade, sum(n)::bigint FROM fitting WHERE fits_kind AND fits_agency AND fits_year GROUP BY grade
    UNION ALL SELECT 'year', year::text, sum(n)::bigint FROM fitting
        WHERE fits_kind AND fits_agency AND fits_grade GROUP BY year;
END $$;

CREATE FUNCTION reports_found(
    asked tsquery, since timestamptz, until timestamptz, of_kinds text[], of_agencies bigint[], of_grades text[],
    of_years integer[], among uuid[], skipped integer, most integer)
RETURNS TABLE (found uuid)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public SET jit = off SET work_mem = '64MB'
SET plan_cache_mode = force_custom_plan AS $$
BEGIN RETURN QUERY
    WITH shelves AS MATERIALIZED (
        SELECT s.id, s.grade, EXISTS (
            SELECT FROM access_audienceholder h
            WHERE h.audience_id = s.audience_id AND h.holder_id = ANY ((SELECT keyring())::bigint[])) AS open
        FROM information_shelf s
        WHERE (of_kinds IS NULL OR s.kind = ANY (of_kinds)) AND (of_agencies IS NULL OR s.agency_id = ANY (of_agencies))
            AND (of_years IS NULL OR s.year = ANY (of_years))),
    -- All of them before they are put in order: by the index of days, every row before the twentieth would be read.
    hits AS MATERIALIZED (
        SELECT f.report_id, f.shelf_id, f.author_id, f.sent_at FROM information_searchable f
        WHERE (asked IS NULL OR words_of(f.report_id) @@ asked) AND (since IS NULL OR f.sent_at >= since)
            AND (until IS NULL OR f.sent_at < until) AND (among IS NULL OR f.report_id = ANY (among)))
    SELECT hits.report_id FROM hits JOIN shelves s ON s.id = hits.shelf_id
    WHERE s.open AND (of_grades IS NULL OR s.grade = ANY (of_grades))
        OR NOT s.open AND hits.author_id = (SELECT me()) AND (of_grades IS NULL OR 'hidden' = ANY (of_grades))
    ORDER BY hits.sent_at DESC, hits.report_id
    OFFSET skipped LIMIT most;
END $$;
"""
BACK = """
DROP FUNCTION reports_found(tsquery, timestamptz, timestamptz, text[], bigint[], text[], integer[], uuid[], integer, integer);
DROP FUNCTION reports_counted(tsquery, timestamptz, timestamptz, text[], bigint[], text[], integer[], uuid[]);
DROP FUNCTION words_asked(text, text);
DROP TRIGGER filed_again ON information_grade;
DROP TRIGGER filed_again ON information_report;
DROP TRIGGER filed ON information_report;
DROP FUNCTION file_graded_report(), file_moved_report(), file_again(uuid), file_new_reports();
DROP TABLE information_searchable;
DROP FUNCTION shelf_for(bigint, bigint, text, text, integer), words_in(text, text), words_of(uuid);
DROP TABLE information_words, information_shelf;
DROP TEXT SEARCH CONFIGURATION tessera;
DROP TEXT SEARCH DICTIONARY tessera_stem;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0002_row_level_security"),
        ("information", "0011_development_is_read_with_its_report"),
    ]
    operations = [
        migrations.RunSQL(TABLES + HELD + DOORS, BACK),
    ]
