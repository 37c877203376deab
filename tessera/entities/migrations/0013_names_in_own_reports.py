"""Names in the reports that a person wrote, where what is held of them is for other readers."""

from django.db import migrations, models

# Found under the one index of match keys, like every held name, and given back as the writer's own mentions: what
# others call the same thing in reports that the writer may not read is in the holding, and stays there.
RULE = """
CREATE FUNCTION own_mentions_named(wanted bigint[], most integer) RETURNS SETOF entities_mention
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public SET enable_seqscan = off AS $$
    SELECT own.* FROM entities_holding held
    JOIN entities_mention own ON own.entity_id = held.entity_id AND own.audience_id = held.audience_id
    WHERE held.keys && wanted AND held.kind IN ('person', 'place', 'organisation') AND own.author_id = (SELECT me())
    ORDER BY own.entity_id, own.at, own.id
    LIMIT most
$$;
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
        migrations.RunSQL(RULE, "DROP FUNCTION own_mentions_named(bigint[], integer);"),
    ]
