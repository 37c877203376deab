"""Give a list, say what its columns are, see what it would become, take it, and mend what could not be taken."""

from io import BytesIO
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST

from tessera.access.guards import requires
from tessera.access.roles import Permission
from tessera.audit.log import record
from tessera.entities.policy import may_match
from tessera.imports import events, jobs, mending, policy, queries, services, showing
from tessera.imports.alike import alike_in
from tessera.imports.forms import ColumnsForm, FileForm, GiveForm
from tessera.imports.models import Import
from tessera.lib.tabular import Refused, lines_of

A_PAGE = 25
SHOWN = 20  # things to mend on the page; the file has them all


@requires(Permission.IMPORT)
def mine(request: HttpRequest) -> HttpResponse:
    """The lists that this person may read, the newest first, and a sample of each kind to try."""
    page = Paginator(queries.imports_for(request.user), A_PAGE).get_page(request.GET.get("page"))
    return render(request, "imports/mine.html", {"page": page, "profiles": queries.profiles()})


@requires(Permission.IMPORT)
def give(request: HttpRequest) -> HttpResponse:
    """Give a list. Nothing is taken yet."""
    form = GiveForm(request.POST or None, request.FILES or None, profiles=queries.profiles())
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            given = services.give(file=BytesIO(file.read()), name=file.name, by=request.user, **form.given)
        except Refused as wrong:
            form.add_error("file", str(wrong))
        else:
            return redirect("imports:columns", given.pk)
    return render(request, "imports/give.html", {"form": form, "profiles": form.profiles.values()})


@requires(Permission.IMPORT)
def columns(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say what each column is; the list is then read, and still nothing is taken."""
    given = _import_of(request, pk)
    if given.status != Import.Status.MAPPING:
        return redirect(given)
    policy.may_map(request.user, given).require()
    record(events.OPENED, by=request.user, on=given)
    form = ColumnsForm(request.POST or None, given=given, first=showing.first_rows(given))
    if form.is_valid():
        try:
            given = services.map_columns(given=given, mapping=form.mapping, by=request.user)
        except services.Stale as stale:
            messages.warning(request, "This list was moved on from another window. This is how it stands.")
            return redirect(stale.saved)
        jobs.set_to_work(given, request.user)
        return redirect(given)
    return render(request, "imports/columns.html", {"form": form, "given": given})


@requires(Permission.IMPORT)
def detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """How far a list has come, what it would become or became, and what is to be mended."""
    given = _import_of(request, pk)
    record(events.OPENED, by=request.user, on=given)
    return render(request, "imports/detail.html", _all_of(request, given))


@requires(Permission.IMPORT)
def far(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The same for a page that follows by itself. Its opening was recorded; what it shows at the end is a new look."""
    given = _import_of(request, pk)
    if not given.is_at_work:
        record(events.OPENED, by=request.user, on=given)
    response = render(request, "imports/_far.html", _all_of(request, given))
    response["Cache-Control"] = "no-store, private"
    return response


def _all_of(request: HttpRequest, given: Import) -> dict[str, Any]:
    is_waiting = given.status == Import.Status.CHECKED
    progress = queries.progress_of(request.user, given)
    page = Paginator(queries.reports_made_by(request.user, given), A_PAGE).get_page(request.GET.get("page"))
    return {
        "given": given,
        "progress": progress,
        "since": showing.said_since(request.user, given, progress.expected) if is_waiting else "",
        "problems": queries.problems_of(request.user, given)[:SHOWN],
        "previews": showing.previews(request.user, given) if is_waiting else [],
        "page": page,
        "alike": None if given.is_at_work else alike_in(request.user, page),
        "may_match": may_match(request.user),
        "may_map": policy.may_map(request.user, given),
        "may_take": policy.may_take(request.user, given),
        "may_mend": policy.may_mend(request.user, given),
        "may_put_aside": policy.may_put_aside(request.user, given),
        "may_change": policy.may_change(request.user, given),
    }


@require_POST
@requires(Permission.IMPORT)
def take(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take what was read: each row becomes a report."""
    over_later = "over_later" in request.POST
    given = services.take(given=_import_of(request, pk), by=request.user, over_later=over_later)
    jobs.set_to_work(given, request.user)
    return redirect(given)


@require_POST
@requires(Permission.IMPORT)
def carry_on(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Ask the worker again, when it was stopped in the middle. Pressed while it works, it changes nothing."""
    given = _import_of(request, pk)
    policy.may_change(request.user, given).require()
    jobs.set_to_work(given, request.user)
    return redirect(given)


@require_POST
@requires(Permission.IMPORT)
def put_aside(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take nothing of this list."""
    given = services.put_aside(given=_import_of(request, pk), by=request.user)
    messages.success(request, "Put aside. Nothing of it was taken, and its file is thrown away.")
    return redirect(given)


@requires(Permission.IMPORT)
def errors(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The rows that could not be taken, to mend in a spreadsheet. Who opened it is recorded before a byte leaves."""
    given = _import_of(request, pk)
    record(events.ERRORS_OPENED, by=request.user, on=given)
    return _as_file(lines_of(mending.rows_to_mend(request.user, given)), "to-mend.csv")


@requires(Permission.IMPORT)
def mend(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Give the mended rows, or the whole file mended: only what is not held yet is taken."""
    given = _import_of(request, pk)
    policy.may_mend(request.user, given).require()
    form = FileForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            mended = mending.give_mended(
                given=given, file=BytesIO(file.read()), name=file.name, encoding=form.cleaned_data["encoding"],
                by=request.user,
            )  # fmt: skip
        except Refused as wrong:
            form.add_error("file", str(wrong))
        else:
            jobs.set_to_work(mended, request.user)
            return redirect(mended)
    record(events.OPENED, by=request.user, on=given)
    return render(request, "imports/mend.html", {"form": form, "given": given})


@requires(Permission.IMPORT)
def sample(request: HttpRequest, profile: str) -> HttpResponse:
    """A short made-up list of this kind, to try."""
    kind = queries.profile_called(profile)
    if kind is None:
        raise Http404
    return _as_file(lines_of(kind.sample), f"{kind.code}.csv")


def _import_of(request: HttpRequest, pk: UUID) -> Import:
    given = queries.import_for(request.user, pk)
    if given is None:
        raise Http404
    return given


def _as_file(lines, name: str) -> HttpResponse:
    response = HttpResponse(b"".join(lines), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(True, name)
    response["Cache-Control"] = "no-store, private"
    return response
