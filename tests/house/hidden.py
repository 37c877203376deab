"""What may happen where a reader holds no key: each makes rows about the very things that the reader sees.

Each is done by somebody who reads those things too, for an audience that the reader is not in.
"""

import io
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.utils import timezone

from tessera.access import services as access
from tessera.access.models import Audience, User
from tessera.assessments import queries as assessed
from tessera.assessments import services as assessing
from tessera.assessments.answering import TickGiven
from tessera.assessments.terms import LISTS
from tessera.cases.models import CareReview, Case, FamilyMember, MissedContact, StatusChange, Voice
from tessera.concerns import reporting
from tessera.concerns.models import Band, Concern, ConcernReport, Decision, Referral
from tessera.documents import services as documents
from tessera.entities import queries as entities
from tessera.entities import standing, telling_apart, tying
from tessera.entities.merging import answer_pair, undo_join
from tessera.entities.models import Marker, Mention
from tessera.entities.services import MentionGiven, answer_match, record_mentions
from tessera.imports import queries as lists
from tessera.imports import services as listing
from tessera.imports import taking
from tessera.imports.models import Import
from tessera.information import sanitising
from tessera.information import services as information
from tessera.information.models import Grade, MethodCoded, PoliceItem, Promotion
from tessera.reference.models import ExploitationModel, Indicator, Method, SubjectCategory, TieKind
from tessera.work import services as work
from tessera.work.models import Message
from tests.assessments.conftest import settle
from tests.cast import as_user
from tests.house.world import CAR, CHILD, CONCERN, PHONE, SAME_CHILD, World
from tests.reporting import PNG

SAID = [
    CHILD, SAME_CHILD, CONCERN, PHONE, CAR, MentionGiven("person", "concern", "Tegan Hollis"),
    MentionGiven("person", "protects", "June Hollis"), MentionGiven("person", "child", "Darren Axley"),
    MentionGiven("place", "other", "Harbour Arcade"), MentionGiven("phone", "other", "number ending 900911"),
]  # fmt: skip
# What the pages of a report may be typed with, so that every name held is found in it.
TYPED = "With " + ", ".join(one.words for one in SAID) + "."


def reported(
    world: World, by: User, audience: Audience, said: Sequence[tuple[int, bool]], **more: Any
) -> list[Mention]:
    """A report that speaks of the same people, joined to them by its writer, and adds to one that the reader sees."""
    with as_user(by):
        held = list(Mention.objects.readable().filter(report=world.report).order_by("position"))
        mentions = [_said(SAID[n], held if joins else []) for n, joins in said]
        file = documents.keep(content=PNG, name="hidden.png", audience=audience, by=by)
        report = information.send_report(
            given={"narrative": f"Hidden. {TYPED}", "about_child": CHILD.words, "premises": "The Anchor"},
            audience=audience, sent_key=uuid4(), corrects=world.report, files=[file], withheld_name="Hidden source", by=by,
            **more,
        )  # fmt: skip
        return record_mentions(report=report, mentions=mentions, by=by)


def _said(one: MentionGiven, held: list[Mention]) -> MentionGiven:
    same = next((mention.entity_id for mention in held if mention.kind == one.kind), None)
    return MentionGiven(one.kind, one.part, one.words, one.fields, same)


def graded(world: World, by: User, audience: Audience, said: Sequence[tuple[int, bool]], code: str) -> UUID:
    """A report that speaks of the same people, with an image, graded twice by those who read it. Answers its number."""
    mention = reported(world, by, audience, said)[0]
    with as_user(by):
        for information, at in (("E", timezone.now()), (code, timezone.now() + timedelta(minutes=1))):
            Grade.objects.create(
                report_id=mention.report_id, source="1", information=information, handling="C", conditions="Hidden.",
                note="Hidden.", at=at, audience=audience, author=by.post,
            )  # fmt: skip
    return mention.report_id


def developed(world: World, by: User, audience: Audience, said: Sequence[tuple[int, bool]], step: str) -> None:
    """A report of the same people that is graded, promoted, for the police, coded, and shared within one agency."""
    report = graded(world, by, audience, said, "A")
    with as_user(by):
        grade = Grade.objects.readable().filter(author=by.post, report=report)[0]
        hung = {"report_id": grade.report_id, "audience": audience, "author": by.post, "at": timezone.now()}
        cleansed = dict.fromkeys(("duplicates", "hearsay", "identities", "checked", "result"), "Hidden.")
        Promotion.objects.create(step=step, grade=grade, **cleansed, **hung)
        PoliceItem.objects.create(is_marked=True, because="Hidden.", **hung)
        MethodCoded.objects.create(method=Method.objects.all()[0], note="Hidden.", **hung)
        Referral.objects.create(what="offence", agency=world.cast.outsider.agency, because="Hidden.", **hung)
        for title in ("Hidden", "Hidden and withdrawn"):
            version = sanitising.sanitise(
                report=grade.report, title=title, text=f"Hidden version. {TYPED}", conditions="Hidden.",
                originator="Hidden.", to=[by.agency], by=by,
            )  # fmt: skip
        sanitising.withdraw_version(version=version, because="Hidden.", by=by)


def sent(world: World, by: User, audience: Audience, said: Sequence[tuple[int, bool]]) -> None:
    """The same through the front door: its concern and its clock wait at the triage desk."""
    with as_user(by):
        mentions = [_said(SAID[n], []) for n, _ in said]
        reporting.report_concern(typed={"narrative": TYPED, "desk_only": True}, mentions=mentions, by=by)


def listed(world: World, by: User, audience: Audience, said: Sequence[tuple[int, bool]]) -> None:
    """A list that speaks of the same people and cars, from the source and with the references of one that is held."""
    lines = ["Reference,Name,VRM,Note"] + [f'S-{n},"{SAID[n].words}",{CAR.words},Hidden' for n, _ in said]
    with as_user(by):
        profile = lists.profile_called("missing-people")
        content = io.BytesIO("\n".join(dict.fromkeys(lines)).encode())
        given = listing.give(file=content, name="hidden.csv", profile=profile, source="Cameras", by=by)
        Import.objects.filter(pk=given.pk).update(audience=audience)
        given = listing.map_columns(given=lists.imports_for(by).get(pk=given.pk), mapping=given.mapping, by=by)
        given = listing.take(given=listing.check(given=given, by=by), by=by)
        taking.take_batches(given=given, by=by)


def answered(world: World, by: User, audience: Audience, judgement: str, said: Sequence[tuple[int, bool]]) -> None:
    """Somebody answers whether what they were told is what the reader sees too; or that what is seen is not."""
    made = reported(world, by, audience, [(n, False) for n, _ in said] or [(0, False)])
    with as_user(by):
        for mention in made:
            for suggested in entities.suggestions_for(by, mention)[:1]:
                answer_match(mention=mention, entity=suggested.entity_id, judgement=judgement, note="Hidden.", by=by)
        seen = Mention.objects.readable().filter(report=world.report, part="concern")[0]
        own = {mention.entity_id for mention in made}
        for suggested in [one for one in entities.suggestions_for(by, seen) if one.entity_id in own][:1]:
            answer_match(mention=seen, entity=suggested.entity_id, judgement="different", note="Hidden.", by=by)


def joined(world: World, by: User, audience: Audience, judgement: str, said: Sequence[tuple[int, bool]]) -> None:
    """Somebody says of two things told to them, and of one and what the reader sees, whether they are the same.

    What the reader reads is not moved; the last of what was joined is taken back.
    """
    made = reported(world, by, audience, [(n, False) for n, _ in said] + [(0, False), (1, False)])
    with as_user(by):
        seen = {one.kind: one.entity_id for one in Mention.objects.readable().filter(report=world.report)}
        pairs = [(made[-1], made[-2].entity_id)]
        pairs += [(one, seen[one.kind]) for one in made[:-2] if one.kind in seen]
        answer = None
        for one, other in pairs:
            answer = answer_pair(one=one.entity_id, other=other, judgement=judgement, note="Hidden.", by=by)
        if answer is not None and judgement == "same":
            undo_join(join=answer.pk, note="Hidden.", by=by)


def asked(world: World, by: User, audience: Audience, band: str) -> None:
    """Another concern about the reader's report, decided by others."""
    with as_user(by):
        concern = Concern.objects.create(
            reference=f"CN-{uuid4().hex[:8].upper()}", subject="Hidden", band=band, received_at=timezone.now(),
            owner=by.post, status=Concern.Status.DECIDED, audience=audience, author=by.post,
        )  # fmt: skip
        hung = {"concern": concern, "audience": audience, "author": by.post}
        ConcernReport.objects.create(report=world.report, **hung)
        Decision.objects.create(what=Decision.What.STRATEGY, reasons="Hidden.", **hung)


def assessed_too(world: World, by: User, audience: Audience, level: str) -> None:
    """An assessment of the same child, decided by others, with ticks, a model and an agency asked."""
    with as_user(by):
        assessment = assessing.start(
            child_id=world.mention.entity_id, child_name="Hidden", audience=audience, born_on=date(2010, 1, 1), by=by
        )
        for part in LISTS:
            rows = Indicator.objects.filter(kind=part, asks=[])[:3]
            ticks = [TickGiven(row, row.label, "Hidden.") for row in rows]
            version = assessed.answers_for(by, assessment).version(part)
            assessing.save_list(assessment=assessment, part=part, version=version, state="", ticks=ticks, by=by)
        settle(assessment, by=by)
        model, today = ExploitationModel.objects.all()[1], timezone.localdate()
        assessing.add_model(assessment=assessment, model=model, from_on=today, until_on=None, note="Hidden.", by=by)
        assessing.ask_agency(assessment=assessment, agency=world.cast.outsider.agency, asked_on=today, by=by)
        assessment = assessed.assessments_for(by).get(pk=assessment.pk)
        for whom in ("police", "social_care"):
            assessing.tell(assessment=assessment, whom=whom, person="Hidden", told_at=timezone.now(), by=by)
        assessing.decide(
            assessment=assessment,
            level=level,
            reason="Hidden.",
            next_conversation="",
            need_without_service="Hidden",
            by=by,
        )


def closed_before(world: World, by: User, audience: Audience) -> None:
    """An earlier case of the same child, of which the reader was not on the team."""
    with as_user(by):
        case = Case.objects.create(
            child_id=world.mention.entity_id, agency=by.agency, status=Case.Status.CLOSED, title="Hidden",
            opened_at=timezone.now() - timedelta(days=90), audience=audience, author=by.post,
        )  # fmt: skip
        hung = {"case": case, "audience": audience, "author": by.post}
        StatusChange.objects.create(status=Case.Status.CLOSED, reason="Hidden.", **hung)
        Voice.objects.create(what=Voice.What.SAFE_CONTACT, text="Hidden.", said_on=date(2026, 1, 1), **hung)
        MissedContact.objects.create(
            meant_for=date(2026, 1, 1), tried={"rang": "Hidden"}, barriers={"missing": "Hidden"}, tried_next="Hidden.",
            **hung,
        )  # fmt: skip
        CareReview.objects.create(
            held_on=date(2026, 1, 1), chaired_by="Hidden", exploitation="Hidden.", missing="Hidden.", **hung
        )
        FamilyMember.objects.create(
            name="Hidden", relation="Uncle", part=FamilyMember.Part.UNSAFE, from_on=date(2026, 1, 1), **hung
        )


def set_to_do(world: World, by: User, audience: Audience, place: int) -> None:
    """A task and a message about a page that the reader sees."""
    things = [world.case, world.concern, world.report, world.assessment]
    child = f"/children/{world.mention.entity_id}/"
    path = [*(thing.get_absolute_url() for thing in things), child][place]
    with as_user(by):
        task = work.set_task(
            title="Hidden", subject="Tegan Hollis", path=path, owner=by.post, due_at=timezone.now(), by=by
        )
        work.finish_task(task=task, outcome="Hidden.", by=by)
        work.set_task(title="Hidden", subject="Tegan Hollis", path=path, owner=by.post, rule="triage-emergency", by=by)
        Message.objects.create(text="Hidden.", path=path, at=timezone.now(), audience=audience, author=by.post)


def marked(world: World, by: User, audience: Audience, what: str) -> None:
    """A marker on the same child, and on a person of concern."""
    with as_user(by):
        for mention in Mention.objects.readable().filter(report=world.report)[:2]:
            Marker.objects.create(
                entity_id=mention.entity_id, what=what, note="Hidden.", officer=by.post, starts_on=date(2026, 1, 1),
                audience=audience, author=by.post,
            )  # fmt: skip


def tied(world: World, by: User, audience: Audience, code: str) -> None:
    """A report that the reader may not open says of the man and the car that they are tied."""
    mentions = reported(world, by, audience, [(SAID.index(CONCERN), True), (SAID.index(CAR), True)])
    with as_user(by):
        tying.tie(one=mentions[0], other=mentions[1], kind=TieKind.objects.get(code=code), by=by)


def stood(world: World, by: User, audience: Audience, level: str) -> None:
    """A standing of the man whom the reader sees too, resting on his part in a report that the reader may not open."""
    man = reported(world, by, audience, [(SAID.index(CONCERN), True)])[0]
    with as_user(by):
        seen = Mention.objects.readable().filter(entity=man.entity_id, part="concern").exclude(pk=man.pk)
        for rests in ([man], [man, *seen]):
            made = standing.record_standing(
                entity=man.entity_id, level=level, mentions=rests, basis="Hidden.", owner=by.post, by=by,
                review_on=timezone.localdate() + timedelta(days=30),
            )  # fmt: skip
        convicted = SubjectCategory.objects.get(code="convicted")
        telling_apart.say_as(mention=man, category=convicted, nature="both", note="Hidden.", by=by)
        standing.withdraw_standing(standing=made, because="Hidden.", seen=None, by=by)


def begun(world: World, by: User, audience: Audience) -> None:
    """A draft that will add to the reader's report."""
    with as_user(by):
        information.save_draft(key=uuid4(), typed={"narrative": "Hidden."}, corrects=world.report, by=by)


def audiences_of(by: User) -> list[Audience]:
    """Sets of holders at this person's own agency alone."""
    own = [access.person(by.post), access.leads_of(by.agency), access.supervisors_of(by.agency)]
    return [access.audience_of(members) for members in (own[:1], own[1:2], own[2:], own)]


Happening = tuple[Callable[..., Any], int, tuple[Any, ...]]
BANDS = Band.values
