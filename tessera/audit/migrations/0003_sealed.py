"""Entries are sealed in batches, each by a Merkle root that is chained to the one before. ADR 11 says how and why."""

from django.db import migrations

SEALED = r"""
-- Which transaction wrote an entry, and in which life of the database: a restored one counts transactions anew, so
-- `restore` raises the default of `era`. Neither can be given by the site, nor can the number and the time.
ALTER TABLE audit_entry ADD COLUMN era integer NOT NULL DEFAULT 1, ADD COLUMN xid xid8 NOT NULL DEFAULT pg_current_xact_id();
ALTER TABLE audit_entry ALTER COLUMN at SET DEFAULT clock_timestamp();
CREATE INDEX audit_entry_in_order ON audit_entry (era, xid, seq);
REVOKE INSERT ON audit_entry FROM tessera_app;
GRANT INSERT (kind, sentence, by_post, by_name, agency, subject_label, subject_id, detail) ON audit_entry TO tessera_app;

-- A batch is every entry of the transactions from `first_xid` up to `until_xid`, which is not in it. When it is sealed
-- all of these have ended, so nothing can lawfully come to it any more; and gaps of numbers mean nothing.
CREATE TABLE audit_batch (
    number bigint PRIMARY KEY,
    era integer NOT NULL,
    first_xid xid8 NOT NULL,
    until_xid xid8 NOT NULL,
    entries bigint NOT NULL,
    root bytea NOT NULL,
    chained bytea NOT NULL,
    at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE TABLE audit_signature (number bigint PRIMARY KEY REFERENCES audit_batch, signature bytea NOT NULL);
REVOKE ALL ON audit_batch, audit_signature FROM tessera_app;
ALTER TABLE audit_batch ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit_signature ENABLE ROW LEVEL SECURITY;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON audit_batch FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON audit_batch FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON audit_signature FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON audit_signature FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Seals the oldest entries that are not sealed yet: so many at most, but never part of a transaction. Gives the batch,
-- or nothing. Runs as the owner: whoever calls it reads no entry, only hashes.
CREATE FUNCTION audit_seal(most integer) RETURNS SETOF audit_batch
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    last audit_batch;
    now_era integer := (SELECT max(era) FROM audit_entry);
    of_era integer;
    since xid8;
    until xid8;
    line text;
    level bytea[];
    many bigint;
BEGIN
    IF NOT pg_try_advisory_xact_lock(7345001) THEN RETURN; END IF;
    SELECT * INTO last FROM audit_batch ORDER BY number DESC LIMIT 1;
    of_era := coalesce(last.era, (SELECT min(era) FROM audit_entry));
    since := coalesce(last.until_xid, '0'::xid8);
    -- The entries of an earlier life of the database are all sealed before those of this one.
    IF of_era < now_era AND NOT EXISTS (SELECT FROM audit_entry WHERE era = of_era AND xid >= since) THEN
        SELECT min(era), '0'::xid8 INTO of_era, since FROM audit_entry WHERE era > of_era;
    END IF;
    until := CASE WHEN of_era < now_era THEN '18446744073709551615'::xid8
                  ELSE pg_snapshot_xmin(pg_current_snapshot()) END;
    SELECT max(b.xid) INTO until FROM (
        SELECT e.xid FROM audit_entry e WHERE e.era = of_era AND e.xid >= since AND e.xid < until
        ORDER BY e.xid, e.seq LIMIT most) b;
    IF until IS NULL THEN RETURN; END IF;
    until := ((until::text)::numeric + 1)::text::xid8;
    SELECT array_agg(sha256('\x00'::bytea || convert_to(jsonb_build_array(
            e.era, e.xid::text, e.seq, (extract(epoch FROM e.at) * 1000000)::bigint, e.kind, e.sentence, e.by_post,
            e.by_name, e.agency, e.subject_label, e.subject_id, e.detail)::text, 'UTF8')) ORDER BY e.xid, e.seq)
        INTO level FROM audit_entry e WHERE e.era = of_era AND e.xid >= since AND e.xid < until;
    many := cardinality(level);
    WHILE cardinality(level) > 1 LOOP
        SELECT array_agg(node ORDER BY pair) INTO level FROM (
            SELECT (place - 1) / 2 AS pair, CASE WHEN count(*) = 1 THEN string_agg(hash, ''::bytea)
                ELSE sha256('\x01'::bytea || string_agg(hash, ''::bytea ORDER BY place)) END AS node
            FROM unnest(level) WITH ORDINALITY AS given (hash, place) GROUP BY 1) paired;
    END LOOP;
    line := concat_ws('|', coalesce(last.number, 0) + 1, of_era, since, until, many, encode(level[1], 'hex'),
                      coalesce(encode(last.chained, 'hex'), ''));
    RETURN QUERY INSERT INTO audit_batch (number, era, first_xid, until_xid, entries, root, chained)
        VALUES (coalesce(last.number, 0) + 1, of_era, since, until, many, level[1], sha256(convert_to(line, 'UTF8')))
        RETURNING *;
END $$;

-- What the mirror and the signatures still lack. Hashes and counts, no entry.
CREATE FUNCTION audit_sealed_after(past bigint) RETURNS TABLE (
    number bigint, era integer, first_xid text, until_xid text, entries bigint, root text, chained text, is_signed boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT b.number, b.era, b.first_xid::text, b.until_xid::text, b.entries, encode(b.root, 'hex'),
        encode(b.chained, 'hex'), EXISTS (SELECT FROM audit_signature s WHERE s.number = b.number)
    FROM audit_batch b WHERE b.number > past ORDER BY b.number
$$;
CREATE FUNCTION audit_first_unsigned() RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT min(b.number) FROM audit_batch b WHERE NOT EXISTS (SELECT FROM audit_signature s WHERE s.number = b.number)
$$;
CREATE FUNCTION audit_sign(of_number bigint, given bytea) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    INSERT INTO audit_signature (number, signature) 
    SELECT of_number, given WHERE EXISTS (SELECT FROM audit_batch b WHERE b.number = of_number) ON CONFLICT DO NOTHING
$$;
"""
BACK = """
DROP FUNCTION audit_sign(bigint, bytea), audit_first_unsigned(), audit_sealed_after(bigint), audit_seal(integer);
DROP TABLE audit_signature, audit_batch;
REVOKE INSERT (kind, sentence, by_post, by_name, agency, subject_label, subject_id, detail) ON audit_entry FROM tessera_app;
GRANT INSERT ON audit_entry TO tessera_app;
DROP INDEX audit_entry_in_order;
ALTER TABLE audit_entry ALTER COLUMN at DROP DEFAULT, DROP COLUMN xid, DROP COLUMN era;
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_append_only")]
    operations = [migrations.RunSQL(SEALED, BACK)]
