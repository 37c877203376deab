from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("entities", "0006_an_answer_leaves_no_trace"),
    ]

    # The defaults are for undoing this: what was in the columns comes back with the one before.
    operations = [
        migrations.AlterField("match", "score", models.FloatField(default=0)),
        migrations.AlterField("match", "model_version", models.CharField(default="", max_length=40)),
        migrations.RemoveField("match", "score"),
        migrations.RemoveField("match", "reasons"),
        migrations.RemoveField("match", "model_version"),
        migrations.RemoveField("match", "against"),
    ]
