"""An answer tells of both things, so both must be open to its reader; and names have keys of their own.

The reasons of an answer were made from every mention of the suggested entity that the person answering could
read. Somebody who reads only some of those must not learn of the others from the reasons, so each of them is
asked for.
"""

from django.db import migrations

RULE = """
DROP POLICY readable ON entities_match;
CREATE POLICY readable ON entities_match FOR SELECT USING (
    EXISTS (SELECT FROM entities_mention m WHERE m.id = entities_match.mention_id)
    AND EXISTS (SELECT FROM entities_holding h WHERE h.entity_id = entities_match.right_id)
    AND NOT EXISTS (
        SELECT FROM unnest(entities_match.against) told
        WHERE NOT EXISTS (SELECT FROM entities_mention m WHERE m.id = told)));

-- Names in a narrative: thousands of keys are wanted and few are held, so nothing is sorted by likeness.
CREATE FUNCTION holdings_named(wanted bigint[], most integer) RETURNS SETOF entities_holding
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
    SELECT held.* FROM entities_holding held
    WHERE held.keys && wanted AND held.kind IN ('person', 'place', 'organisation') AND EXISTS (
        SELECT FROM access_audienceholder h
        WHERE h.audience_id = held.audience_id AND h.holder_id = ANY ((SELECT keyring())::bigint[]))
    ORDER BY held.entity_id, held.audience_id
    LIMIT most
$$;

-- As before; of those alike, the order does not tell which was built first.
CREATE OR REPLACE FUNCTION holdings_sharing(wanted bigint[], of_kind text, most integer)
RETURNS SETOF entities_holding LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
    SELECT held.* FROM entities_holding held
    WHERE held.keys && wanted AND held.kind = of_kind AND EXISTS (
        SELECT FROM access_audienceholder h
        WHERE h.audience_id = held.audience_id AND h.holder_id = ANY ((SELECT keyring())::bigint[]))
    ORDER BY (SELECT count(*) FROM unnest(held.keys) key WHERE key = ANY (wanted)) DESC,
        held.entity_id, held.audience_id
    LIMIT most
$$;
"""
BACK = """
CREATE OR REPLACE FUNCTION holdings_sharing(wanted bigint[], of_kind text, most integer)
RETURNS SETOF entities_holding LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
    SELECT held.* FROM entities_holding held
    WHERE held.keys && wanted AND held.kind = of_kind AND EXISTS (
        SELECT FROM access_audienceholder h
        WHERE h.audience_id = held.audience_id AND h.holder_id = ANY ((SELECT keyring())::bigint[]))
    ORDER BY (SELECT count(*) FROM unnest(held.keys) key WHERE key = ANY (wanted)) DESC, held.id
    LIMIT most
$$;
DROP FUNCTION holdings_named(bigint[], integer);
DROP POLICY readable ON entities_match;
CREATE POLICY readable ON entities_match FOR SELECT USING (
    EXISTS (SELECT FROM entities_mention m WHERE m.id = entities_match.mention_id)
    AND EXISTS (SELECT FROM entities_holding h WHERE h.entity_id = entities_match.right_id));
"""


class Migration(migrations.Migration):
    dependencies = [
        ("entities", "0003_what_a_match_was_against"),
    ]
    operations = [
        migrations.RunSQL(RULE, BACK),
    ]
