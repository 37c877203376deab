"""What the reader holds of some things, each of whose audiences is looked up by itself.

The policy of the table lists all the audiences of whoever asks before the first row: for somebody who holds thousands
that took longer than finding the few rows of the few things that share telling keys.
"""

from django.db import migrations

# LIMIT 1 has each row's audience looked up by itself, as in `holdings_under`. What it answers is what the policy of the
# table lets the same reader read (tests/entities/test_properties.py).
OF = """
CREATE FUNCTION holdings_of(things uuid[]) RETURNS SETOF entities_holding LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public AS $$
    SELECT held.*
    FROM unnest(things) thing
    CROSS JOIN LATERAL (SELECT * FROM entities_holding h WHERE h.entity_id = thing OFFSET 0) held
    WHERE (
        SELECT true FROM access_audienceholder a
        WHERE a.audience_id = held.audience_id AND a.holder_id = ANY ((SELECT keyring())::bigint[])
        LIMIT 1)
$$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("entities", "0025_said_once"),
    ]
    operations = [
        migrations.RunSQL(OF, "DROP FUNCTION holdings_of(uuid[]);"),
    ]
