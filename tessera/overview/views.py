"""Home."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from tessera.access import sign_ins
from tessera.access.guards import requires
from tessera.access.roles import Permission
from tessera.information import queries as information
from tessera.staff import queries as staff
from tessera.work import queries as work

SHOWN = 5


@requires(Permission.HOME)
def home(request: HttpRequest) -> HttpResponse:
    """Where everybody starts: report a concern first, then what waits for them."""
    tasks = work.rows_of(request.user, work.open_tasks_for(request.user)[:SHOWN], at=timezone.now())
    context = {
        "tasks": tasks,
        "told": work.messages_for(request.user)[:SHOWN],
        "reports": information.reports_by(request.user)[:SHOWN],
        "drafts": information.drafts_for(request.user)[:SHOWN],
        "new_sign_ins": sign_ins.new_elsewhere(request),
        "staff": staff.waiting_for(request.user),
        "may": {permission.value: request.user.may(permission) for permission in Permission},
    }
    return render(request, "overview/home.html", context)
