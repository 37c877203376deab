from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("assessments", "0015_joined_numbers_are_read_with_it"),
    ]

    operations = [
        migrations.AddField(
            model_name="assessment",
            name="advice_answered_then",
            field=models.BooleanField(default=False, help_text="That advice had answered the yes that stood there."),
        ),
        migrations.AddField(
            model_name="assessment",
            name="advice_came_along",
            field=models.TextField(blank=True, help_text="The advice as it stood where this was begun from."),
        ),
    ]
