"""The staff of one's own agency: names, posts and roles, never content."""

from datetime import date, datetime
from typing import NamedTuple

from django.db.models import QuerySet
from django.utils import timezone

from tessera.access.models import Post, User
from tessera.access.roles import Permission
from tessera.staff import limits
from tessera.staff.models import Departure, Invitation, Review, ReviewAnswer, Sitting, words_of
from tessera.work import services as work
from tessera.work.services import NoSuchClock


class Row(NamedTuple):
    """Somebody in a post, as a list shows them."""

    post: Post
    roles: str
    last_day: date | None
    is_ending: bool


class Asked(NamedTuple):
    """Somebody in a review, with what was said of them last."""

    post: Post
    roles: str
    answer: ReviewAnswer | None
    is_me: bool


def staff_for(user: User) -> QuerySet[Post]:
    """Everybody in a post at this administrator's own agency today. Nobody for whoever does not administer."""
    held = Post.objects.held(on=timezone.localdate()).select_related("user", "agency")
    if not user.may(Permission.ADMINISTER):
        return held.none()
    return held.filter(agency=user.agency).order_by("user__name", "pk")


def row_of(post: Post) -> Row:
    """One post as a list shows it."""
    soon = timezone.localdate() + limits.WARNED_BEFORE
    return Row(post, words_of(post.roles), post.last_day, post.ends_on is not None and post.ends_on <= soon)


def left_for(user: User) -> QuerySet[Departure]:
    """Whose post at this agency ended, the newest first."""
    ended = Departure.objects.filter(post__agency=user.agency).select_related("post__user", "post__agency", "by__user")
    return ended.order_by("-at")


def invitations_for(user: User) -> QuerySet[Invitation]:
    """Invitations to this agency that are neither accepted nor taken back, the newest first."""
    waiting = Invitation.objects.filter(agency=user.agency, accepted_at__isnull=True, withdrawn_at__isnull=True)
    return waiting.select_related("agency", "invited_by__user").order_by("-invited_at")


def sitting_of(user: User, number: object) -> Sitting | None:
    """The administrative sign-in that this browser began, while it is open."""
    if not isinstance(number, int) or user.post is None:
        return None
    found = Sitting.objects.filter(pk=number, post=user.post).first()
    return found if found is not None and found.is_open(at=timezone.now()) else None


def review_for(user: User) -> Review | None:
    """The review of this agency's staff that is under way."""
    return Review.objects.filter(agency=user.agency, done_at__isnull=True).select_related("agency").first()


def asked_in(user: User, review: Review) -> list[Asked]:
    """Everybody in the review, with what was said of each last."""
    said = {one.post_id: one for one in review.answers.order_by("at", "pk").select_related("by__user")}
    return [Asked(one, words_of(one.roles), said.get(one.pk), one.user_id == user.pk) for one in staff_for(user)]


def next_review_due(review: Review) -> datetime | None:
    """When the next one begins: the interval after this one began, by the rule in the catalogue."""
    try:
        return work.due_under("access-review-interval", start=review.began_at)[1]
    except NoSuchClock:
        return None


def reviews_done(user: User) -> QuerySet[Review]:
    """Earlier reviews of this agency, the newest first."""
    done = Review.objects.filter(agency=user.agency, done_at__isnull=False).select_related("done_by__user", "agency")
    return done.order_by("-done_at")


class Waiting(NamedTuple):
    """What waits for an administrator, for the home page."""

    review: Review | None
    ending: int
    to_agree: int


def waiting_for(user: User) -> Waiting | None:
    """What waits for this administrator; nothing for anybody else."""
    if not user.may(Permission.ADMINISTER):
        return None
    ending = sum(row_of(post).is_ending for post in staff_for(user))
    to_agree = [one for one in invitations_for(user) if one.needs_two and one.agreed_at is None]
    return Waiting(review_for(user), ending, len([one for one in to_agree if one.invited_by_id != user.post.pk]))  # type: ignore[union-attr]  # whoever may administer is in a post
