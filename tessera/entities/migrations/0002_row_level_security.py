"""Mentions follow their report; holdings and entities exist only for their readers."""

from django.db import migrations

RULE = """
SELECT protect('entities_mention');
SELECT protect('entities_marker');
SELECT follow('entities_mention', 'report_id', 'information_report');
SELECT follow('entities_match', 'mention_id', 'entities_mention');

REVOKE UPDATE, DELETE ON entities_mention, entities_match FROM tessera_app;
GRANT UPDATE (audience_id, entity_id) ON entities_mention TO tessera_app;
GRANT UPDATE (audience_id) ON entities_match TO tessera_app;

-- What one audience holds of an entity has no author: only a key of that audience opens it.
ALTER TABLE entities_holding ENABLE ROW LEVEL SECURITY;
CREATE POLICY readable ON entities_holding FOR SELECT USING (EXISTS (
    SELECT FROM access_audienceholder h
    WHERE h.audience_id = entities_holding.audience_id AND h.holder_id = ANY ((SELECT keyring())::bigint[])));
CREATE POLICY rebuilt ON entities_holding FOR ALL USING (EXISTS (
    SELECT FROM access_audienceholder h
    WHERE h.audience_id = entities_holding.audience_id AND h.holder_id = ANY ((SELECT keyring())::bigint[])))
    WITH CHECK (true);

-- An entity exists for a reader only where one of its holdings does.
ALTER TABLE entities_entity ENABLE ROW LEVEL SECURITY;
CREATE POLICY readable ON entities_entity FOR SELECT USING (
    EXISTS (SELECT FROM entities_holding h WHERE h.entity_id = entities_entity.id));
CREATE POLICY written ON entities_entity FOR INSERT WITH CHECK (true);

-- An answer names two entities: it is read only by those who may read both sides.
ALTER TABLE entities_match ENABLE ROW LEVEL SECURITY;
CREATE POLICY readable ON entities_match FOR SELECT USING (
    EXISTS (SELECT FROM entities_mention m WHERE m.id = entities_match.mention_id)
    AND EXISTS (SELECT FROM entities_holding h WHERE h.entity_id = entities_match.right_id));
CREATE POLICY written ON entities_match FOR INSERT WITH CHECK (author_id = (SELECT me()));

-- Array operators are not leakproof, so under row-level security PostgreSQL would not use the index of match keys.
-- This applies the same rule inside (ADR 0002); a property test compares the two.
CREATE FUNCTION holdings_sharing(wanted bigint[], of_kind text, most integer) RETURNS SETOF entities_holding
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
    SELECT held.* FROM entities_holding held
    WHERE held.keys && wanted AND held.kind = of_kind AND EXISTS (
        SELECT FROM access_audienceholder h
        WHERE h.audience_id = held.audience_id AND h.holder_id = ANY ((SELECT keyring())::bigint[]))
    ORDER BY (SELECT count(*) FROM unnest(held.keys) key WHERE key = ANY (wanted)) DESC, held.id
    LIMIT most
$$;
"""
BACK = """
DROP FUNCTION holdings_sharing(bigint[], text, integer);
DROP POLICY written ON entities_match;
DROP POLICY readable ON entities_match;
ALTER TABLE entities_match DISABLE ROW LEVEL SECURITY;
DROP POLICY written ON entities_entity;
DROP POLICY readable ON entities_entity;
ALTER TABLE entities_entity DISABLE ROW LEVEL SECURITY;
DROP POLICY rebuilt ON entities_holding;
DROP POLICY readable ON entities_holding;
ALTER TABLE entities_holding DISABLE ROW LEVEL SECURITY;
GRANT UPDATE, DELETE ON entities_mention, entities_match TO tessera_app;
SELECT unfollow('entities_mention');
SELECT unfollow('entities_match');
SELECT unprotect('entities_mention');
SELECT unprotect('entities_marker');
"""


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0002_row_level_security"),
        ("entities", "0001_tables"),
        ("information", "0002_row_level_security"),
    ]
    operations = [
        migrations.RunSQL(RULE, BACK),
    ]
