"""Any number of made-up reports, loaded with COPY as the owner: what a year or ten of reporting leaves behind.

Nothing here goes through the services, which write one report at a time; the rows are what they would have written.
Mentions of the same thing are joined as a desk's answers would have joined them, but for one in ten, which is left
for somebody to answer.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from hashlib import blake2b
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connections, models

from tessera.access import services as access
from tessera.access.models import Audience
from tessera.concerns.models import Band, Concern, ConcernReport, Decision, Feedback, Search
from tessera.concerns.reporting import TRIAGED
from tessera.entities.holding import holding_of
from tessera.entities.models import Holding, Mention
from tessera.information import receipts
from tessera.information.models import Report, SealedSource
from tessera.lib import sealing
from tessera.lib.area import reports as writing
from tessera.lib.area.people import people as drawn_people
from tessera.reference.models import Origin
from tessera.reference.queries import definition_in_force
from tessera.synth.county import Placed
from tessera.work.models import Task
from tessera.work.services import due_under

BATCH = 5_000
LEFT_APART = 10  # one mention in this many is not joined yet
STILL_OPEN = timedelta(days=4)
LETTERS = "23456789BCDFGHJKMNPQRSTVWXYZ"


def load_reports(*, people: int, reports: int, seed: int, on: date, placed: Placed, progress: Any = None) -> int:
    """Load `reports` reports about `people` people. Carries on after the last whole batch when stopped.

    Answers how many were loaded now.
    """
    loader = _Loader(seed=seed, on=on, placed=placed)
    done = already_loaded()
    drawn = drawn_people(people, seed=seed, on=on)
    total = 0
    for batch in _batches(writing.reports(reports, seed=seed, people=drawn, start=done)):
        loader.load(batch)
        total += len(batch)
        if progress:
            progress(done + total, reports)
    if total:
        loader.hold()
    return total


def already_loaded() -> int:
    """How many made-up reports are loaded, of whichever seed: whole batches only, so it is where to go on."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM information_report WHERE sent_key::text LIKE '00000000-%%'")
        return int(cursor.fetchone()[0])


class _Loader:
    """Turns what was drawn into rows, and copies them in."""

    def __init__(self, *, seed: int, on: date, placed: Placed) -> None:
        self.seed, self.placed, self.owner = seed, placed, connections["owner"]
        self.now = datetime.combine(on, time(9), UTC)
        self.desk = access.triage_desk()
        self.origins = {origin.code: origin for origin in Origin.objects.all()}
        self.definition = definition_in_force()
        self.audiences: dict[tuple[str, str], Audience] = {}
        self.in_words: dict[int, str] = {}
        self.of_desk = access.audience_of([self.desk])

    def load(self, batch: Sequence[writing.Report]) -> None:
        """One batch in one transaction."""
        rows: dict[type[models.Model], list[models.Model]] = defaultdict(list)
        for drawn in batch:
            self._report(drawn, rows)
        entities = {mention.entity_id: mention.kind for mention in rows[Mention] if isinstance(mention, Mention)}
        with self.owner.cursor() as cursor:
            cursor.execute("BEGIN")
            cursor.executemany(
                "INSERT INTO entities_entity (id, kind) VALUES (%s, %s) ON CONFLICT DO NOTHING",
                list(entities.items()),
            )
            for model in (
                Report,
                SealedSource,
                Mention,
                Concern,
                ConcernReport,
                Search,
                Decision,
                Feedback,
                Task,
            ):
                copy_in(cursor, model, rows[model])
            cursor.execute("COMMIT")

    def hold(self) -> None:
        """Build what each audience holds of each entity, from its mentions: the derived rows can always be rebuilt."""
        with self.owner.cursor() as cursor:
            cursor.execute("TRUNCATE entities_holding")
        held = Mention.objects.using("owner").order_by("entity_id", "audience_id").iterator(chunk_size=BATCH)
        with self.owner.cursor() as cursor:
            for chunk in _batches(_holdings(held)):
                copy_in(cursor, Holding, chunk)
            cursor.execute("ANALYZE")

    def _report(self, drawn: writing.Report, rows: dict[type[models.Model], list[models.Model]]) -> None:
        author = self.placed.staff[drawn.author].post
        origin = self.origins.get(drawn.origin)
        is_business = bool(origin and origin.is_business)
        report = Report(
            pk=self._uuid("report", drawn.number), sent_key=UUID(int=drawn.number + 1), reference=self._reference("WX", drawn),
            audience=self._audience(drawn), sent_to=self._sent_to(drawn), author=author, agency=self.placed.agencies[drawn.agency],
            definition=self.definition, origin=origin, narrative=drawn.narrative,
            about_child=drawn.about_text, childs_words=drawn.childs_words, when_text=drawn.when_text,
            happened_from=drawn.happened_from, happened_until=drawn.happened_until, happened_words=drawn.when_text,
            where_text=drawn.where_text, how_known=drawn.how_known, source=drawn.source,
            source_name="" if drawn.source == Report.Source.PUBLIC_WITHHELD else drawn.source_name,
            source_reference=drawn.source_reference, started_at=drawn.sent_at, sent_at=drawn.sent_at,
            is_business_report=is_business, premises=drawn.where_text if is_business else "",
        )  # fmt: skip
        report.sha256 = receipts.fingerprint(report, files=[])
        rows[Report].append(report)
        if drawn.source == Report.Source.PUBLIC_WITHHELD:
            rows[SealedSource].append(self._sealed(drawn, report))
        for position, given in enumerate(drawn.mentions):
            rows[Mention].append(self._mention(report, position, given))
        self._triage(drawn, report, rows)

    def _mention(self, report: Report, position: int, given: writing.Mention) -> Mention:
        pk = self._uuid("mention", report.pk, position)
        apart = pk.int % LEFT_APART == 0
        entity = self._uuid("entity", pk if apart else given.truth)
        return Mention(
            pk=pk, report=report, audience_id=report.audience_id, author=report.author, entity_id=entity,
            kind=given.kind, part=given.part, words=given.words, fields=dict(given.fields), position=position,
            at=report.sent_at,
        )  # fmt: skip

    def _sealed(self, drawn: writing.Report, report: Report) -> SealedSource:
        return SealedSource(
            pk=self._uuid("sealed", drawn.number), report=report, agency=report.agency,
            audience=access.audience_of([access.leads_of(report.agency)]),
            sealed=sealing.seal(drawn.source_name.encode(), secret=settings.FILE_KEY),
        )  # fmt: skip

    def _triage(
        self, drawn: writing.Report, report: Report, rows: dict[type[models.Model], list[models.Model]]
    ) -> None:
        is_open = self.now - drawn.sent_at < STILL_OPEN
        band = Band.URGENT if report.is_business_report or drawn.number % 11 == 0 else Band.NOT_URGENT
        desk, at = self.placed.post("triage"), drawn.sent_at + timedelta(hours=3)
        concern = Concern(
            pk=self._uuid("concern", drawn.number), reference=self._reference("CN", drawn), audience=self.of_desk,
            subject=(drawn.about_text or drawn.narrative)[:100], band=band, received_at=drawn.sent_at,
            status=Concern.Status.NEW if is_open else Concern.Status.FINISHED, owner=None if is_open else desk,
        )  # fmt: skip
        rows[Concern].append(concern)
        hung = {"concern": concern, "audience": self.of_desk}
        rows[ConcernReport].append(
            ConcernReport(pk=self._uuid("link", drawn.number), report=report, at=drawn.sent_at, **hung)
        )
        if is_open:
            warn, due = due_under(f"triage-{band}", start=drawn.sent_at)
            rows[Task].append(Task(
                pk=self._uuid("task", drawn.number), title="Answer this concern",
                subject=f"{concern.reference}: {concern.subject}", path=concern.get_absolute_url(), rule=f"triage-{band}",
                desk=self.desk, started_at=drawn.sent_at, warn_at=warn, due_at=due, audience=self.of_desk,
                ends_when=TRIAGED,
            ))  # fmt: skip
            return
        rows[Search].append(Search(
            pk=self._uuid("search", drawn.number), author=desk, at=at, system="Tessera", terms=drawn.about_text or "As given",
            found="Nothing that changes the decision.", **hung,
        ))  # fmt: skip
        rows[Decision].append(Decision(
            pk=self._uuid("decision", drawn.number), author=desk, at=at, what=Decision.What.KEEP,
            reasons="Kept as information: nothing to act on by itself.", **hung,
        ))  # fmt: skip
        rows[Feedback].append(Feedback(
            pk=self._uuid("feedback", drawn.number), author=desk, at=at, report=report,
            told="Thank you. It is kept with what we hold, and we will look again if more comes.", **hung,
        ))  # fmt: skip

    def _audience(self, drawn: writing.Report) -> Audience:
        key = (drawn.agency, drawn.named) if drawn.audience == "named" else (drawn.agency, drawn.audience)
        if key not in self.audiences:
            holders = [self.desk]
            if drawn.audience == "usual":
                holders.append(access.leads_of(self.placed.agencies[drawn.agency]))
            elif drawn.audience == "named":
                holders.append(access.person(self.placed.post(drawn.named)))
            self.audiences[key] = access.audience_of(holders)
        return self.audiences[key]

    def _sent_to(self, drawn: writing.Report) -> str:
        audience = self._audience(drawn)
        if audience.pk not in self.in_words:
            self.in_words[audience.pk] = str(audience)
        return self.in_words[audience.pk]

    def _uuid(self, *name: object) -> UUID:
        return UUID(bytes=blake2b(repr((self.seed, *name)).encode(), digest_size=16).digest(), version=4)

    def _reference(self, prefix: str, drawn: writing.Report) -> str:
        number, letters = self._uuid(prefix, drawn.number).int, ""
        for _ in range(8):
            number, place = divmod(number, len(LETTERS))
            letters += LETTERS[place]
        return f"{prefix}-{letters[:4]}-{letters[4:]}"


def copy_in(cursor: Any, model: type[models.Model], rows: Sequence[models.Model]) -> None:
    """COPY these instances into their table, every column as given."""
    if not rows:
        return
    fields = [field for field in model._meta.concrete_fields if not isinstance(field, models.BigAutoField)]
    columns = ", ".join(f'"{field.column}"' for field in fields)
    with cursor.copy(f'COPY "{model._meta.db_table}" ({columns}) FROM STDIN') as copy:
        for row in rows:
            copy.write_row([_plain(field, getattr(row, field.attname)) for field in fields])


def _plain(field: "models.Field[Any, Any]", value: Any) -> Any:
    if isinstance(field, models.JSONField):
        return json.dumps(value)
    if value is None and getattr(field, "auto_now_add", False):
        return datetime.now(UTC)
    return str(value) if isinstance(value, models.TextChoices) else value


def _holdings(mentions: Iterable[Mention]) -> Iterator[Holding]:
    """One holding for each run of mentions of one entity in one audience."""
    run: list[Mention] = []
    for mention in mentions:
        if run and (mention.entity_id, mention.audience_id) != (run[0].entity_id, run[0].audience_id):
            yield holding_of(run[0].entity_id, run[0].audience_id, run)
            run = []
        run.append(mention)
    if run:
        yield holding_of(run[0].entity_id, run[0].audience_id, run)


def _batches(rows: Iterable[Any]) -> Iterator[list[Any]]:
    batch: list[Any] = []
    for row in rows:
        batch.append(row)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
