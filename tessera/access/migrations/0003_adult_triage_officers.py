"""Adult triage officers are a role: both desks plan the move of somebody who turns 18."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0002_row_level_security"),
    ]

    operations = [
        migrations.AlterField(
            model_name="post",
            name="roles",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(
                    choices=[
                        ("reporter", "Professional who reports concerns"),
                        ("safeguarding_lead", "Safeguarding lead"),
                        ("carer", "Residential carer"),
                        ("triage_officer", "Triage officer"),
                        ("adult_triage_officer", "Adult triage officer"),
                        ("hub_partner", "Hub partner"),
                        ("social_worker", "Social worker"),
                        ("police_officer", "Police officer"),
                        ("analyst", "Analyst"),
                        ("coordinator", "Exploitation coordinator"),
                        ("key_worker", "Key worker"),
                        ("supervisor", "Supervisor"),
                        ("prosecutor", "Prosecutor"),
                        ("legal_adviser", "Legal adviser"),
                        ("governance", "Information governance officer"),
                        ("administrator", "Administrator"),
                    ],
                    max_length=30,
                ),
                default=list,
                size=None,
            ),
        ),
    ]
