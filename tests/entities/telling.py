"""Short ways for these tests to say who reported what, and who reads it."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

from tessera.access import services as access
from tessera.access.models import Audience, User
from tessera.entities import services
from tessera.entities.models import Mention
from tessera.entities.services import MentionGiven
from tessera.information.models import Report
from tests.cast import as_user

SENT = datetime(2026, 3, 14, 16, 30, tzinfo=UTC)


def only(*people: User) -> Audience:
    """The audience of these people and nobody else."""
    return access.audience_of([access.person(one.post) for one in people])


def given(kind: str, words: str, part: str = "other", same_as=None, **fields: object) -> MentionGiven:
    return MentionGiven(kind, part, words, fields, same_as)


def person(words: str, part: str = "child", **more: object) -> MentionGiven:
    return given("person", words, part, **more)


def told(by: User, audience: Audience, *mentions: MentionGiven, at: datetime = SENT, where: str = "") -> list[Mention]:
    """A report by this person for this audience, with what it speaks of and where it happened."""
    with as_user(by):
        report = Report(
            reference=f"WX-{uuid4().hex[:4]}-{uuid4().hex[:4]}".upper(),
            agency=by.agency,
            sent_key=uuid4(),
            narrative="Seen by the quay.",
            started_at=at - timedelta(minutes=5),
            sent_at=at,
            happened_from=at - timedelta(days=2),
            happened_until=at - timedelta(days=2),
            happened_words="12 March 2026",
            where_text=where,
            how_known="saw",
            audience=audience,
            author=by.post,
        )
        report.save(force_insert=True)
        return services.record_mentions(report=report, mentions=mentions, by=by)
