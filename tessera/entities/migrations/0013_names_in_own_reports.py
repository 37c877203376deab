"""Names in the reports that a person wrote, where what is held of them is for other readers."""

from django.db import migrations, models

# Found under the one index of match keys, like every held name, and given back as the writer's own mentions: what
# others call the same thing in reports that the writer may not read is in the holding, and stays there.
#
# OFFSET 0 keeps the kind out of the search. With a hundred keys, one for each run of words in a text, the planner
# took the index by kind instead and compared every holding there is with every key: half a second for 20,000.
RULE = """
CREATE FUNCTION own_mentions_named(wanted bigint[], most integer) RETURNS SETOF entities_mention
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public SET enable_seqscan = off AS $$
    SELECT own.*
    FROM (SELECT h.entity_id, h.audience_id, h.kind FROM entities_holding h WHERE h.keys && wanted OFFSET 0) held
    JOIN entities_mention own ON own.entity_id = held.entity_id AND own.audience_id = held.audience_id
    WHERE held.kind IN ('person', 'place', 'organisation') AND own.author_id = (SELECT me())
    ORDER BY own.entity_id, own.at, own.id
    LIMIT most
$$;

CREATE OR REPLACE FUNCTION holdings_named(wanted bigint[], most integer) RETURNS SETOF entities_holding
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public SET enable_seqscan = off AS $$
    SELECT held.* FROM (SELECT h.* FROM entities_holding h WHERE h.keys && wanted OFFSET 0) held
    WHERE held.kind IN ('person', 'place', 'organisation') AND EXISTS (
        SELECT FROM access_audienceholder h
        WHERE h.audience_id = held.audience_id AND h.holder_id = ANY ((SELECT keyring())::bigint[]))
    ORDER BY held.entity_id, held.audience_id
    LIMIT most
$$;
"""
BACK = """
CREATE OR REPLACE FUNCTION holdings_named(wanted bigint[], most integer) RETURNS SETOF entities_holding
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
    SELECT held.* FROM entities_holding held
    WHERE held.keys && wanted AND held.kind IN ('person', 'place', 'organisation') AND EXISTS (
        SELECT FROM access_audienceholder h
        WHERE h.audience_id = held.audience_id AND h.holder_id = ANY ((SELECT keyring())::bigint[]))
    ORDER BY held.entity_id, held.audience_id
    LIMIT most
$$;
DROP FUNCTION own_mentions_named(bigint[], integer);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("entities", "0012_newest_of_each"),
    ]
    operations = [
        migrations.AddIndex(
            model_name="mention",
            index=models.Index(fields=["author", "entity"], name="entities_said_by"),
        ),
        migrations.RunSQL(RULE, BACK),
    ]
