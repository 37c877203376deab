"""The review of who works at an agency: the list, and what is said of each."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from tessera.access.guards import requires
from tessera.access.roles import Permission
from tessera.staff import forms, policy, queries, reviewing
from tessera.staff.administering import page, sitting_in


@requires(Permission.ADMINISTER)
def review(request: HttpRequest) -> HttpResponse:
    """Everybody in the review that is under way, and when it is due."""
    now, under_way = timezone.now(), queries.review_for(request.user)
    done = list(queries.reviews_done(request.user)[:4])
    context = {
        "review": under_way, "is_late": bool(under_way and under_way.due_at and under_way.due_at <= now),
        "asked": queries.asked_in(request.user, under_way) if under_way else [], "done": done,
        "next_due": queries.next_review_due(done[0]) if done and not under_way else None,
    }  # fmt: skip
    return page(request, "review", **context)


@requires(Permission.ADMINISTER)
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Say of a colleague whether they still need what they hold."""
    under_way = queries.review_for(request.user)
    post = get_object_or_404(queries.staff_for(request.user), pk=pk if under_way else None)
    form = forms.AnswerForm(request.POST or None)
    if form.is_valid():
        sitting = sitting_in(request)
        may = policy.may_review(request.user, sitting, under_way, post)
        if not may:
            return page(request, "answer", status=403, refused=may.reason, form=form, row=queries.row_of(post))
        said = reviewing.answer(review=under_way, post=post, **form.cleaned_data, sitting=sitting, by=request.user)
        onward = {"change": "staff:move", "remove": "staff:remove"}.get(said.what)
        messages.success(request, "Kept." if onward is None else "Kept. Now do it here.")
        return redirect(onward, pk=post.pk) if onward else redirect("staff:review")
    return page(request, "answer", form=form, row=queries.row_of(post))


@require_POST
@requires(Permission.ADMINISTER)
def finish(request: HttpRequest) -> HttpResponse:
    """The list was gone through."""
    under_way = queries.review_for(request.user)
    if under_way is not None:
        may = reviewing.may_finish(request.user, sitting_in(request), under_way)
        if may:
            reviewing.finish(review=under_way, sitting=sitting_in(request), by=request.user)
            messages.success(request, "The review is finished.")
        else:
            messages.warning(request, may.reason)
    return redirect("staff:review")
