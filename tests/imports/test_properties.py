"""What many rows become is what each would have become by itself; and a killed import ends as an undisturbed one."""

import io
import json

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tessera.entities import services as entities
from tessera.entities.models import Entity, Holding, Mention
from tessera.imports import queries, services, staging, taking
from tessera.imports.models import Batch, Import, Problem, SourceRow
from tessera.imports.reading import Plan
from tessera.information import services as information
from tessera.information.models import Report
from tessera.lib.linkage.nothing_said import says_nothing
from tests.cast import as_user
from tests.imports.conftest import csv_of, given_by

pytestmark = [pytest.mark.usefixtures("db"), pytest.mark.slow]
within_a_test = settings(
    max_examples=15, deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)  # fmt: skip
HEADER = ["Reference", "First name", "Surname", "Known as", "DOB", "Address", "Postcode", "Missing since", "Mobile",
          "Found at", "Found with", "VRM", "Note"]  # fmt: skip
letters = st.characters(exclude_categories=["Cs", "Cc"])
words = st.text(letters, max_size=12)


def either(*said):
    return st.one_of(st.sampled_from(["", *said]), words)


rows = st.lists(
    st.tuples(
        either("Tegan", "Jade", "محمد", "Łucja"), either("Hollis", "Asante-Reid", "O'Dea"), either("Dazza", "T"),
        st.sampled_from(["", "01/08/2012", "2011-11", "1999"]), either("4 Quay Street", "Flat 2, Strand Row"),
        either("WX1 2AB", "wx1"), st.sampled_from(["", "14/03/2026", "2026-03-13 21:40", "1 March 2026"]),
        either("07700 900911", "7700900911", "ends 911"), either("Harbour Arcade", "the Quayfarers Lodge, Strand Row"),
        either("Darren Axley", "a man called Dazza", "Dax or Jax"), either("WX19 KTR", "W?19", "silver Astra"), words,
    ),
    min_size=1, max_size=6,
)  # fmt: skip


def listed(drawn, *, start=1):
    """Rows of a list, each with a reference and a name so that it can be taken."""
    cells = [[f"MP-{n}", *row] for n, row in enumerate(drawn, start)]
    return [HEADER, *([*row[:3], "Tig" if all(map(says_nothing, row[1:4])) else row[3], *row[4:]] for row in cells)]


def kept(reports):
    """Everything that is held of these reports, but for the numbers that are drawn at random."""
    mentions = list(Mention.objects.filter(report__in=reports).order_by("report", "position"))
    held = {one.entity_id: one for one in Holding.objects.filter(entity__in=[one.entity_id for one in mentions])}
    assert Entity.objects.filter(pk__in=held).count() == len(mentions) == len(held)
    by_report = {pk: [] for pk in reports}
    for one in mentions:
        holding = held[one.entity_id]
        by_report[one.report_id].append((
            one.kind, one.part, one.words, one.fields, one.position, one.at, one.audience_id, one.author_id, holding.kind,
            holding.name, holding.also, holding.parts, holding.fields, holding.keys, holding.mentions, holding.first_at,
            holding.last_at, holding.audience_id,
        ))  # fmt: skip
    fields = [
        field.attname
        for field in Report._meta.concrete_fields
        if field.name not in {"id", "reference", "sha256", "sent_key"}
    ]
    said = {one.pk: [getattr(one, name) for name in fields] for one in Report.objects.filter(pk__in=reports)}
    return [(said[pk], by_report[pk]) for pk in reports]


@given(rows)
@within_a_test
def test_many_rows_are_kept_as_each_would_have_been_by_itself(people, drawn):
    """Reports, mentions, entities and what is held of them: as `send_report` and `record_mentions` make them."""
    user = people.coordinator
    with transaction.atomic():
        given = given_by(user, csv_of(listed(drawn)), profile="missing-people", source="Missing")
        with as_user(user):
            given = services.take(given=given, by=user)
            waiting = [row for batch in Batch.objects.order_by("number") for row in json.loads(batch.rows)]
            taking.take_batches(given=given, by=user)
            together = kept(list(SourceRow.objects.order_by("number").values_list("report_id", flat=True)))
            plan, alone = Plan(given), []
            first = taking.Taker.of(given, user).first
            for _, cells in waiting:
                becomes = plan.read(cells, now=given.taken_at)
                report = information.send_report(
                    given=becomes.given, audience=given.audience, sent_key=entities.uuid4(), by=user,
                    kind=first.kind, origin=first.origin, at=given.taken_at,
                )  # fmt: skip
                entities.record_mentions(report=report, mentions=becomes.mentions, by=user)
                alone.append(report.pk)
            assert together == kept(alone)
        transaction.set_rollback(True)


class Killed(BaseException):
    """The process ends here: nothing catches it."""


@given(rows=rows, sizes=st.integers(1, 3), kills=st.lists(st.integers(1, 40), max_size=4))
@within_a_test
def test_killed_at_any_statement_it_ends_as_an_undisturbed_one(people, monkeypatch, rows, sizes, kills):
    """REQ: soft-import-once."""
    user = people.coordinator
    monkeypatch.setattr(staging, "ROWS", sizes)
    lines = [*listed(rows), ["MP-bad", "", "", "", *([""] * 9)], ["MP-1", *(["x"] * 3), *([""] * 9)]]
    content = csv_of(lines)
    with transaction.atomic():
        undisturbed = run(user, content, "One", [])
        disturbed = run(user, content, "Two", kills)
        assert disturbed == undisturbed
        transaction.set_rollback(True)


def run(user, content, source, kills):
    """Give, read and take a list, killed at these statements and started again each time; what it came to."""
    kind = queries.profile_called("missing-people")
    with as_user(user):
        given = services.give(file=io.BytesIO(content), name="x.csv", profile=kind, source=source, by=user)
        given = services.map_columns(given=given, mapping=given.mapping, by=user)
        left = list(kills)
        while (given := Import.objects.select_related("profile", "audience").get(pk=given.pk)).status != "finished":
            killed_at(left.pop() if left else None, lambda given=given: go_on(given, user, content))
        rows = SourceRow.objects.filter(of=given).order_by("number")
        reports = [(row.number, row.key, row.content, row.report.narrative.replace(source, "")) for row in rows]
        held = [
            (one.words, one.fields)
            for one in Mention.objects.filter(report__in=rows.values("report")).order_by("words")
        ]
        problems = list(Problem.objects.filter(of=given).order_by("row").values_list("row", "column", "sentence"))
        progress = queries.progress_of(user, given)
        assert all(batch.taken_at for batch in Batch.objects.filter(of=given))
        return reports, held, problems, progress


def go_on(given, user, content):
    if given.status == "checking":
        services.check(given=given, by=user, file=io.BytesIO(content))
    elif given.status == "checked":
        services.take(given=given, by=user)
    else:
        taking.take_batches(given=given, by=user)


def killed_at(statement, work):
    """Do this work until so many statements were sent. What was not committed is gone, as the server would have it."""
    sent = 0

    def count(execute, sql, params, many, context):
        nonlocal sent
        sent += 1
        if statement is not None and sent == statement:
            raise Killed
        return execute(sql, params, many, context)

    try:
        with connection.execute_wrapper(count):
            work()
    except Killed:
        pass


@given(rows)
@example([("",) * 12, ("", ":", *("",) * 10)])
@within_a_test
def test_given_again_in_any_order_nothing_is_new(people, drawn):
    user = people.coordinator
    with transaction.atomic():
        lines = listed(drawn)
        for content in (csv_of(lines), csv_of([lines[0], *reversed(lines[1:])]), csv_of(lines)):
            given = given_by(user, content, profile="missing-people", source="Missing")
            with as_user(user):
                given = services.take(given=given, by=user)
                taking.take_batches(given=given, by=user)
        with as_user(user):
            assert Report.objects.count() == len(drawn)
            progress = queries.progress_of(user, given)
            assert (progress.taken, progress.corrected, progress.same) == (0, 0, len(drawn))
        transaction.set_rollback(True)
