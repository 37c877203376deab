"""The staff of one's own agency: the list, an invitation, a move, and a post that ends."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from tessera.access.guards import requires
from tessera.access.policy import Answer
from tessera.access.roles import Permission
from tessera.audit.log import record
from tessera.staff import events, forms, inviting, leaving, letters, losing, policy, queries
from tessera.staff.administering import page, sitting_in

NOT_ALLOWED = 403


@requires(Permission.ADMINISTER)
def mine(request: HttpRequest) -> HttpResponse:
    """Everybody in a post at my agency, who is invited, and who left lately."""
    record(events.LISTED, by=request.user, agency=str(request.user.agency))
    people = Paginator(queries.staff_for(request.user), 50).get_page(request.GET.get("page"))
    sitting = sitting_in(request)
    invitations = [
        (one, policy.may_agree(request.user, sitting, one)) for one in queries.invitations_for(request.user)[:50]
    ]
    context = {
        "people": people, "rows": [queries.row_of(post) for post in people], "invitations": invitations,
        "left": queries.left_for(request.user)[:10], "review": queries.review_for(request.user),
    }  # fmt: skip
    return page(request, "mine", **context)


@requires(Permission.ADMINISTER)
def invite(request: HttpRequest) -> HttpResponse:
    """Ask somebody to come into a post."""
    agency = request.user.agency
    form = forms.InviteForm(request.POST or None, agency=agency, staff=queries.staff_for(request.user))
    if form.is_valid():
        given = _but(form, "last_day")
        sitting = sitting_in(request)
        may = policy.may_invite(request.user, sitting, email=given["email"], roles=given["roles"])
        if not may:
            return _refused(request, "invite", may, form=form)
        invitation, token = inviting.invite(**given, sitting=sitting, by=request.user)
        _say_sent(request, invitation.name, token)
        return redirect("staff:mine")
    return page(request, "invite", form=form)


@require_POST
@requires(Permission.ADMINISTER)
def agree(request: HttpRequest, pk: int) -> HttpResponse:
    """Be the second person for an invitation that needs two."""
    invitation = get_object_or_404(queries.invitations_for(request.user), pk=pk)
    token = inviting.agree(invitation=invitation, sitting=sitting_in(request), by=request.user)
    _say_sent(request, invitation.name, token)
    return redirect("staff:mine")


@require_POST
@requires(Permission.ADMINISTER)
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an invitation back."""
    invitation = get_object_or_404(queries.invitations_for(request.user), pk=pk)
    inviting.withdraw(invitation=invitation, sitting=sitting_in(request), by=request.user)
    messages.success(request, f"The invitation of {invitation.name} was taken back. Its link opens nothing.")
    return redirect("staff:mine")


@requires(Permission.ADMINISTER)
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a colleague another post here."""
    post = get_object_or_404(queries.staff_for(request.user), pk=pk)
    colleagues = queries.staff_for(request.user).exclude(pk=post.pk)
    now = {"title": post.title, "roles": post.roles, "last_day": post.last_day}
    form = forms.MoveForm(
        request.POST or None, agency=post.agency, already=post.roles, colleagues=colleagues, initial=now
    )
    if form.is_valid():
        sitting, given = sitting_in(request), _but(form, "last_day", "basis")
        may = policy.may_move(request.user, sitting, post, roles=given["roles"])
        if not may:
            return _refused(request, "move", may, form=form, row=queries.row_of(post))
        leaving.move(post=post, **given, sitting=sitting, by=request.user)
        messages.success(request, f"{post.user.name} is now {given['title']}. What the old post opened is closed.")
        return redirect("staff:mine")
    return page(request, "move", form=form, row=queries.row_of(post))


@requires(Permission.ADMINISTER)
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """End a colleague's post, their keys, their sign-ins and their account."""
    post = get_object_or_404(queries.staff_for(request.user), pk=pk)
    form = forms.RemoveForm(request.POST or None, colleagues=queries.staff_for(request.user).exclude(pk=post.pk))
    if form.is_valid():
        sitting = sitting_in(request)
        may = policy.may_end(request.user, sitting, post)
        if not may:
            return _refused(request, "remove", may, form=form, row=queries.row_of(post))
        leaving.remove(post=post, **form.cleaned_data, sitting=sitting, by=request.user)
        messages.success(request, f"{post.user.name} was removed. Nothing opens for them from now on.")
        return redirect("staff:mine")
    return page(request, "remove", form=form, row=queries.row_of(post))


@requires(Permission.ADMINISTER)
def lost(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a colleague's second factors away, because they lost them."""
    post = get_object_or_404(queries.staff_for(request.user), pk=pk)
    form = forms.LostForm(request.POST or None)
    if form.is_valid():
        sitting = sitting_in(request)
        may = policy.may_end(request.user, sitting, post)
        if not may:
            return _refused(request, "lost", may, form=form, row=queries.row_of(post))
        losing.take_second_factor_away(post=post, **form.cleaned_data, sitting=sitting, by=request.user)
        messages.success(request, f"{post.user.name} sets up another second factor at their next sign-in.")
        return redirect("staff:mine")
    return page(request, "lost", form=form, row=queries.row_of(post))


def _but(form: Any, *names: str) -> dict[str, Any]:
    return {name: given for name, given in form.cleaned_data.items() if name not in names}


def _refused(request: HttpRequest, name: str, may: Answer, **context: Any) -> HttpResponse:
    """The page again with what was typed, and the sentence that says what would have to change."""
    return page(request, name, status=NOT_ALLOWED, refused=may.reason, **context)


def _say_sent(request: HttpRequest, name: str, token: str) -> None:
    if not token:
        messages.success(request, f"{name} is invited once a second administrator agrees.")
    elif settings.DEMO:
        messages.success(request, f"{name} is invited. In this demo their link is shown here: {letters.link_of(token)}")
    else:
        messages.success(request, f"{name} is invited. The letter with their link is kept for sending.")
