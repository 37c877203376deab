"""What was made of the story's reports, done through the services by whoever would have done it."""

import csv
from collections.abc import Callable, Collection, Mapping
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from io import BytesIO, StringIO
from uuid import UUID

from django.utils import timezone

from tessera.access import services as access
from tessera.access.models import User
from tessera.concerns import queries as concerns
from tessera.concerns import referring
from tessera.concerns import services as triage
from tessera.entities import standing, telling_apart, tying
from tessera.entities.grading import grade_report
from tessera.entities.models import Mention
from tessera.imports import queries as lists
from tessera.imports import services as listing
from tessera.imports import taking
from tessera.information import developing, sanitising
from tessera.information.developed import development_of
from tessera.information.models import Report
from tessera.lib.area.developed import Act
from tessera.reference.models import Method, SubjectCategory, TieKind
from tessera.search import pointers
from tessera.search import services as searching
from tessera.search.purposes import Purpose
from tessera.synth.county import Placed
from tessera.work import services as work
from tessera.work.models import Task

ActAs = Callable[[str, datetime], AbstractContextManager[User]]


class Doing:
    """Does each act in turn, with the keyring of whoever did it: `acts` are the names that developed.yaml gives them."""

    def __init__(
        self, *, reports: Mapping[str, Report], truths: Mapping[UUID, str], placed: Placed, act_as: ActAs
    ) -> None:
        self.reports, self.truths, self.placed, self.act_as = reports, truths, placed, act_as

    def do(self, acts: Collection[Act]) -> None:
        """Do all of them, the earliest first, and tell whoever watches a search what was found since."""
        for act in acts:
            with self.act_as(act.by, act.at) as by:
                getattr(self, f"_{act.what}")(act, by)

    def _report(self, act: Act) -> Report:
        return Report.objects.readable().get(pk=self.reports[act.report].pk)

    def _mention(self, key: str, truth: str) -> Mention:
        said = Mention.objects.readable().filter(report=self.reports[key]).order_by("position")
        return next(one for one in said if self.truths.get(one.pk) == f"story:{truth}")

    def _share(self, act: Act, by: User) -> None:
        concern = concerns.concerns_about(by, self._report(act)).get()
        triage.share(concern=concern, holders=[access.person(self.placed.post(act.said["with"]))], by=by)

    def _grade(self, act: Act, by: User) -> None:
        grade_report(report=self._report(act), seen=None, by=by, **act.said)

    def _tie(self, act: Act, by: User) -> None:
        one, other = (self._mention(act.report, act.said[side]) for side in ("one", "other"))
        kind = TieKind.objects.get(code=act.said["kind"])
        tying.tie(one=one, other=other, kind=kind, note=act.said.get("note", ""), by=by)

    def _say_as(self, act: Act, by: User) -> None:
        telling_apart.say_as(
            mention=self._mention(act.report, act.said["of"]), nature=act.said["nature"], note=act.said["note"], by=by,
            category=SubjectCategory.objects.get(code=act.said["category"]),
        )  # fmt: skip

    def _methods(self, act: Act, by: User) -> None:
        methods = Method.objects.filter(code__in=act.said["codes"])
        developing.code_methods(report=self._report(act), methods=methods, note=act.said["note"], by=by)

    def _promote(self, act: Act, by: User) -> None:
        report = self._report(act)
        last = development_of(by, report).last
        developing.promote(report=report, seen=last.pk if last else None, by=by, **act.said)

    def _for_police(self, act: Act, by: User) -> None:
        developing.mark_for_police(report=self._report(act), is_marked=True, because=act.said["because"], by=by)

    def _sanitise(self, act: Act, by: User) -> None:
        sanitising.sanitise(report=self._report(act), by=by, **act.said)

    def _refer(self, act: Act, by: User) -> None:
        """Somebody at the agency it went to says what they do about it."""
        report, said = self._report(act), act.said
        referring.refer(
            report=report, what="risk", child=self._mention(act.report, said["child"]), because=said["because"],
            agency=self.placed.agencies[said["to"]], by=by,
        )  # fmt: skip
        with self.act_as(said["answered_by"], said["answered_at"]) as taker:
            task = Task.objects.readable().get(path=report.get_absolute_url(), rule=referring.RISK_CLOCK)
            work.finish_task(task=task, outcome=said["outcome"], by=taker)

    def _standing(self, act: Act, by: User) -> None:
        mentions = [self._mention(key, act.said["of"]) for key in (act.report, act.said["also"])]
        standing.record_standing(
            entity=mentions[0].entity_id, level=act.said["level"], mentions=mentions, basis=act.said["basis"],
            review_on=timezone.localdate(act.at) + timedelta(days=act.said["review_in_days"]),
            owner=self.placed.post(act.said["owner"]), by=by,
        )  # fmt: skip

    def _let_find(self, act: Act, by: User) -> None:
        person = self._mention(act.report, act.said["of"]).entity_id
        pointers.let_others_find(entity=person, contact=act.said["contact"], reason=act.said["reason"], by=by)

    def _watch(self, act: Act, by: User) -> None:
        purpose = Purpose("other", act.said["purpose"])
        search = searching.keep_search(words=act.said["words"], purpose=purpose, by=by)
        searching.watch(search=search, narrowed={}, by=by)

    def _take_list(self, act: Act, by: User) -> None:
        profile = lists.profile_called(act.said["profile"])
        assert profile is not None, "the catalogue has this kind of list"
        written = StringIO()
        csv.writer(written).writerows(act.said["rows"])
        file = BytesIO(written.getvalue().encode())
        given = listing.give(
            file=file, name=act.said["name"], profile=profile, source=act.said["source"], by=by, keep_file=False
        )
        given = listing.map_columns(given=given, mapping=given.mapping, by=by)
        given = listing.take(given=listing.check(given=given, by=by, file=file), by=by)
        taking.take_batches(given=given, by=by)
        searching.tell_watchers()
