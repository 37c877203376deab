"""The hand-made story, told through the services as its people would have done it, each thing at its own moment."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Any
from unittest.mock import patch
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from tessera.access import services as access
from tessera.access.keyring import keyring_of, opened
from tessera.access.models import User
from tessera.cases import services as cases
from tessera.cases.models import Case, FamilyMember, TeamMember, Voice
from tessera.concerns import deciding, reporting
from tessera.concerns import queries as concerns
from tessera.concerns import services as triage
from tessera.concerns.models import PRESENT, Band, Concern, Decision, absent
from tessera.entities import queries as entities
from tessera.entities import standing
from tessera.entities.models import Kind, Match, Mention, Part
from tessera.entities.services import MentionGiven, answer_match
from tessera.information.models import Report
from tessera.lib.area.developed import acts_by
from tessera.lib.area.reports import Mention as ToldMention
from tessera.lib.area.story import Story, StoryReport, Triaged
from tessera.lib.area.telling import tell_story
from tessera.lib.local_time import midday
from tessera.reference.models import Origin
from tessera.synth.assessed import assess
from tessera.synth.county import Placed
from tessera.synth.developed import Doing
from tessera.work import services as work

What = Decision.What
FIRST_KEY = UUID(int=1 << 100)
# The story leaves the newest fragments apart, for whoever tries the demo to join.
JOINED_BEFORE_DAYS = 10
FOR_THE_ANALYST = "hotel-booking"


def is_told() -> bool:
    """Whether the story is in the database already: it goes in whole or not at all."""
    return Report.objects.using("owner").filter(sent_key=FIRST_KEY).exists()


@transaction.atomic
def tell(*, on: date, placed: Placed) -> None:
    """Tell the whole story as it stands on this day."""
    _Teller(tell_story(on), on, placed).tell()


class _Teller:
    """Acts each part in turn: whoever wrote, triaged or opened something does it with their own keyring."""

    def __init__(self, story: Story, on: date, placed: Placed) -> None:
        self.story, self.on, self.placed = story, on, placed
        self.reports: dict[str, Report] = {}
        self.truths: dict[UUID, str] = {}
        self.case: Case | None = None

    def tell(self) -> None:
        for number, told in enumerate(self.story.reports):
            self._report(told, number)
            if told.triage:
                self._join(told)
                if told.key == self.story.case.opened_from:
                    self._open_case(told)
                self._triage(told, told.triage)
        self._live_with_the_case()
        self._ask_the_analyst()
        self._say_who_is_of_concern()
        doing = Doing(reports=self.reports, truths=self.truths, placed=self.placed, act_as=self._as)
        doing.do(acts_by(self.on))

    @contextmanager
    def _as(self, name: str, at: datetime) -> Iterator[User]:
        user = self.placed.staff[name]
        post = self.placed.post(name)
        with patch.object(timezone, "now", lambda: at), opened(keyring_of(post)):
            yield user

    def _report(self, told: StoryReport, number: int) -> None:
        with self._as(told.author, told.sent_at) as by:
            report = reporting.report_concern(
                typed=self._typed(told), mentions=[_given(one) for one in told.mentions], by=by,
                sent_key=UUID(int=FIRST_KEY.int + number), corrects=self.reports.get(told.corrects), at=told.sent_at,
            )  # fmt: skip
            self.reports[told.key] = report
            made = Mention.objects.readable().filter(report=report).order_by("position")
            self.truths |= {mention.pk: one.truth for mention, one in zip(made, told.mentions, strict=True)}

    def _typed(self, told: StoryReport) -> dict[str, object]:
        withheld = told.source == Report.Source.PUBLIC_WITHHELD
        is_business = Origin.objects.filter(code=told.origin, is_business=True).exists()
        return {
            "narrative": told.narrative, "about_child": told.about_text, "childs_words": told.childs_words,
            "about_concern": _named(told, "concern"), "about_protects": _named(told, "protects"),
            "when_text": told.when_text, "happened_from": told.happened_from, "happened_until": told.happened_until,
            "happened_words": told.when_text, "where_text": told.where_text, "how_known": told.how_known,
            "child_knows": told.child_knows, "child_wants": told.child_wants, "parents_know": told.parents_know,
            "source": told.source, "source_name": "" if withheld else told.source_name,
            "source_reference": told.source_reference, "withheld_name": told.source_name if withheld else "",
            "origin": Origin.objects.filter(code=told.origin).first(), "desk_only": told.audience == "desk",
            "started_at": told.sent_at - timedelta(minutes=4),
            "is_business_report": is_business, "premises": told.where_text if is_business else "",
        }  # fmt: skip

    def _join(self, told: StoryReport) -> None:
        """The desk answers what the software suggests, rightly, for all but the newest reports."""
        assert told.triage is not None
        if (self.on - timezone.localdate(told.sent_at)).days < JOINED_BEFORE_DAYS:
            return
        with self._as(told.triage.by, told.triage.decided_at - timedelta(minutes=20)) as by:
            for mention in list(Mention.objects.readable().filter(report=self.reports[told.key]).order_by("position")):
                self._answer(mention, by)

    def _answer(self, mention: Mention, by: User) -> None:
        truth = self.truths.get(mention.pk)
        if not truth:
            return
        for suggested in entities.suggestions_for(by, mention):
            others = Mention.objects.readable().filter(entity=suggested.entity_id).values_list("pk", flat=True)
            if truth in {self.truths.get(pk) for pk in others}:
                answer_match(
                    mention=mention, entity=suggested.entity_id, judgement=Match.Judgement.SAME,
                    note="The same in both accounts.", by=by,
                )  # fmt: skip
                return

    def _concern(self, told: StoryReport, by: User) -> Concern:
        concern = concerns.concerns_about(by, self.reports[told.key]).get()
        return concern

    def _triage(self, told: StoryReport, decided: Triaged) -> None:
        # Only whoever opened the case, its team and its supervisors can read it, and so add to it.
        officer = "triage" if decided.what == What.ADD_TO_CASE else decided.by
        with self._as(officer, decided.decided_at) as by:
            concern = self._concern(told, by)
            if concern.band != decided.band:
                concern = triage.change_band(
                    concern=concern,
                    band=Band(decided.band),
                    reason=decided.reasons,
                    version=concern.version,
                    by=by,
                )
            triage.log_search(
                concern=concern, system="Children’s social care records", terms=told.about_text or "The words of the report",
                found="Nothing that changes the decision.", by=by,
            )  # fmt: skip
            self._decide(told, decided, self._concern(told, by), by)
            concern = self._concern(told, by)
            if decided.reply:
                triage.give_feedback(
                    concern=concern,
                    report=self.reports[told.key],
                    told=decided.reply,
                    not_told_because="",
                    by=by,
                )

    def _decide(self, told: StoryReport, decided: Triaged, concern: Concern, by: User) -> None:
        common: dict[str, Any] = {"concern": concern, "reasons": decided.reasons, "version": concern.version, "by": by}
        if decided.what == What.STRATEGY:
            attendance: dict[str, dict[str, Any]] = dict.fromkeys(decided.present, PRESENT)
            attendance |= {kind: absent(why) for kind, why in dict(decided.absent).items()}
            deciding.hold_strategy_discussion(attendance=attendance, **common)
        elif decided.what == What.KEEP:
            deciding.keep(review_on=decided.review_on or self.on + timedelta(days=30), **common)
        elif decided.what == What.ADD_TO_CASE and self.case is not None:
            cases.add_concern(case=self.case, **common)
        elif decided.what == What.PASS_ON:
            deciding.pass_on(agency=self.placed.agencies[decided.to], area="", **common)
        elif decided.what == What.NOT_EXPLOITATION:
            deciding.signpost(to="The school’s pastoral lead", **common)
        elif decided.what == What.ASSESS:
            child = self._child(told)
            deciding.have_assessed(
                child_id=child.entity_id,
                child_name=child.words,
                assessor=self.placed.post("socialworker"),
                **common,
            )
        else:
            deciding.decide(what=What(decided.what), **common)

    def _child(self, told: StoryReport) -> Mention:
        return Mention.objects.readable().filter(report=self.reports[told.key], part="child").order_by("position")[0]

    def _open_case(self, told: StoryReport) -> None:
        plan = self.story.case
        born_on = self.story.cast[plan.child].born_on
        with self._as("triage", midday(plan.opened_on)) as by:
            mention, name = (
                self._child(told),
                f"{self.story.cast[plan.child].first_name} {self.story.cast[plan.child].surname}",
            )
            self.case = cases.open_from_concern(
                concern=self._concern(told, by), child_id=mention.entity_id, title=name, born_on=born_on,
                key_worker=self.placed.post("socialworker"), reason=plan.reason, by=by,
            )  # fmt: skip

    def _live_with_the_case(self) -> None:
        plan, case = self.story.case, self.case
        assert case is not None
        for member in plan.team:
            self._put_on_team(case, member.account, member.part, member.starts_on, member.ends_on)
        with self._as("socialworker", midday(self.on - timedelta(days=1))) as by:
            for one in plan.family:
                cases.note_family(
                    case=case,
                    name=one.name,
                    relation=one.relation,
                    part=FamilyMember.Part(one.part),
                    by=by,
                    on=one.from_on,
                )
        for said in plan.voice:
            with self._as(said.said_to, midday(said.said_on)) as by:
                cases.hear(case=case, what=Voice.What(said.what), text=said.text, said_on=said.said_on, by=by)
        for action in plan.actions:
            with self._as("socialworker", midday(action.set_on)) as by:
                task = work.set_task(
                    title=action.what, subject=case.title, path=case.get_absolute_url(), by=by,
                    owner=self.placed.post(action.owner), due_at=work.end_of_day(action.due_on),
                    also=case.audience.holders.all(),
                )  # fmt: skip
            if action.done_on:
                with self._as(action.owner, midday(action.done_on)) as by:
                    work.finish_task(task=task, outcome="Done as agreed.", by=by)
        assess(self.story, case, self.placed, self._as)

    def _ask_the_analyst(self) -> None:
        """She is on no child's team: the desk lets her read the one concern whose card, car and booking she is to compare."""
        with self._as("triage", midday(self.on - timedelta(days=2))) as by:
            concern = concerns.concerns_about(by, self.reports[FOR_THE_ANALYST]).get()
            analyst, report = self.placed.post("analyst"), self.reports[FOR_THE_ANALYST]
            triage.share(concern=concern, holders=[access.person(analyst)], by=by)
            work.set_task(
                title="Grade this report", subject=str(report), path=report.get_absolute_url(), owner=analyst,
                why="The hotel’s note is the only one of the car so near the time.", by=by,
            )  # fmt: skip

    def _say_who_is_of_concern(self) -> None:
        """The desk records why it looks at the man of the hotel, for as long as that report supports it."""
        with self._as("triage", midday(self.on - timedelta(days=1))) as by:
            report = self.reports[FOR_THE_ANALYST]
            man = Mention.objects.readable().get(report=report, kind=Kind.PERSON, part=Part.CONCERN)
            standing.record_standing(
                entity=man.entity_id, level="suspected", mentions=[man], owner=self.placed.post("triage"), by=by,
                basis="He took a room, came with two children and left when he was asked who they were.",
                review_on=self.on + timedelta(days=120),
            )  # fmt: skip

    def _put_on_team(self, case: Case, account: str, part: str, starts_on: date, ends_on: date | None) -> None:
        """The social worker stands in as key worker until the child's own key worker comes."""
        post = self.placed.post(account)
        if account == "socialworker":
            return
        with self._as("supervisor", midday(starts_on)) as by:
            member = cases.put_on_team(case=case, post=post, part=TeamMember.Part(part), by=by)
            if part == TeamMember.Part.KEY_WORKER:
                stand_in = TeamMember.objects.readable().get(case=case, post=self.placed.post("socialworker"))
                cases.take_off_team(member=stand_in, reason="The key worker has come.", by=by, on=starts_on)
                cases.put_on_team(case=case, post=stand_in.post, part=TeamMember.Part.SOCIAL_WORKER, by=by)
        if ends_on:
            with self._as("supervisor", midday(ends_on)) as by:
                cases.take_off_team(member=member, reason="Back to the hub.", by=by, on=ends_on)


def _named(told: StoryReport, part: str) -> str:
    """The people whom a report names in this part, a line each, as its writer would have put them down."""
    return "\n".join(one.words for one in told.mentions if one.kind == "person" and one.part == part)


def _given(one: ToldMention) -> MentionGiven:
    return MentionGiven(kind=one.kind, part=one.part, words=one.words, fields=dict(one.fields))
