"""Of a file that was taken before: how many rows later lists have changed since, how many were left so, or that it
is to go over them.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("imports", "0005_cells_to_mend")]
    operations = [
        migrations.AddField(
            "import",
            "goes_over_later",
            models.BooleanField(
                default=False,
                help_text="Whether it goes over what lists taken after this very file say of its rows.",
            ),
        ),
        migrations.AddField(
            "batch",
            "later",
            models.PositiveIntegerField(
                default=0, help_text="Rows that a list taken after this very file had changed then."
            ),
        ),
        migrations.AddField(
            "batch",
            "kept",
            models.PositiveIntegerField(default=0, help_text="Rows that were left as a later list has them."),
        ),
    ]
