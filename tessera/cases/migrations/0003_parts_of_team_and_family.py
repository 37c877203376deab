"""Parts on the team and in the family one at a time; more of what a child says; no refusal that tells of a hidden case."""

import django.db.models.functions.text
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0002_row_level_security"),
        ("cases", "0002_row_level_security"),
        ("entities", "0004_match_both_sides"),
        ("information", "0003_as_given_and_drafts"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="case",
            name="cases_one_open_case_a_child",
        ),
        migrations.AddField(
            model_name="case",
            name="transition_asked_at",
            field=models.DateTimeField(
                blank=True,
                help_text="When the worker asked for the move to adult services to be planned.",
                null=True,
            ),
        ),
        migrations.AddField(
            model_name="teammember",
            name="left_because",
            field=models.TextField(blank=True),
        ),
        migrations.AlterField(
            model_name="case",
            name="title",
            field=models.TextField(help_text="What the child is called here."),
        ),
        migrations.AlterField(
            model_name="case",
            name="version",
            field=models.PositiveIntegerField(
                default=1, help_text="Goes up with each change, so two people cannot overwrite."
            ),
        ),
        migrations.AlterField(
            model_name="voice",
            name="what",
            field=models.CharField(
                choices=[
                    ("words", "In their own words"),
                    ("wish", "What they want"),
                    ("fear", "What frightens them"),
                    ("safe_contact", "How to contact them safely"),
                    ("needs", "Language, interpreter and communication needs"),
                ],
                max_length=20,
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("status", "open"), ("transition_asked_at__isnull", True)),
                fields=["born_on"],
                name="cases_growing_up",
            ),
        ),
        migrations.AddConstraint(
            model_name="casereport",
            constraint=models.UniqueConstraint(fields=("case", "report"), name="cases_report_once"),
        ),
        migrations.AddConstraint(
            model_name="familymember",
            constraint=models.UniqueConstraint(
                models.F("case"),
                django.db.models.functions.text.Lower("name"),
                condition=models.Q(("ends_on__isnull", True)),
                name="cases_one_part_in_the_family",
            ),
        ),
        migrations.AddConstraint(
            model_name="familymember",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_on__isnull", True), ("ends_on__gte", models.F("from_on")), _connector="OR"),
                name="cases_family_part_in_order",
            ),
        ),
        migrations.AddConstraint(
            model_name="teammember",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ends_on__isnull", True)),
                fields=("case", "post", "part"),
                name="cases_one_part_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="teammember",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_on__isnull", True), ("ends_on__gte", models.F("starts_on")), _connector="OR"),
                name="cases_leaves_after_joining",
            ),
        ),
    ]
