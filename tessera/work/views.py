"""My work: what I have to do, late first."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from tessera.access.guards import requires
from tessera.access.roles import Permission
from tessera.work import forms, policy, queries, services


@requires(Permission.HOME)
def mine(request: HttpRequest) -> HttpResponse:
    """Every open task of mine and of my desks."""
    page = Paginator(queries.open_tasks_for(request.user), 50).get_page(request.GET.get("page"))
    rows = queries.rows_of(request.user, page, at=timezone.now())
    told = queries.messages_for(request.user)
    return render(request, "work/mine.html", {"page": page, "rows": rows, "told": told})


@requires(Permission.HOME)
def finish(request: HttpRequest, pk: str) -> HttpResponse:
    """Say that a task is done and what came of it."""
    task = get_object_or_404(queries.tasks_for(request.user), pk=pk)
    if request.method != "POST":  # what is sent is asked again under the lock, and first shown what was done meanwhile
        policy.may_finish(request.user, task).require()
    form = forms.FinishForm(request.POST or None)
    if form.is_valid():
        try:
            services.finish_task(task=task, by=request.user, **form.cleaned_data)
        except services.Stale as stale:
            return render(request, "work/finish.html", {"task": stale.task, "form": form}, status=409)
        messages.success(request, "Task done.")
        return redirect("work:mine")
    return render(request, "work/finish.html", {"task": task, "form": form})
