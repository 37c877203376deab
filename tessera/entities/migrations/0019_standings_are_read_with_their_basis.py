"""A standing is read by whoever reads every report that it rests on, and by nobody else."""

from django.db import migrations

RULE = """
ALTER TABLE entities_standingbasis
    ADD CONSTRAINT entities_standingbasis_of_its_author FOREIGN KEY (standing_id, author_id)
        REFERENCES entities_standing (id, author_id);
ALTER TABLE entities_standingbasis ENABLE ROW LEVEL SECURITY;
CREATE POLICY readable ON entities_standingbasis FOR SELECT USING (
    EXISTS (SELECT FROM entities_mention m WHERE m.id = entities_standingbasis.mention_id));
CREATE POLICY written ON entities_standingbasis FOR INSERT WITH CHECK (
    author_id = (SELECT me())
    AND EXISTS (SELECT FROM entities_mention m WHERE m.id = entities_standingbasis.mention_id));

ALTER TABLE entities_standing ENABLE ROW LEVEL SECURITY;
CREATE POLICY readable ON entities_standing FOR SELECT USING (
    (SELECT count(*) FROM entities_standingbasis b WHERE b.standing_id = entities_standing.id)
        = entities_standing.rests_on);
CREATE POLICY written ON entities_standing FOR INSERT WITH CHECK (author_id = (SELECT me()));

ALTER TABLE entities_standingreview ENABLE ROW LEVEL SECURITY;
CREATE POLICY readable ON entities_standingreview FOR SELECT USING (
    EXISTS (SELECT FROM entities_standing s WHERE s.id = entities_standingreview.standing_id));
CREATE POLICY written ON entities_standingreview FOR INSERT WITH CHECK (
    author_id = (SELECT me())
    AND EXISTS (SELECT FROM entities_standing s WHERE s.id = entities_standingreview.standing_id));

-- Said once, kept for ever: nothing here is changed or deleted by the site.
REVOKE UPDATE, DELETE ON entities_standing, entities_standingbasis, entities_standingreview FROM tessera_app;

-- Which standings in force rest on these mentions, and whose they are to look at again: whoever moves a mention may
-- read less than the standing rests on, and its owner must be told. Only for mentions that whoever asks may read; what
-- it answers goes to the owner and is shown to nobody else.
CREATE FUNCTION standings_resting_on(asked uuid[]) RETURNS TABLE (standing_id uuid, owner_id bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
    SELECT DISTINCT s.id, coalesce(
        (SELECT r.owner_id FROM entities_standingreview r
            WHERE r.standing_id = s.id AND r.owner_id IS NOT NULL ORDER BY r.at DESC, r.id DESC LIMIT 1),
        s.owner_id)
    FROM entities_standing s
    JOIN entities_standingbasis b ON b.standing_id = s.id
    JOIN entities_mention m ON m.id = b.mention_id
    WHERE m.id = ANY (asked)
    AND (m.author_id = (SELECT me()) OR EXISTS (
        SELECT FROM access_audienceholder h
        WHERE h.audience_id = m.audience_id AND h.holder_id = ANY ((SELECT keyring())::bigint[])))
    AND NOT EXISTS (
        SELECT FROM entities_standingreview r WHERE r.standing_id = s.id AND r.decision = 'withdrawn')
$$;

-- Whether a mention still speaks of whom it spoke of at a moment: it points there today, or at what that was said to be
-- the same as since, in a join that was not taken back.
CREATE FUNCTION still_of(mention uuid, was uuid, since timestamptz, today uuid) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN was = today THEN true ELSE EXISTS (
        WITH RECURSIVE reached(id) AS (
                SELECT was
            UNION
                SELECT moved.further FROM reached CROSS JOIN LATERAL (
                    SELECT m.right_id AS further FROM entities_match m
                    WHERE m.mention_id = mention AND m.left_id = reached.id AND m.judgement = 'same' AND m.at >= since
                    AND NOT EXISTS (
                        SELECT FROM entities_match later WHERE later.mention_id = mention
                        AND later.right_id = m.right_id AND later.at > m.at AND later.judgement <> 'same')
                    UNION ALL
                    SELECT p.joined_to_id FROM entities_pairmention p
                    WHERE p.mention_id = mention AND p.was_id = reached.id AND p.joined_to_id IS NOT NULL AND p.at >= since
                    AND NOT EXISTS (SELECT FROM entities_pairback b WHERE b.joined_id = p.id)
                ) moved
        )
        SELECT FROM reached WHERE reached.id = today) END
$$;

-- The standings of a person that are in force, each in short, for pages that name many people. Under the reader's keys.
CREATE FUNCTION standings_in_force(person uuid) RETURNS jsonb
LANGUAGE sql STABLE AS $$
    SELECT jsonb_agg(jsonb_build_object(
        'pk', s.id, 'level', s.level, 'rests_on', rests.said,
        'review_on', coalesce(
            (SELECT r.review_on FROM entities_standingreview r
                WHERE r.standing_id = s.id AND r.review_on IS NOT NULL ORDER BY r.at DESC, r.id DESC LIMIT 1),
            s.review_on)) ORDER BY s.at DESC, s.id DESC)
    FROM entities_standing s
    JOIN LATERAL (
        SELECT string_agg(said.words, ', ' ORDER BY said.words) AS said FROM (
            SELECT DISTINCT report.reference || ' (' || coalesce(
                (SELECT g.source || g.information FROM information_grade g
                    WHERE g.report_id = report.id ORDER BY g.at DESC, g.id DESC LIMIT 1),
                CASE WHEN EXISTS (
                    SELECT FROM access_audienceholder h
                    WHERE h.audience_id = report.audience_id AND h.holder_id = ANY ((SELECT keyring())::bigint[]))
                THEN 'Ungraded' ELSE 'Grade not shown' END) || ')' AS words
            FROM entities_standingbasis b
            JOIN entities_mention m ON m.id = b.mention_id
            JOIN information_report report ON report.id = m.report_id
            WHERE b.standing_id = s.id AND m.entity_id = person AND still_of(m.id, b.was_id, s.at, person)
        ) said
    ) rests ON rests.said IS NOT NULL
    WHERE s.id IN (
        SELECT b.standing_id FROM entities_standingbasis b JOIN entities_mention m ON m.id = b.mention_id
        WHERE m.entity_id = person)
    AND NOT EXISTS (
        SELECT FROM entities_standingreview r WHERE r.standing_id = s.id AND r.decision = 'withdrawn')
$$;
"""
BACK = """
DROP FUNCTION standings_in_force(uuid);
DROP FUNCTION still_of(uuid, uuid, timestamptz, uuid);
DROP FUNCTION standings_resting_on(uuid[]);
GRANT UPDATE, DELETE ON entities_standing, entities_standingbasis, entities_standingreview TO tessera_app;
DROP POLICY written ON entities_standingreview;
DROP POLICY readable ON entities_standingreview;
ALTER TABLE entities_standingreview DISABLE ROW LEVEL SECURITY;
DROP POLICY written ON entities_standing;
DROP POLICY readable ON entities_standing;
ALTER TABLE entities_standing DISABLE ROW LEVEL SECURITY;
DROP POLICY written ON entities_standingbasis;
DROP POLICY readable ON entities_standingbasis;
ALTER TABLE entities_standingbasis DISABLE ROW LEVEL SECURITY;
ALTER TABLE entities_standingbasis DROP CONSTRAINT entities_standingbasis_of_its_author;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0002_row_level_security"),
        ("entities", "0018_standing_of_a_person_of_concern"),
        ("information", "0009_grades_stay"),
    ]
    operations = [
        migrations.RunSQL(RULE, BACK),
    ]
