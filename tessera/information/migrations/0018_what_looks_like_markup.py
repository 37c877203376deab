"""What stands between < and > is said like anything else: PostgreSQL would take it for markup and file no word of it.

What is filed already is filed again where such a sign stands in it.
"""

from django.db import migrations

FILED = """
CREATE OR REPLACE FUNCTION {trigger}() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
{body}
$$;
"""
SAID = "concat_ws(' ', narrative, about_child, about_concern, about_protects, childs_words, child_wants, parents_want)"
PLACE = "concat_ws(' ', where_text, premises)"
WITHOUT = "translate({}, '<>', '  ')"
REPORTS = """BEGIN
    INSERT INTO information_words
        SELECT id, CASE WHEN place = '' THEN to_tsvector('tessera', said) ELSE
            to_tsvector('tessera', said || ' ' || place)
            || array_to_tsvector(ARRAY(SELECT '@' || lexeme FROM unnest(to_tsvector('tessera', place)))) END
        FROM (SELECT id, {place} AS place, {said} AS said FROM sent) spoken;
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
END"""
VERSIONS = """BEGIN
    INSERT INTO information_versionwords SELECT id, to_tsvector('tessera', {said}) FROM shared;
    RETURN NULL;
END"""
SHARED = "concat_ws(' ', title, text, conditions)"
# What is held already. The index of words stands on a function, and only looks at a row that is filed anew.
AGAIN = """
CREATE TEMP TABLE filed_again ON COMMIT DROP AS
    SELECT s.* FROM information_searchable s JOIN information_report r ON r.id = s.report_id
    WHERE concat_ws(' ', {said}, {place}) ~ '[<>]';
DELETE FROM information_searchable s USING filed_again f WHERE s.report_id = f.report_id;
UPDATE information_words w SET words = words_in({said_without}, {place_without})
    FROM information_report r, filed_again f WHERE r.id = w.report_id AND f.report_id = r.id;
INSERT INTO information_searchable SELECT * FROM filed_again;
DROP TABLE filed_again;
UPDATE information_versionwords w SET words = to_tsvector('tessera', {shared_without})
    FROM information_sanitised s WHERE s.id = w.sanitised_id AND {shared} ~ '[<>]';
"""
PARTS = {
    "said": SAID, "place": PLACE, "shared": SHARED, "said_without": WITHOUT.format(SAID),
    "place_without": WITHOUT.format(PLACE), "shared_without": WITHOUT.format(SHARED),
}  # fmt: skip


def filed(place: str, said: str, shared: str) -> str:
    """The two triggers, filing these."""
    reports = FILED.format(trigger="file_new_reports", body=REPORTS.format(place=place, said=said) + ";")
    return reports + FILED.format(trigger="file_new_versions", body=VERSIONS.format(said=shared) + ";")


class Migration(migrations.Migration):
    dependencies = [("information", "0017_who_agreed_to_sharing")]
    operations = [
        migrations.RunSQL(
            filed(*(WITHOUT.format(one) for one in (PLACE, SAID, SHARED))) + AGAIN.format(**PARTS),
            filed(PLACE, SAID, SHARED),
        )
    ]
