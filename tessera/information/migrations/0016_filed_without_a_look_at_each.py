"""Reports are filed for the search in two thirds of the time: a list sends a thousand of them at once.

Only triggers write the two tables, from rows of reports that are there, so PostgreSQL need not look each of them up
again. What went with a deleted report by its foreign keys goes with it by a trigger.
"""

from django.db import migrations

LIGHTER = """
ALTER TABLE information_words DROP CONSTRAINT information_words_report_id_fkey;
ALTER TABLE information_searchable DROP CONSTRAINT information_searchable_report_id_fkey,
    DROP CONSTRAINT information_searchable_shelf_id_fkey;

CREATE FUNCTION file_no_more() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
    DELETE FROM information_searchable s USING gone WHERE s.report_id = gone.id;
    DELETE FROM information_words w USING gone WHERE w.report_id = gone.id;
    RETURN NULL;
END $$;
CREATE TRIGGER filed_no_more AFTER DELETE ON information_report REFERENCING OLD TABLE AS gone
    FOR EACH STATEMENT EXECUTE FUNCTION file_no_more();
CREATE FUNCTION empty_the_files() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
    TRUNCATE information_searchable, information_words;
    RETURN NULL;
END $$;
CREATE TRIGGER filed_no_more_of_all AFTER TRUNCATE ON information_report
    FOR EACH STATEMENT EXECUTE FUNCTION empty_the_files();
-- A shelf with reports on it stays: nobody but the owner could take one away, and nothing does.
CREATE FUNCTION shelves_stay() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
    IF EXISTS (SELECT FROM gone JOIN information_searchable s ON s.shelf_id = gone.id) THEN
        RAISE foreign_key_violation USING MESSAGE = 'Reports stand on this shelf.';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER stays AFTER DELETE ON information_shelf REFERENCING OLD TABLE AS gone
    FOR EACH STATEMENT EXECUTE FUNCTION shelves_stay();
REVOKE EXECUTE ON FUNCTION file_no_more(), empty_the_files(), shelves_stay() FROM PUBLIC, tessera_app;

-- What `words_in` does, said here: as a function of its own it was called, and its path set, for every report.
CREATE OR REPLACE FUNCTION file_new_reports() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
    INSERT INTO information_words
        SELECT id, CASE WHEN place = '' THEN to_tsvector('tessera', said) ELSE
            to_tsvector('tessera', said || ' ' || place)
            || array_to_tsvector(ARRAY(SELECT '@' || lexeme FROM unnest(to_tsvector('tessera', place)))) END
        FROM (SELECT id, concat_ws(' ', where_text, premises) AS place,
                     concat_ws(' ', narrative, about_child, about_concern, about_protects, childs_words, child_wants,
                               parents_want) AS said
              FROM sent) spoken;
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

-- `information_mine` begins with the author too, and so finds whatever this found.
DROP INDEX information_report_author_id_69e915a2;
"""
BACK = """
CREATE INDEX information_report_author_id_69e915a2 ON information_report (author_id);
CREATE OR REPLACE FUNCTION file_new_reports() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
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
DROP TRIGGER stays ON information_shelf;
DROP TRIGGER filed_no_more_of_all ON information_report;
DROP TRIGGER filed_no_more ON information_report;
DROP FUNCTION shelves_stay(), empty_the_files(), file_no_more();
ALTER TABLE information_words ADD CONSTRAINT information_words_report_id_fkey
    FOREIGN KEY (report_id) REFERENCES information_report ON DELETE CASCADE;
ALTER TABLE information_searchable
    ADD CONSTRAINT information_searchable_report_id_fkey
        FOREIGN KEY (report_id) REFERENCES information_report ON DELETE CASCADE,
    ADD CONSTRAINT information_searchable_shelf_id_fkey FOREIGN KEY (shelf_id) REFERENCES information_shelf;
"""


class Migration(migrations.Migration):
    dependencies = [("information", "0015_versions_searchable")]
    operations = [migrations.RunSQL(LIGHTER, BACK)]
