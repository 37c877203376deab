"""Whoever is let read a report reads the versions of it too, so their audience may be widened. What they say stays."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("information", "0018_what_looks_like_markup"),
    ]
    operations = [
        migrations.RunSQL(
            "GRANT UPDATE (audience_id) ON information_sanitised TO tessera_app;",
            "REVOKE UPDATE (audience_id) ON information_sanitised FROM tessera_app;",
        ),
    ]
