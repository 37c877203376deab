"""What an assessment said on the day when the next one was begun from it."""

from django.db import models

from tessera.access.models import Protected


class KeptReading(Protected):
    """An assessment as it stood when another was begun from it: the “then” of what moved. Written once.

    It hangs from the earlier one and is read with that: whoever reads only the later one is told no more by it.
    """

    assessment = models.ForeignKey("assessments.Assessment", on_delete=models.PROTECT, related_name="+")
    later = models.OneToOneField("assessments.Assessment", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    said = models.JSONField(help_text="The fields of Reading.")
