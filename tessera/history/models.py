"""Changes, as the database keeps them."""

from django.db import models


class Change(models.Model):
    """One change of one row: when, by which post, and what was changed from what to what.

    A trigger writes it in the transaction of the change; the site’s login can neither write one nor change one. It
    names its row by table and key, not by a foreign key: a policy of the row’s own table says who may read it, which
    is whoever may read the row now.
    """

    at = models.DateTimeField()
    of_table = models.CharField(max_length=63)
    row_id = models.TextField()
    by_post = models.BigIntegerField(null=True, help_text="Nobody where the worker did it.")
    was = models.JSONField(help_text="By column, only what was changed.")
    became = models.JSONField()

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["of_table", "row_id", "-id"], name="history_of_a_row")]
