"""Entries of the audit log."""

from django.db import models


class Entry(models.Model):
    """One look, refusal or write. It points at nothing by foreign key, so nothing can take it along."""

    seq = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    kind = models.CharField(max_length=80)
    sentence = models.TextField()
    by_post = models.IntegerField(null=True)
    by_name = models.TextField(blank=True)
    agency = models.CharField(max_length=80, blank=True)
    subject_label = models.TextField(blank=True)
    subject_id = models.CharField(max_length=80, blank=True)
    detail = models.JSONField(default=dict)

    class Meta:
        ordering = ["-seq"]
        verbose_name_plural = "entries"
        indexes = [
            models.Index(fields=["subject_id", "-seq"], name="audit_about"),
            models.Index(fields=["by_post", "-seq"], name="audit_by"),
            models.Index(fields=["kind", "-seq"], name="audit_kind"),
        ]
