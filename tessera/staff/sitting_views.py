"""Signing in to administer, ending it, and accepting an invitation."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from tessera.access import second_factor
from tessera.access.guards import public, requires
from tessera.access.roles import Permission
from tessera.staff import forms, inviting, sitting
from tessera.staff.administering import KEPT_AS, page, sitting_in


@requires(Permission.ADMINISTER)
def begin(request: HttpRequest) -> HttpResponse:
    """Say why, and give the password again; the second factor too, where it was not shown just now."""
    if not second_factor.was_shown_lately(request):
        return second_factor.asked_for(request)
    form = forms.SittingForm(request.POST or None, request=request)
    if form.is_valid():
        begun = sitting.begin_sitting(reason=form.cleaned_data["reason"], by=request.user)
        request.session[KEPT_AS] = begun.pk
        return redirect("staff:mine")
    return page(request, "begin", form=form)


@require_POST
@requires(Permission.ADMINISTER)
def end(request: HttpRequest) -> HttpResponse:
    """End it now."""
    if (begun := sitting_in(request)) is not None:
        sitting.end_sitting(sitting=begun, by=request.user)
    request.session.pop(KEPT_AS, None)
    messages.success(request, "You are no longer signed in to administer.")
    return redirect("staff:mine")


@public
def accept(request: HttpRequest, token: str) -> HttpResponse:
    """Whoever was invited chooses a password and comes into the post. A link that is no good says no more than that."""
    try:
        invitation = inviting.open_invitation(token)
        account = inviting.account_of(invitation)
        form = forms.AcceptForm(
            request.POST or None, request=request, account=account, name=invitation.name, email=invitation.email
        )
        if form.is_valid():
            inviting.accept(token=token, password=form.cleaned_data["password"], account=account)
            messages.success(request, "You are in your post. Sign in with your email and your password.")
            return redirect("account_login")
    except inviting.Gone:
        return render(request, "staff/no_invitation.html", status=404)
    response = render(request, "staff/accept.html", {"invitation": invitation, "form": form})
    response["Cache-Control"] = "no-store"
    return response
