"""Which browsers somebody is signed in with: a table that each reads their own rows of."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

OWN = """
ALTER TABLE access_signin ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON access_signin USING (user_id = (SELECT p.user_id FROM access_post p WHERE p.id = (SELECT me())));
REVOKE UPDATE, DELETE, TRUNCATE ON access_signin FROM tessera_app;
GRANT UPDATE (used_at, known_at, ended_at) ON access_signin TO tessera_app;
"""
BACK = """
DROP POLICY own ON access_signin;
ALTER TABLE access_signin DISABLE ROW LEVEL SECURITY;
GRANT UPDATE, DELETE ON access_signin TO tessera_app;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0009_nothing_of_providers_is_kept"),
    ]

    operations = [
        migrations.CreateModel(
            name="SignIn",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("session_key", models.CharField(max_length=40)),
                ("device", models.UUIDField(help_text="What the browser’s own cookie says: that it was here before.")),
                ("is_new", models.BooleanField(help_text="They had never signed in with this browser.")),
                ("known_at", models.DateTimeField(help_text="When they said that it was them.", null=True)),
                ("browser", models.TextField(help_text="The browser and the system, in words.")),
                ("address", models.GenericIPAddressField(null=True)),
                ("began_at", models.DateTimeField()),
                ("used_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["user", "-used_at"], name="access_signin_of"),
                    models.Index(fields=["session_key"], name="access_signin_by_session"),
                ],
            },
        ),
        migrations.RunSQL(OWN, BACK),
    ]
