"""What a pointer search may learn, and whom it tells: two functions, neither of which shows a row.

`pointers_to` answers with an agency and a contact, only where that agency said that others may learn of it. `tell_holders`
answers with nothing: it tells whoever reads a holding that fits, unless whoever asks reads it too.
"""

from django.db import migrations

RULE = """
SELECT protect('search_discoverable');
SELECT follow('search_discoverable', 'mention_id', 'entities_mention');
REVOKE UPDATE, DELETE ON search_discoverable, search_pointerask FROM tessera_app;
GRANT UPDATE (audience_id, ended_at, ended_by_id, ended_because) ON search_discoverable TO tessera_app;
SELECT protect('search_pointerask');

CREATE FUNCTION pointers_to(wanted bigint[]) RETURNS TABLE (agency text, contact text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
    SELECT DISTINCT a.name, d.contact
    FROM entities_holding h
    JOIN entities_mention m ON m.entity_id = h.entity_id AND m.audience_id = h.audience_id
    JOIN search_discoverable d ON d.mention_id = m.id AND d.ended_at IS NULL
    JOIN access_agency a ON a.id = d.agency_id
    WHERE h.keys && wanted AND h.kind = 'person'
    ORDER BY 1, 2
$$;

CREATE FUNCTION tell_holders(wanted bigint[], words text) RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public AS $$
    INSERT INTO work_message (id, audience_id, text, path, at)
    SELECT gen_random_uuid(), h.audience_id, words || ' You hold ' || h.name || '.', '/entities/' || h.entity_id || '/', now()
    FROM entities_holding h
    WHERE h.keys && wanted AND h.kind = 'person' AND NOT EXISTS (
        SELECT FROM access_audienceholder a
        WHERE a.audience_id = h.audience_id AND a.holder_id = ANY ((SELECT keyring())::bigint[]))
$$;
"""
BACK = """
DROP FUNCTION tell_holders(bigint[], text), pointers_to(bigint[]);
GRANT UPDATE, DELETE ON search_discoverable, search_pointerask TO tessera_app;
SELECT unprotect('search_pointerask');
SELECT unfollow('search_discoverable');
SELECT unprotect('search_discoverable');
"""


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0002_row_level_security"),
        ("entities", "0002_row_level_security"),
        ("search", "0003_pointers"),
        ("work", "0002_row_level_security"),
    ]
    operations = [
        migrations.RunSQL(RULE, BACK),
    ]
