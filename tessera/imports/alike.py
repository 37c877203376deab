"""What the rows of a list speak of that may be held already: for whoever took it to compare, row by row."""

from collections.abc import Iterable
from uuid import UUID

from tessera.access.models import User
from tessera.entities.queries import Matches, mentions_for, suggestions_for_each
from tessera.imports.models import SourceRow


def alike_in(user: User, rows: Iterable[SourceRow]) -> dict[UUID, list[Matches]]:
    """By report, what it speaks of that may be something this person sees already and nobody has answered about."""
    reports = [row.report_id for row in rows]
    mentions = list(mentions_for(user).filter(report__in=reports).order_by("report", "position", "pk"))
    found: dict[UUID, list[Matches]] = {report: [] for report in reports}
    for matches in suggestions_for_each(user, mentions).values():
        if matches.open:
            found[matches.mention.report_id].append(matches)
    return found
