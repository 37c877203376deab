"""Reading one's own searches."""

from uuid import UUID

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from tessera.access.models import Agency, User
from tessera.search.models import StoreSearch

RECENT = 10


def searches_of(user: User) -> QuerySet[StoreSearch]:
    """What this person searched for in the post they hold now, the newest first."""
    return StoreSearch.objects.readable().filter(author=user.post)


def watched_by(user: User) -> QuerySet[StoreSearch]:
    """The searches that this person is told of."""
    return searches_of(user).filter(watched_at__isnull=False)


def search_for(user: User, pk: UUID) -> StoreSearch:
    """One of this person's own searches. Raises Http404 for anybody else's."""
    return get_object_or_404(searches_of(user), pk=pk)


def agency_names() -> dict[str, str]:
    """Every agency by its id, in the order of their names: also those that are no longer active, whose reports stay."""
    return {str(agency.pk): agency.name for agency in Agency.objects.all()}
