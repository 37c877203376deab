"""The lists behind the pages, with their sources, and the directory of contacts."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from tessera.access.guards import requires
from tessera.access.roles import Permission
from tessera.lib.sources import DOCUMENTS
from tessera.reference import forms, policy, queries, services


@requires(Permission.HOME)
def directory(request: HttpRequest) -> HttpResponse:
    """Every agency's named contact, and when each was last checked."""
    may_edit = policy.may_edit_directory(request.user)
    context = {"listed": queries.directory(), "may_edit": may_edit, "secure": queries.secure_list()}
    return render(request, "reference/directory.html", context)


@requires(Permission.HOME)
def contact(request: HttpRequest, pk: int) -> HttpResponse:
    """One contact: say that they still answer, or that they have moved on."""
    held = get_object_or_404(queries.contacts(), pk=pk)
    may_edit = policy.may_edit_directory(request.user)
    if request.method == "POST":
        may_edit.require()
        done = services.end_contact if "ended" in request.POST else services.check_contact
        done(contact=held, by=request.user, on=timezone.localdate())
        messages.success(request, f"{held} is up to date.")
        return redirect("reference:directory")
    return render(request, "reference/contact.html", {"contact": held, "may_edit": may_edit})


@requires(Permission.DIRECTORY_EDIT)
def add_contact(request: HttpRequest) -> HttpResponse:
    """Name somebody at an agency who answers about exploitation."""
    policy.may_edit_directory(request.user).require()
    form = forms.ContactForm(request.POST or None)
    if form.is_valid():
        named = dict(form.cleaned_data)
        agency = get_object_or_404(queries.agencies(), code=named.pop("agency"))
        services.add_contact(agency=agency, by=request.user, **named)
        messages.success(request, "Contact added.")
        return redirect("reference:directory")
    return render(request, "reference/add_contact.html", {"form": form})


@requires(Permission.HOME)
def catalogues(request: HttpRequest) -> HttpResponse:
    """The lists that the pages use."""
    named = [(name, model._meta.verbose_name) for name, model in queries.NAMES.items()]
    return render(request, "reference/catalogues.html", {"named": named, "documents": DOCUMENTS.values()})


@requires(Permission.HOME)
def catalogue(request: HttpRequest, name: str) -> HttpResponse:
    """One list: each row with its source, its standing and whether a local adviser has verified it."""
    model = _catalogue(name)
    may_verify = request.user.may(Permission.LAW_VERIFY)
    context = {
        "name": name,
        "title": model._meta.verbose_name,
        "rows": queries.rows_of(model),
        "may_verify": may_verify,
    }
    return render(request, "reference/catalogue.html", context)


@requires(Permission.LAW_VERIFY)
def verify(request: HttpRequest, name: str, pk: int) -> HttpResponse:
    """The legal adviser says that a row is right for this area."""
    row = get_object_or_404(queries.rows_of(_catalogue(name)), pk=pk)
    policy.may_verify(request.user, row).require()
    if request.method == "POST":
        services.verify(row=row, by=request.user)
        messages.success(request, "Verified.")
        return redirect("reference:catalogue", name=name)
    return render(request, "reference/verify.html", {"row": row, "name": name})


@requires(Permission.WORDS_PROPOSE)
def words(request: HttpRequest) -> HttpResponse:
    """The words to avoid about a child, those proposed, and a form to propose one."""
    form = forms.WordForm(request.POST or None)
    if form.is_valid():
        services.propose_word(by=request.user, **form.cleaned_data)
        messages.success(request, "Proposed. It is used once the exploitation coordinator approves it.")
        return redirect("reference:words")
    rows = [(word, policy.may_approve(request.user, word)) for word in queries.words()]
    return render(request, "reference/words.html", {"form": form, "rows": rows})


@requires(Permission.WORDS_APPROVE)
def approve_word(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a proposed phrase on the list."""
    word = get_object_or_404(queries.words(), pk=pk)
    policy.may_approve(request.user, word).require()
    if request.method == "POST":
        services.approve_word(word=word, by=request.user)
        messages.success(request, "Approved: it is pointed out from now on.")
        return redirect("reference:words")
    return render(request, "reference/approve_word.html", {"word": word})


def _catalogue(name: str) -> type[queries.Catalogue]:
    if name not in queries.NAMES:
        raise Http404
    return queries.NAMES[name]
