"""As what reports speak of people, and everything said of a thing grouped by how it is known, to read and to take along."""

import csv
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from tessera.access.guards import requires
from tessera.access.roles import Permission
from tessera.audit.log import record
from tessera.entities import events, policy, queries, telling_apart
from tessera.entities.following import follows_joins
from tessera.entities.queries.said_as import COLUMNS, acts_about, statements_of
from tessera.entities.said_as_forms import SaidAsForm
from tessera.reference.models import SubjectCategory
from tessera.reference.queries import current

FORMULA = ("=", "+", "-", "@", "\t", "\r")


@requires(Permission.DEVELOP)
def say_as(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say as what a report speaks of somebody, and whether what it says is fact or opinion. The report stays as given."""
    mention = queries.mention_for(request.user, pk)
    policy.may_say_as(request.user).require()
    categories, acts = list(current(SubjectCategory)), acts_about(request.user, mention)
    form = SaidAsForm(request.POST or None, kind=mention.kind, categories=categories, now=acts[0] if acts else None)
    if form.is_valid():
        said = telling_apart.say_as(mention=mention, by=request.user, **form.cleaned_data)
        messages.success(request, f"Kept: “{mention.words}” is read as {str(said).lower()}.")
        return redirect(mention.report)
    record(events.OPENED, by=request.user, on=mention)
    context = {"mention": mention, "form": form, "acts": acts, "categories": categories}
    return render(request, "entities/say_as.html", context)


@requires(Permission.CHILD)
@follows_joins("pk")
def statements(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Everything said of a thing, grouped by how it is known; as a file too. REQ soft-provenance-hearsay."""
    held = queries.entity_for(request.user, pk)
    groups = statements_of(request.user, pk)
    if request.GET.get("format") != "csv":
        record(events.OPENED, by=request.user, on=held)
        return render(request, "entities/statements.html", {"held": held, "groups": groups})
    rows = [statement.row for _, some in groups for statement in some]
    record(events.STATEMENTS_EXPORTED, by=request.user, on=held, count=len(rows))
    reply = HttpResponse(content_type="text/csv; charset=utf-8")
    reply["Content-Disposition"] = 'attachment; filename="statements.csv"'
    reply.write("\ufeff")  # so that a spreadsheet reads the letters as they are
    lines = csv.writer(reply)
    lines.writerow(COLUMNS)
    lines.writerows([_as_text(cell) for cell in row] for row in rows)
    return reply


def _as_text(cell: str) -> str:
    """A cell that no spreadsheet works out: what somebody typed stays text."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell
