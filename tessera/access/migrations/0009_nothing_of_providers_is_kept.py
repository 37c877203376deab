"""Providers come from the settings and their tokens are not stored: the site's login may not fill either table."""

from django.db import migrations

# Unlinking looks for tokens to take away with the link.
NARROW = """
REVOKE ALL ON socialaccount_socialapp FROM tessera_app;
REVOKE INSERT, UPDATE ON socialaccount_socialtoken FROM tessera_app;
"""
BACK = """
GRANT SELECT, INSERT, UPDATE, DELETE ON socialaccount_socialapp TO tessera_app;
GRANT INSERT, UPDATE ON socialaccount_socialtoken TO tessera_app;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0008_emergency_access"),
        ("socialaccount", "0006_alter_socialaccount_extra_data"),
    ]
    operations = [
        migrations.RunSQL(NARROW, BACK),
    ]
