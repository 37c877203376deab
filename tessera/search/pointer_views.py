"""Whether any agency holds something about a person; and letting others learn that one's own does."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from tessera.access.guards import requires
from tessera.access.roles import Permission
from tessera.audit.log import record
from tessera.entities import queries as entities
from tessera.entities.events import OPENED
from tessera.entities.models import Kind
from tessera.search import pointers, policy
from tessera.search.pointer_forms import AskForm, HideForm, LetFindForm
from tessera.search.pointer_ways import ways_to_ask
from tessera.search.purposes import purpose_now


@requires(Permission.SEARCH)
def ask(request: HttpRequest) -> HttpResponse:
    """Ask whether any agency holds something about a person. Nothing found is answered like something hidden."""
    form = AskForm(request.POST or None, now=purpose_now(request.user))
    may = policy.may_ask(request.user, asked=pointers.asked_lately(request.user))
    context = {"form": form, "may": may, "asked": None, "found": None}
    if form.is_valid():
        # Answered on this page itself: nothing of whom it was about may stand in an address.
        context["found"] = pointers.ask_pointers(by=request.user, **form.cleaned_data)
        context["asked"] = form.cleaned_data
    return render(request, "search/ask.html", context)


@requires(Permission.LET_FIND)
def let_others_find(request: HttpRequest, entity: UUID) -> HttpResponse:
    """Let others learn that one's agency holds something about somebody; or no longer."""
    held = entities.entity_for(request.user, entity)
    if held.kind != Kind.PERSON:
        raise Http404
    own = pointers.mention_of_own(request.user, entity)
    policy.may_let_others_find(request.user, own).require()
    assert own is not None
    said = pointers.discoverable_of(request.user, entity)
    form = HideForm(request.POST or None) if said else LetFindForm(request.POST or None)
    if form.is_valid():
        if said:
            pointers.hide_again(entity=entity, by=request.user, **form.cleaned_data)
            messages.success(request, f"Others no longer learn that you hold something about {held.name}.")
        else:
            pointers.let_others_find(entity=entity, by=request.user, **form.cleaned_data)
            messages.success(request, f"Others may learn that you hold something about {held.name}, and no more.")
        return redirect(held.path)
    record(OPENED, by=request.user, on=held)
    rests_on = said.mention if said else own
    ways = ways_to_ask([rests_on, own])
    context = {"held": held, "form": form, "said": said, "ways": ways[rests_on.pk], "ways_anew": ways[own.pk]}
    return render(request, "search/let_others_find.html", context)
