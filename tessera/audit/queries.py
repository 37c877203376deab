"""Reading the log. Only the investigators' page does."""

from datetime import date

from django.db.models import Q, QuerySet

from tessera.audit.models import Entry
from tessera.audit.registry import KINDS


def entries(
    *, words: str = "", kind: str = "", since: date | None = None, until: date | None = None
) -> QuerySet[Entry]:
    """Entries newest first. The database gives none to anybody but information governance."""
    found = Entry.objects.all()
    if words:
        found = found.filter(Q(sentence__icontains=words) | Q(subject_id=words))
    if kind:
        found = found.filter(kind=kind)
    if since:
        found = found.filter(at__date__gte=since)
    if until:
        found = found.filter(at__date__lte=until)
    return found


def kinds() -> list[tuple[str, str]]:
    """Every kind of event that is declared, with its sentence."""
    return [(kind, event.sentence) for kind, event in sorted(KINDS.items())]
