"""An answer is open to whoever may read both sides of it, and tells nothing of what they may not.

Readable whole or not at all (0004), an answer was missing where one of the things compared was hidden, and its
absence told that something was. Now the answer is open with the mention and any one thing it was compared with; each
of those is a row of its own, open with both mentions; and the score and reasons are open with all of them.
"""

from django.db import migrations

RULE = """
ALTER TABLE entities_compared ENABLE ROW LEVEL SECURITY;
CREATE POLICY readable ON entities_compared FOR SELECT USING (
    EXISTS (SELECT FROM entities_mention m WHERE m.id = entities_compared.mention_id)
    AND EXISTS (SELECT FROM entities_mention m WHERE m.id = entities_compared.against_id));
CREATE POLICY written ON entities_compared FOR INSERT WITH CHECK (true);

ALTER TABLE entities_evidence ENABLE ROW LEVEL SECURITY;
CREATE POLICY readable ON entities_evidence FOR SELECT USING (
    entities_evidence.mentions > 0 AND (SELECT count(*) FROM entities_compared c WHERE c.match_id = entities_evidence.match_id AND c.is_weighed)
    = entities_evidence.mentions);
CREATE POLICY written ON entities_evidence FOR INSERT WITH CHECK (true);
REVOKE UPDATE, DELETE ON entities_compared, entities_evidence FROM tessera_app;

DROP POLICY readable ON entities_match;
CREATE POLICY readable ON entities_match FOR SELECT USING (
    EXISTS (SELECT FROM entities_mention m WHERE m.id = entities_match.mention_id)
    AND EXISTS (SELECT FROM entities_compared c WHERE c.match_id = entities_match.id));

-- Whoever read an earlier answer about the two reads the later one too, though the person who gave it could not read
-- all that the earlier was compared with. A changed mind rests on the evidence of the answer it changes.
CREATE FUNCTION follow_earlier_answers(answer uuid, evidence_of uuid) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public AS $$
    INSERT INTO entities_compared (id, match_id, mention_id, against_id, is_weighed)
        SELECT gen_random_uuid(), a.id, a.mention_id, c.against_id,
            coalesce(bool_or(c.is_weighed AND e.id = evidence_of), false)
        FROM entities_match a
        JOIN entities_match e ON e.id <> a.id AND e.mention_id = a.mention_id AND e.right_id = a.right_id
        JOIN entities_compared c ON c.match_id = e.id
        WHERE a.id = answer AND NOT EXISTS (
            SELECT FROM entities_compared mine WHERE mine.match_id = a.id AND mine.against_id = c.against_id)
        GROUP BY a.id, a.mention_id, c.against_id;
    INSERT INTO entities_evidence (match_id, score, reasons, model_version, mentions)
        SELECT a.id, v.score, v.reasons, v.model_version, v.mentions
        FROM entities_match a
        JOIN entities_match e ON e.id = evidence_of AND e.mention_id = a.mention_id AND e.right_id = a.right_id
        JOIN entities_evidence v ON v.match_id = e.id
        WHERE a.id = answer;
$$;

-- Last: a table with rows just put in it cannot be altered.
INSERT INTO entities_compared (id, match_id, mention_id, against_id, is_weighed)
    SELECT gen_random_uuid(), m.id, m.mention_id, told, true
    FROM entities_match m, unnest(m.against) told WHERE told IN (SELECT id FROM entities_mention);
INSERT INTO entities_evidence (match_id, score, reasons, model_version, mentions)
    SELECT id, score, reasons, model_version, cardinality(against) FROM entities_match;
"""
BACK = """
DROP FUNCTION follow_earlier_answers(uuid, uuid);
DROP POLICY readable ON entities_match;
CREATE POLICY readable ON entities_match FOR SELECT USING (
    EXISTS (SELECT FROM entities_mention m WHERE m.id = entities_match.mention_id)
    AND EXISTS (SELECT FROM entities_holding h WHERE h.entity_id = entities_match.right_id)
    AND NOT EXISTS (
        SELECT FROM unnest(entities_match.against) told
        WHERE NOT EXISTS (SELECT FROM entities_mention m WHERE m.id = told)));
GRANT UPDATE, DELETE ON entities_compared, entities_evidence TO tessera_app;
DROP POLICY written ON entities_evidence;
DROP POLICY readable ON entities_evidence;
ALTER TABLE entities_evidence DISABLE ROW LEVEL SECURITY;
DROP POLICY written ON entities_compared;
DROP POLICY readable ON entities_compared;
ALTER TABLE entities_compared DISABLE ROW LEVEL SECURITY;
UPDATE entities_match m SET score = v.score, reasons = v.reasons, model_version = v.model_version,
    against = ARRAY(
        SELECT c.against_id FROM entities_compared c WHERE c.match_id = m.id AND c.is_weighed)
    FROM entities_evidence v WHERE v.match_id = m.id;
DELETE FROM entities_evidence;
DELETE FROM entities_compared;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("entities", "0005_compared_and_evidence"),
    ]
    operations = [
        migrations.RunSQL(RULE, BACK),
    ]
