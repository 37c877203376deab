"""The trigger that keeps a change, and the rule of who reads it. ADR 13 says why it is ours."""

from django.db import migrations

KEPT = """
REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON history_change FROM tessera_app;
REVOKE ALL ON SEQUENCE history_change_id_seq FROM tessera_app;
ALTER TABLE history_change ENABLE ROW LEVEL SECURITY;

-- Runs as the owner, so that the site’s login needs no right to the table. Its arguments are the columns left out.
CREATE FUNCTION history_keep() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    became_row jsonb := to_jsonb(NEW);
    was jsonb;
    became jsonb;
BEGIN
    SELECT jsonb_object_agg(o.key, o.value), jsonb_object_agg(o.key, became_row -> o.key) INTO was, became
    FROM jsonb_each(to_jsonb(OLD)) o
    WHERE o.value IS DISTINCT FROM became_row -> o.key AND o.key <> ALL (TG_ARGV);
    IF was IS NOT NULL THEN
        INSERT INTO history_change (at, of_table, row_id, by_post, was, became)
        VALUES (clock_timestamp(), TG_TABLE_NAME, NEW.id::text, me(), was, became);
    END IF;
    RETURN NULL;
END $$;

-- Puts a table under history. `left_out` are columns that change without saying anything: a count of versions, an
-- audience, which the log tells of, and what nobody may read. Run by migrations, as the owner.
CREATE FUNCTION keep_history(t regclass, VARIADIC left_out name[]) RETURNS void LANGUAGE plpgsql AS $body$
DECLARE
    of_key text := (SELECT format_type(atttypid, atttypmod) FROM pg_attribute WHERE attrelid = t AND attname = 'id');
BEGIN
    EXECUTE format('CREATE TRIGGER kept_in_history AFTER UPDATE ON %s FOR EACH ROW
                    WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION history_keep(%s)',
                   t, (SELECT string_agg(quote_literal(one), ', ') FROM unnest(left_out) one));
    EXECUTE format('CREATE POLICY %s ON history_change FOR SELECT USING (
                    CASE WHEN of_table = %L THEN EXISTS (SELECT FROM %s r WHERE r.id = row_id::%s) ELSE false END)',
                   t, t::text, t, of_key);
END $body$;
CREATE FUNCTION keep_no_history(t regclass) RETURNS void LANGUAGE plpgsql AS $body$
BEGIN
    EXECUTE format('DROP TRIGGER kept_in_history ON %s', t);
    EXECUTE format('DROP POLICY %s ON history_change', t);
END $body$;
REVOKE EXECUTE ON FUNCTION history_keep(), keep_history(regclass, name[]), keep_no_history(regclass)
    FROM PUBLIC, tessera_app;

SELECT keep_history('access_post', 'audience_id');
SELECT keep_history('access_user', 'password', 'last_login');
SELECT keep_history('access_key', 'audience_id');
SELECT keep_history('access_agency', 'audience_id');
-- Who works where is no secret; who was moved, removed or given a key, and when, is information governance's.
DROP POLICY access_post ON history_change;
DROP POLICY access_user ON history_change;
DROP POLICY access_key ON history_change;
DROP POLICY access_agency ON history_change;
CREATE POLICY staff ON history_change FOR SELECT USING (
    of_table IN ('access_post', 'access_user', 'access_key', 'access_agency') AND EXISTS (
        SELECT FROM access_holder h
        WHERE h.kind = 'role' AND h.code = 'governance' AND h.id = ANY ((SELECT keyring())::bigint[])));
"""
BACK = """
DROP POLICY staff ON history_change;
DROP TRIGGER kept_in_history ON access_post;
DROP TRIGGER kept_in_history ON access_user;
DROP TRIGGER kept_in_history ON access_key;
DROP TRIGGER kept_in_history ON access_agency;
DROP FUNCTION keep_no_history(regclass), keep_history(regclass, name[]), history_keep();
ALTER TABLE history_change DISABLE ROW LEVEL SECURITY;
GRANT INSERT, UPDATE, DELETE ON history_change TO tessera_app;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0009_nothing_of_providers_is_kept"),
        ("history", "0001_tables"),
    ]
    operations = [migrations.RunSQL(KEPT, BACK)]
