"""What every web process has to know for a moment, such as which code of an authenticator app was used."""

from django.db import migrations

TABLE = """
CREATE UNLOGGED TABLE access_cache (
    cache_key varchar(255) PRIMARY KEY,
    value text NOT NULL,
    expires timestamptz NOT NULL
);
CREATE INDEX access_cache_expires ON access_cache (expires);
"""


class Migration(migrations.Migration):
    dependencies = [("access", "0006_second_factor")]

    operations = [migrations.RunSQL(TABLE, "DROP TABLE access_cache")]
