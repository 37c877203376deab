"""The standing of a person of concern: recording it, reading it, and looking at it again."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from tessera.access.guards import requires
from tessera.access.roles import Permission
from tessera.audit.log import record
from tessera.entities import events, policy, queries, standing
from tessera.entities.following import follows_joins
from tessera.entities.models import StandingReview
from tessera.entities.queries.standing import (
    StandingSeen,
    may_rest_on,
    owners_for,
    review_dates,
    standing_for,
    standings_on,
)
from tessera.entities.standing_forms import ReviewForm, StandingForm
from tessera.reference.queries import clocks

MOVED = "Somebody moved one of these reports to another person while you were writing. Read the list again."
REVIEWED = "Somebody else looked at this standing while you were writing. What they said is shown above yours."
RULES = ("standing-review", "standing-longest")


@requires(Permission.STANDING)
@follows_joins("pk")
def record_standing(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say that somebody is suspected, or known, to be of concern, and what that rests on. Proves nothing."""
    held = queries.entity_for(request.user, pk)
    policy.may_stand(request.user, held.kind).require()
    mentions, dates = may_rest_on(request.user, pk), review_dates()
    form = StandingForm(
        request.POST or None, mentions=mentions, owners=owners_for(mentions), dates=dates,
        initial={"review_on": dates.usual, "owner": str(request.user.post.pk)},
    )  # fmt: skip
    if form.is_valid():
        try:
            made = standing.record_standing(entity=held.pk, by=request.user, **form.given)
        except standing.BasisGone:
            form.add_error("reports", MOVED)
        else:
            messages.success(request, f"Recorded: {made}. {made.owner} has a task to look at it again.")
            return redirect(made)
    record(events.OPENED, by=request.user, on=held)
    return render(request, "entities/record_standing.html", {
        "held": held, "form": form, "mentions": mentions, "rules": clocks(RULES),
        "standings": standings_on(request.user, [pk]).get(pk, []),
    })  # fmt: skip


@requires(Permission.CHILD)
def show_standing(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One standing, with all that it rests on and everybody who looked at it again."""
    seen = _found(request, pk)
    record(events.OPENED, by=request.user, on=seen.standing)
    return render(request, "entities/standing.html", {
        "seen": seen, "people": _people(request, seen), "may_review": policy.may_review_standing(request.user, seen),
        "rules": clocks(RULES), "today": timezone.localdate(),
    })  # fmt: skip


@requires(Permission.STANDING)
def review_standing(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Look at a standing again: keep it until another day, or withdraw it."""
    seen, dates, notice = _found(request, pk), review_dates(), ""
    mentions = [basis.mention for basis in seen.bases]
    shared = {"mentions": mentions, "owners": owners_for(mentions), "dates": dates}
    shared |= {"may_keep": policy.may_keep_standing(request.user, seen)}
    usual = {"review_on": dates.usual, "owner": str(seen.owner.pk)}
    last = seen.last.pk if seen.last else None
    form = ReviewForm(request.POST or None, seen=last, initial=usual, **shared)
    if form.is_valid():
        said = dict(form.cleaned_data)
        is_kept = said.pop("decision") == StandingReview.Decision.KEPT
        if not is_kept:
            said = {name: said[name] for name in ("because", "seen")}
        act = standing.keep_standing if is_kept else standing.withdraw_standing
        try:
            review = act(standing=seen.standing, by=request.user, **said)
        except standing.Stale as stale:
            seen, notice = stale.saved, REVIEWED
            typed = form.cleaned_data | {"owner": form.data.get("owner", "")}
            form = ReviewForm(seen=seen.last.pk if seen.last else None, initial=typed, **shared)
        else:
            messages.success(request, f"{review}. It stays on record, with your reasons.")
            return redirect(seen.standing)
    elif request.method != "POST":
        policy.may_review_standing(request.user, seen).require()
    record(events.OPENED, by=request.user, on=seen.standing)
    return render(request, "entities/review_standing.html", {
        "seen": seen, "form": form, "notice": notice, "people": _people(request, seen), "rules": clocks(RULES),
    })  # fmt: skip


def _found(request: HttpRequest, pk: UUID) -> StandingSeen:
    seen = standing_for(request.user, pk)
    if seen is None:
        raise Http404
    return seen


def _people(request: HttpRequest, seen: StandingSeen) -> list[queries.Held]:
    """Whom it is about, as this reader holds them; whom it was recorded on once its basis is gone."""
    held = queries.held_for(request.user, seen.persons or {seen.standing.entity_id})
    return sorted(held.values(), key=lambda one: (one.name, str(one.pk)))
