"""Online details of an assessment, kept as a report too: each is then a thing that is found, beside the child.

A tick keeps usernames, platforms, numbers and devices as words. What a tick says changes with each save; a report never
does. So a save writes one short report of whatever is new in it, for the readers of the assessment, and every item hangs
from that report like anything else that was told: it is compared with what is held, and stands on the child's page with
the report it rests on (REQ assess-online-detail).
"""

from collections.abc import Iterable, Iterator
from uuid import UUID, uuid4

from tessera.access import services as access
from tessera.access.models import Audience, User
from tessera.assessments import queries
from tessera.assessments.models import Assessment, OnlineReport, Tick
from tessera.assessments.terms import ONLINE_DETAIL
from tessera.entities import services as joining
from tessera.entities.models import Kind, Mention, Part
from tessera.entities.services import MentionGiven
from tessera.information import services as information
from tessera.information.models import Report
from tessera.lib.extraction import mentions_in

KINDS = {
    "usernames": Kind.ACCOUNT,
    "platforms": Kind.ORGANISATION,
    "numbers": Kind.PHONE,
    "devices": Kind.PHONE,
}
Item = tuple[str, str]  # which of ONLINE_DETAIL, and the words


def tell_online_details(*, assessment: Assessment, by: User) -> Report | None:
    """Report the online details of an assessment that its readers were not told yet. None when there is nothing new.

    What an earlier assessment of the child told these readers is not told again. What they could not read there is,
    and then speaks of the same things: an assessor who confirms a detail says that it is still that one.
    """
    said = dict.fromkeys(_items(queries.answers_for(by, assessment).ticks))
    if not said:
        return None
    told = list(_told_of(assessment, by))
    readers = set(assessment.audience.holders.all())
    known = {_plain(one) for row, one in told if readers <= set(row.report.audience.holders.all())}
    new = [one for one in said if _plain(one) not in known]
    if not new:
        return None
    held = _entities_of(told)
    report = information.send_report(
        given={
            "narrative": _narrative(assessment, new), "about_child": assessment.child_name,
            "came_from": assessment.get_absolute_url(),
        },
        kind=Report.Kind.ASSESSMENT, audience=assessment.audience, sent_key=uuid4(), by=by,
        corrects=next((row.report for row, _ in reversed(told) if row.assessment_id == assessment.pk), None),
    )  # fmt: skip
    child = MentionGiven(Kind.PERSON, Part.CHILD, assessment.child_name, same_as=queries.child_now(by, assessment))
    things = [_mention(one, held.get(_plain(one))) for one in new]
    joining.record_mentions(report=report, mentions=[child, *things], by=by)
    OnlineReport.objects.create(
        assessment=assessment, audience_id=assessment.audience_id, author=by.post, report=report, items=new
    )
    return report


def move_online_reports(*, assessment: Assessment, audience: Audience, by: User | None) -> None:
    """Let the readers an assessment now has read its online details too, as when a child's case is opened.

    `assessment` as it was before. A report that others were given meanwhile stays with them.
    """
    for row in OnlineReport.objects.readable().filter(assessment=assessment).select_related("report__audience"):
        before = row.report.audience
        is_only_ours = before.pk == assessment.audience_id
        after = audience if is_only_ours else _both(before, audience)
        joining.move_report(report=row.report, audience=after, by=by)


def _both(one: Audience, other: Audience) -> Audience:
    return access.widened(one, *other.holders.all())


def _items(ticks: Iterable[Tick]) -> Iterator[Item]:
    """Each detail of what is ticked and confirmed here, in the order of the lists."""
    for tick in ticks:
        if tick.is_ticked and tick.is_confirmed:
            for name in ONLINE_DETAIL:
                yield from ((name, words) for words in tick.detail.get(name, ()))


def _told_of(assessment: Assessment, by: User) -> Iterator[tuple[OnlineReport, Item]]:
    """What was told from this and earlier assessments of the child, as far as this person may read it, oldest first."""
    of_child = queries.of_child(by, queries.child_now(by, assessment)).order_by().values("pk")
    rows = OnlineReport.objects.readable().filter(assessment__in=of_child).select_related("report__audience")
    for row in rows.order_by("at", "pk"):
        for name, words in row.items:
            yield row, (name, words)


def _entities_of(told: list[tuple[OnlineReport, Item]]) -> dict[Item, UUID]:
    """What each detail that was told is held as now."""
    mentions = Mention.objects.readable().filter(report__in={row.report_id for row, _ in told})
    at = {(mention.report_id, mention.kind, mention.words): mention.entity_id for mention in mentions}
    found = ((one, at.get((row.report_id, KINDS[one[0]], one[1]))) for row, one in told)
    return {_plain(one): entity for one, entity in found if entity is not None}


def _mention(one: Item, held: UUID | None) -> MentionGiven:
    name, words = one
    fields: dict[str, str] = {}
    if name == "devices" and not any(found.kind == "phone" for found in mentions_in(words)):
        fields = {"description": words}
    return MentionGiven(KINDS[name], Part.OTHER, words, fields, held)


def _narrative(assessment: Assessment, items: Iterable[Item]) -> str:
    by_name: dict[str, list[str]] = {}
    for name, words in items:
        by_name.setdefault(name, []).append(words)
    lines = [f"{ONLINE_DETAIL[name]}: {'; '.join(words)}." for name, words in by_name.items()]
    return "\n".join([f"Online details written in an assessment of {assessment.child_name}.", *lines])


def _plain(one: Item) -> Item:
    """The same detail however it is spaced and capitalised."""
    name, words = one
    return name, " ".join(words.split()).casefold().lstrip("@")
