"""The access rule of ADR 0002, kept by PostgreSQL for whoever logs in as the site."""

from django.db import migrations

RULE = """
-- Who is asking, as told at the start of each request, job or command. Nobody told: nobody asking, no rows.
CREATE FUNCTION me() RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT nullif(current_setting('tessera.me', true), '')::bigint
$$;
CREATE FUNCTION keyring() RETURNS bigint[] LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT coalesce(nullif(current_setting('tessera.keyring', true), ''), '{}')::bigint[]
$$;

-- Puts the one rule on a table that has an audience and an author. Run by migrations, as the owner.
CREATE FUNCTION protect(t regclass) RETURNS void LANGUAGE plpgsql AS $body$
DECLARE
    rule text := format($$
        author_id = (SELECT me()) OR EXISTS (
            SELECT FROM access_audienceholder h
            WHERE h.audience_id = %1$s.audience_id AND h.holder_id = ANY ((SELECT keyring())::bigint[]))$$, t);
BEGIN
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY readable ON %s FOR SELECT USING (%s)', t, rule);
    EXECUTE format('CREATE POLICY changeable ON %s FOR UPDATE USING (%s) WITH CHECK (true)', t, rule);
    EXECUTE format('CREATE POLICY written ON %s FOR INSERT
                    WITH CHECK (author_id IS NULL OR author_id = (SELECT me()))', t);
END $body$;
CREATE FUNCTION unprotect(t regclass) RETURNS void LANGUAGE plpgsql AS $body$
BEGIN
    EXECUTE format('DROP POLICY readable ON %s', t);
    EXECUTE format('DROP POLICY changeable ON %s', t);
    EXECUTE format('DROP POLICY written ON %s', t);
    EXECUTE format('ALTER TABLE %s DISABLE ROW LEVEL SECURITY', t);
END $body$;

-- A row that hangs from another has its audience, and goes with it when it is moved to another.
CREATE FUNCTION follow(child regclass, parent_column name, parent regclass) RETURNS void LANGUAGE plpgsql AS $body$
BEGIN
    EXECUTE format('ALTER TABLE %s ADD CONSTRAINT follows_audience FOREIGN KEY (%I, audience_id)
                    REFERENCES %s (id, audience_id) ON UPDATE CASCADE', child, parent_column, parent);
END $body$;
CREATE FUNCTION unfollow(child regclass) RETURNS void LANGUAGE plpgsql AS $body$
BEGIN
    EXECUTE format('ALTER TABLE %s DROP CONSTRAINT follows_audience', child);
END $body$;
REVOKE EXECUTE ON FUNCTION protect(regclass), unprotect(regclass), follow(regclass, name, regclass),
    unfollow(regclass) FROM PUBLIC, tessera_app;

-- The log is read by information governance only; anybody's work may add to it.
ALTER TABLE audit_entry ENABLE ROW LEVEL SECURITY;
CREATE POLICY appended ON audit_entry FOR INSERT WITH CHECK (true);
CREATE POLICY read_by_governance ON audit_entry FOR SELECT USING (EXISTS (
    SELECT FROM access_holder h
    WHERE h.kind = 'role' AND h.code = 'governance' AND h.id = ANY ((SELECT keyring())::bigint[])));
"""
BACK = """
DROP POLICY read_by_governance ON audit_entry;
DROP POLICY appended ON audit_entry;
ALTER TABLE audit_entry DISABLE ROW LEVEL SECURITY;
DROP FUNCTION unfollow(regclass), follow(regclass, name, regclass), unprotect(regclass), protect(regclass);
DROP FUNCTION keyring(), me();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0001_tables"),
        ("audit", "0002_append_only"),
    ]
    operations = [
        migrations.RunSQL(RULE, BACK),
    ]
