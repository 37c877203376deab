"""The investigators' page: who looked, who wrote, who was refused."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tessera.access.guards import requires
from tessera.access.roles import Permission
from tessera.audit import queries
from tessera.audit.log import record
from tessera.overview import events, forms


@requires(Permission.AUDIT_READ)
def audit(request: HttpRequest) -> HttpResponse:
    """The log, newest first. Reading it is itself recorded."""
    form = forms.LogForm(request.GET or None)
    asked = form.cleaned_data if form.is_valid() else {}
    terms = ", ".join(str(value) for value in asked.values() if value) or "everything"
    record(events.LOG_READ, by=request.user, terms=terms)
    page = Paginator(queries.entries(**asked), 50).get_page(request.GET.get("page"))
    kept = request.GET.copy()
    kept.pop("page", None)
    return render(request, "overview/audit.html", {"form": form, "page": page, "query": kept.urlencode()})
