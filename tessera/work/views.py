"""My work: what I have to do, late first."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from tessera.access.events import REFUSED
from tessera.access.guards import requires
from tessera.access.roles import Permission
from tessera.audit.log import record
from tessera.reference import queries as reference
from tessera.work import forms, policy, queries, services


@requires(Permission.HOME)
def mine(request: HttpRequest) -> HttpResponse:
    """Every open task of mine and of my desks."""
    page = Paginator(queries.open_tasks_for(request.user), 50).get_page(request.GET.get("page"))
    rows = queries.rows_of(request.user, page, at=timezone.now())
    told = queries.messages_for(request.user)
    rules = reference.clocks(task.rule for task in page)
    return render(request, "work/mine.html", {"page": page, "rows": rows, "told": told, "clock_rules": rules})


@requires(Permission.HOME)
def finish(request: HttpRequest, pk: str) -> HttpResponse:
    """Say that a task is done and what came of it."""
    task = get_object_or_404(queries.tasks_for(request.user), pk=pk)
    answer = policy.may_finish(request.user, task)
    context = {"task": task, "refused": "", "may_hand_over": policy.may_hand_over(request.user, task)}
    if task.ends_when and task.done_at is None and not answer:
        # Refused with more than a sentence, so not by PermissionDenied, which would have recorded it.
        record(REFUSED, by=request.user, path=request.path, reason=answer.reason)
        return render(request, "work/finish.html", context | {"refused": answer.reason}, status=403)
    if request.method != "POST":  # what is sent is asked again under the lock, and first shown what was done meanwhile
        answer.require()
    form = forms.FinishForm(request.POST or None)
    if form.is_valid():
        try:
            services.finish_task(task=task, by=request.user, **form.cleaned_data)
        except services.Stale as stale:
            return render(request, "work/finish.html", context | {"task": stale.task, "form": form}, status=409)
        messages.success(request, "Task done.")
        return redirect("work:mine")
    return render(request, "work/finish.html", context | {"form": form})


@requires(Permission.HOME)
def hand_over(request: HttpRequest, pk: str) -> HttpResponse:
    """Give a task to a colleague, and say why."""
    task = get_object_or_404(queries.tasks_for(request.user), pk=pk)
    owner = str(task.owner_id or "")
    is_as_shown = request.method != "POST" or (task.done_at is None and request.POST.get("owner_was", owner) == owner)
    if is_as_shown:
        policy.may_hand_over(request.user, task).require()
    colleagues = queries.colleagues_for(request.user, task)
    form = forms.HandOverForm(request.POST or None, colleagues=colleagues, initial={"owner_was": owner})
    context = {"task": task, "form": form, "was_changed": False}
    if not is_as_shown:
        return render(request, "work/hand_over.html", context | {"was_changed": True}, status=409)
    if form.is_valid():
        given = {name: form.cleaned_data[name] for name in ("to", "reason")}
        try:
            services.hand_over(task=task, by=request.user, **given)
        except services.Stale as stale:
            return render(
                request, "work/hand_over.html", context | {"task": stale.task, "was_changed": True}, status=409
            )
        messages.success(request, f"Handed over to {given['to']}.")
        return redirect("work:mine")
    return render(request, "work/hand_over.html", context)
