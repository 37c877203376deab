"""A key is common when many things share it, not when many audiences speak of one.

`holdings_likely` counted holdings: a house that sixty audiences speak of seemed to be sixty houses, and the keys that
tell it from every other were left out. `entities_likely` counts things, and adds up what each shares over all that the
reader holds of it.
"""

from importlib import import_module

from django.db import migrations

# Whatever is filed under a key and may be read, as far as `most`. OFFSET 0 has the index of match keys asked before the
# audiences, and LIMIT 1 has each row's audience looked up by itself: few rows are met, and listing all the audiences of
# somebody who holds thousands took longer than the search. The function is drawn into the one that asks.
UNDER = """
CREATE FUNCTION holdings_under(key bigint, of_kind text, besides uuid[], most integer)
RETURNS TABLE (entity_id uuid) LANGUAGE sql STABLE AS $$
    SELECT filed.entity_id
    FROM (SELECT h.entity_id, h.audience_id FROM entities_holding h
          WHERE h.keys @> ARRAY[key] AND h.kind = of_kind AND h.entity_id <> ALL (besides) OFFSET 0) filed
    WHERE (
        SELECT true FROM access_audienceholder a
        WHERE a.audience_id = filed.audience_id AND a.holder_id = ANY ((SELECT keyring())::bigint[])
        LIMIT 1)
    LIMIT most
$$;
"""
# What is asked about is itself held, and shares all its keys: it and what was answered stand `besides`, or nothing else
# would seem to share much. Everything that decides is counted in what the keyring opens, so what is held elsewhere
# changes no answer: who shares a key, how many do, what the best shares. One more row than `commonest` nearly always
# shows that a key is common; only where two of them are of one thing are more read, and a key under which twenty times
# as many stand is left out without counting on. Which rows are met first changes nothing: a key is used when all of what
# may be read under it is at most so many rows, of at most `commonest` things. Whole numbers, because their sum is the
# same in any order. No sequential scan, because the planner cannot know how rare a key is; one plan serves all keys,
# because it is the same for each.
LIKELY = """
CREATE FUNCTION entities_likely(
    wanted bigint[], of_kind text, besides uuid[], commonest integer, most integer)
RETURNS TABLE (entity_id uuid) LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public SET enable_seqscan = off SET plan_cache_mode = force_generic_plan AS $$
    WITH telling AS MATERIALIZED (
        SELECT found.things, round(1000 * (12 - log(2.0, cardinality(found.things))))::bigint AS weight
        FROM unnest(wanted) AS asked(key)
        CROSS JOIN LATERAL (
            SELECT count(*) AS many, array_agg(DISTINCT under.entity_id) AS things
            FROM holdings_under(asked.key, of_kind, besides, commonest + 1) under) few
        CROSS JOIN LATERAL (
            SELECT few.things WHERE few.many <= commonest
            UNION ALL
            SELECT array_agg(DISTINCT under.entity_id)
            FROM holdings_under(asked.key, of_kind, besides, 20 * commonest + 1) under
            WHERE few.many > commonest AND cardinality(few.things) <= commonest
            HAVING count(*) <= 20 * commonest) found
        WHERE cardinality(found.things) BETWEEN 1 AND commonest),
    weighed AS (
        SELECT thing, sum(telling.weight) AS weight
        FROM telling CROSS JOIN LATERAL unnest(telling.things) thing GROUP BY thing),
    likely AS (
        SELECT thing, weight, max(weight) OVER () AS best FROM weighed)
    SELECT thing FROM likely WHERE weight * 4 >= best
    ORDER BY weight DESC, thing
    LIMIT most
$$;
DROP FUNCTION holdings_likely(bigint[], text, uuid[], integer, integer);
"""
BACK = """
DROP FUNCTION entities_likely(bigint[], text, uuid[], integer, integer);
DROP FUNCTION holdings_under(bigint, text, uuid[], integer);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("entities", "0023_suggestions_in_bulk"),
    ]
    operations = [
        migrations.RunSQL(
            UNDER + LIKELY, BACK + import_module("tessera.entities.migrations.0022_rare_keys_first").RULE
        ),
    ]
