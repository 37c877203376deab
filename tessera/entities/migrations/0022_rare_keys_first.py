"""What might be the same is found by the keys that few share, each counted in what its reader may see.

A key that more of that share tells nobody apart, and is left out as if it had not been asked; the others count for the
more, the fewer share them. Reading all who share a common key was most of the time of a search among many
(docs/benchmarks.md).
"""

from django.db import migrations

# What is asked about is itself held, and shares all its keys: it and what was answered stand `besides`, or nothing else
# would seem to share much. Everything that decides is counted in what the keyring opens, so what is held elsewhere
# changes no answer: who shares a key, how many do, what the best shares. Whole numbers, because their sum is the same in
# any order. OFFSET 0 has the index of match keys asked before the audiences, and LIMIT 1 has each row's audience looked
# up by itself: few rows are met, and listing all the audiences of somebody who holds thousands took longer than the
# search. No sequential scan, because the planner cannot know how rare a key is; one plan serves all keys, because it is
# the same for each.
RULE = """
CREATE FUNCTION holdings_likely(
    wanted bigint[], of_kind text, besides uuid[], commonest integer, most integer)
RETURNS SETOF entities_holding LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public SET enable_seqscan = off SET plan_cache_mode = force_generic_plan AS $$
    WITH telling AS MATERIALIZED (
        SELECT counted.ids, counted.many FROM unnest(wanted) AS asked(key)
        CROSS JOIN LATERAL (
            SELECT array_agg(readable.id) AS ids, count(*) AS many
            FROM (
                SELECT filed.id
                FROM (SELECT h.id, h.audience_id FROM entities_holding h
                      WHERE h.keys @> ARRAY[asked.key] AND h.kind = of_kind AND h.entity_id <> ALL (besides) OFFSET 0) filed
                WHERE (
                    SELECT true FROM access_audienceholder a
                    WHERE a.audience_id = filed.audience_id AND a.holder_id = ANY ((SELECT keyring())::bigint[])
                    LIMIT 1)
                LIMIT commonest + 1) readable) counted
        WHERE counted.many BETWEEN 1 AND commonest),
    weighed AS (
        SELECT id, sum(round(1000 * (12 - log(2.0, telling.many)))::bigint) AS weight
        FROM telling CROSS JOIN LATERAL unnest(telling.ids) id GROUP BY id),
    likely AS (
        SELECT id, weight, max(weight) OVER () AS best FROM weighed)
    SELECT held.* FROM likely JOIN entities_holding held ON held.id = likely.id
    WHERE likely.weight * 4 >= likely.best
    ORDER BY likely.weight DESC, held.entity_id, held.audience_id
    LIMIT most
$$;
"""
BACK = "DROP FUNCTION holdings_likely(bigint[], text, uuid[], integer, integer);"


class Migration(migrations.Migration):
    dependencies = [
        ("entities", "0021_as_what_is_read_with_its_report"),
    ]
    operations = [
        migrations.RunSQL(RULE, BACK),
    ]
