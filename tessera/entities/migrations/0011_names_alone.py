"""When one name is all that was said: everybody called that, as long as few are."""

from django.db import migrations

# A common name is held thousands of times and tells none of them apart. It is counted only as far as it takes to
# know that it is common, and only in what the keyring opens: what is held elsewhere must not change an answer.
# OFFSET 0 has the index of match keys asked before the audiences; no sequential scan because the planner cannot
# know how rare a key is, and would otherwise read the table for a common one.
RULE = """
CREATE FUNCTION holdings_called(wanted bigint[], commonest integer) RETURNS SETOF entities_holding
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public SET enable_seqscan = off AS $$
    SELECT held.* FROM unnest(wanted) AS asked(key)
    CROSS JOIN LATERAL (
        SELECT CASE WHEN count(*) <= commonest THEN array_agg(readable.id) END AS ids
        FROM (
            SELECT filed.id
            FROM (SELECT h.id, h.audience_id FROM entities_holding h
                  WHERE h.keys @> ARRAY[asked.key] AND h.kind = 'person' OFFSET 0) filed
            WHERE EXISTS (
                SELECT FROM access_audienceholder a
                WHERE a.audience_id = filed.audience_id AND a.holder_id = ANY ((SELECT keyring())::bigint[]))
            LIMIT commonest + 1) readable) few
    JOIN entities_holding held ON held.id = ANY (few.ids)
    ORDER BY held.entity_id, held.audience_id
$$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("entities", "0010_phones_and_devices"),
    ]
    operations = [
        migrations.RunSQL(RULE, "DROP FUNCTION holdings_called(bigint[], integer);"),
    ]
