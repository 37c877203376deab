"""What is held about a thing, and what a mention may be the same as."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from tessera.access.guards import requires
from tessera.access.roles import Permission
from tessera.audit.log import record
from tessera.entities import events, policy, queries, services
from tessera.entities.forms import AnswerForm
from tessera.entities.models import Kind, Mention
from tessera.entities.queries import merged
from tessera.information.queries import corrections_among, grade_words

CHANGED = "Somebody else answered while this page was open. Their answer is shown below, with what you chose."
MENTIONS_SHOWN = 100
FURTHEST = 10_000  # pages
Rows = list[tuple[queries.Suggestion, AnswerForm]]


@requires(Permission.CHILD)
def entity(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What is held about one thing, who is spoken of with it, and the reports that say so.

    Where people joined it to another, that one's page.
    """
    held = queries.held_for(request.user, [pk]).get(pk)
    if held is None:
        return redirect("entities:entity", queries.joined_now(request.user, pk))
    record(events.OPENED, by=request.user, on=held)
    page, photographs_page = _page(request, "page"), _page(request, "photographs")
    first = (page - 1) * MENTIONS_SHOWN
    mentions = list(queries.mentions_of(request.user, pk)[first : first + MENTIONS_SHOWN + 1])
    has_older, mentions = len(mentions) > MENTIONS_SHOWN, mentions[:MENTIONS_SHOWN]
    grades = grade_words(request.user, [mention.report_id for mention in mentions])
    associates = queries.associates_of(request.user, pk)
    return render(
        request,
        "entities/entity.html",
        {
            "held": held,
            "mentions": mentions,
            "first": first,
            "page": page,
            "has_older": has_older,
            "facts": queries.facts_said(request.user, held),
            "grades": grades,
            "corrections": corrections_among({mention.report_id for mention in mentions}),
            "read_as": queries.said_as_of(request.user, [mention.pk for mention in mentions]),
            "photographs": queries.photographs_of(request.user, pk, page=photographs_page),
            "photographs_page": photographs_page,
            "photographs_shown": queries.PHOTOGRAPHS_SHOWN,
            "groups": queries.in_groups(associates),
            "is_cut": len(associates) == queries.MOST_SHOWN,
            "peers": queries.peers_of(request.user, pk, associates),
            "ties": queries.ties_of(request.user, pk),
            "standings": queries.standings_on(request.user, [pk]).get(pk, []),
            "may_stand": policy.may_stand(request.user, held.kind),
            "withdrawn_ties": queries.withdrawn_ties_of(request.user, pk),
            "may_match": policy.may_match(request.user),
            "markers": list(queries.markers_of(request.user, pk)) if held.kind == Kind.PERSON else None,
            "may_mark": policy.may_mark(request.user, held.kind),
            "joins": merged.joins_of(request.user, pk),
            "elsewhere": merged.gone_elsewhere(request.user, pk),
        },
    )


def _page(request: HttpRequest, name: str) -> int:
    """Which page of a list is asked for; what is no number of one asks for the first."""
    typed = request.GET.get(name, "1")
    return min(max(int(typed), 1), FURTHEST) if typed.isascii() and typed.isdigit() and len(typed) < 6 else 1


@requires(Permission.MATCH)
def matches(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What a mention may be the same as, with the reasons, and what was answered."""
    return _matches(request, queries.mention_for(request.user, pk))


@requires(Permission.MATCH)
def answer(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say same, different or unsure. Opened without an answer, it is the page of suggestions."""
    mention = queries.mention_for(request.user, pk)
    if request.method != "POST":
        return _matches(request, mention)
    held = queries.entity_for(request.user, _posted_entity(request))
    form = AnswerForm(request.POST, entity=held.pk, name=held.name)
    if form.is_valid():
        given = form.cleaned_data
        try:
            services.answer_match(mention=mention, by=request.user, **given)
        except services.Stale:
            return _matches(request, mention, as_typed=given, notice=CHANGED)
        messages.success(request, f"Your answer about {held.name} is kept.")
        return redirect("entities:matches", mention.pk)
    return _matches(request, mention, failed=form)


def _posted_entity(request: HttpRequest) -> UUID:
    try:
        return UUID(request.POST.get("entity", ""))
    except ValueError:
        raise Http404 from None


def _matches(
    request: HttpRequest,
    mention: Mention,
    *,
    failed: AnswerForm | None = None,
    as_typed: dict[str, Any] | None = None,
    notice: str = "",
) -> HttpResponse:
    """The page, with one form as it was sent when it came back."""
    found = queries.suggestions_for_each(request.user, [mention])[mention.pk]
    record(events.MATCHED, by=request.user, on=mention, found=len(found.open))
    rows = [(one, _form(one, failed, as_typed)) for one in [*found.open, *found.answered]]
    return render(
        request,
        "entities/matches.html",
        {
            "mention": mention,
            "facts": queries.facts_from([mention]),
            "standings": _standings(request, mention, rows),
            "notice": notice,
            "forms": [form for _, form in rows],
            "open": rows[: len(found.open)],
            "answered": rows[len(found.open) :],
        },
    )


def _standings(request: HttpRequest, mention: Mention, rows: Rows) -> dict[UUID, tuple[queries.StandingInShort, ...]]:
    """The standings in force of everybody suggested, and of whomever the mention is read as now."""
    asked = [mention.entity_id, *(one.entity_id for one, _ in rows)]
    held = queries.held_for(request.user, asked, with_standings=True)
    return {pk: one.standings for pk, one in held.items()}


def _form(suggestion: queries.Suggestion, failed: AnswerForm | None, as_typed: dict[str, Any] | None) -> AnswerForm:
    if failed is not None and str(failed["entity"].value()) == str(suggestion.entity_id):
        return failed
    seen = suggestion.answered.pk if suggestion.answered else None
    typed = as_typed if as_typed and as_typed["entity"] == suggestion.entity_id else {}
    kept = {name: typed[name] for name in ("judgement", "note") if name in typed}
    return AnswerForm(entity=suggestion.entity_id, name=suggestion.name, seen=seen, initial=kept)
