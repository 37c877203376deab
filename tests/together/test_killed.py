"""The server is killed while concerns are being sent: whoever saw a reference has a report, and none is half there."""

import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.client import HTTPException
from threading import Event
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connections

from tessera.audit.models import Entry
from tessera.concerns.models import Concern, ConcernReport
from tessera.documents import services as documents
from tessera.entities.models import Holding, Mention
from tessera.information.models import Attachment, Draft, Report
from tessera.work.models import Task
from tests.cast import as_user
from tests.databases import cloned_database
from tests.reporting import PNG, Staff, make_staff, reference_in
from tests.together.serving import Person, free_port, serving, signed_in, with_passwords

pytestmark = pytest.mark.slow
KILLS, SENDERS = 3, 3
SENT_BEFORE_THE_KILL = 5  # by all of them together
SAID = {"Tegan Hollis", "Darren Axley", "WX19 KTR", "07700 900911"}


@pytest.fixture
def staff(django_db_setup: None, django_db_blocker: Any) -> Iterator[Staff]:
    with django_db_blocker.unblock(), cloned_database("test_tessera_killed"):
        made = make_staff()
        with_passwords(made.teacher)
        yield made
        connections["default"].close()


@dataclass
class Sender:
    """Sends one concern after another, and remembers each press of Send and each reference shown for it."""

    person: Person
    pressed: list[dict[str, str]] = field(default_factory=list)
    seen: dict[str, str] = field(default_factory=dict)

    def send(self, page: dict[str, str]) -> str:
        reply = self.person.post("/report/write/", page, photograph=PNG)
        assert reply.status == 302, reply.text
        return reference_in(reply.leads_to)

    def send_until(self, killed: Event) -> None:
        while not killed.is_set():
            page = a_page()
            self.pressed.append(page)
            try:
                self.seen[page["key"]] = self.send(page)
            except (OSError, HTTPException):
                return  # the server is gone, and no reference came


def a_page() -> dict[str, str]:
    key = str(uuid4())
    # Words of its own, without a digit that could be part of a number: the very same words are the report sent before.
    words = key.translate(str.maketrans("0123456789-", "ghijklmnop "))
    return {
        "key": key, "scripted": "yes", "seen_by": "wide", "about_child": "Tegan Hollis", "about_concern": "Darren Axley",
        "narrative": f"A silver car, WX19 KTR, waits at the gate. He rang from 07700 900911. {words}",
    }  # fmt: skip


def test_a_reference_that_was_seen_is_a_whole_report_however_often_the_server_is_killed(staff):
    """Killed with the whole of its process group, with three people sending, and started again."""
    port, senders = free_port(), []
    with serving(port):
        people = [signed_in(port, staff.teacher) for _ in range(SENDERS)]
    for _ in range(KILLS):
        now = [Sender(person) for person in people]
        senders += now
        send_and_kill(port, now)
        wait_until_nobody_is_connected()
        for sender in now:
            for page in sender.pressed:
                check_one(staff, page["key"], sender.seen.get(page["key"]))
        nothing_is_half_there(staff)
    assert any(len(sender.seen) < len(sender.pressed) for sender in senders), "no kill came between submit and reply"
    with serving(port):
        for sender in senders:
            for page in sender.pressed:
                again = {sender.send(page), sender.send(page)}
                assert again == {sender.seen.get(page["key"], *again)}, "sent again it is the same report"
                check_one(staff, page["key"], *again)
    nothing_is_half_there(staff)
    with as_user(staff.desk):
        pressed = {page["key"] for sender in senders for page in sender.pressed}
        assert {str(one.sent_key) for one in Report.objects.all()} == pressed
    with as_user(staff.teacher):
        assert not Draft.objects.exists()


def send_and_kill(port: int, senders: list[Sender]) -> None:
    killed = Event()
    with serving(port) as server, ThreadPoolExecutor(len(senders)) as pool:
        waiting = [pool.submit(sender.send_until, killed) for sender in senders]
        while sum(len(sender.seen) for sender in senders) < SENT_BEFORE_THE_KILL:
            assert not any(one.done() for one in waiting), [one.exception() for one in waiting if one.done()]
            time.sleep(0.001)
        server.end(signal.SIGKILL)
        killed.set()
        for one in waiting:
            one.result(timeout=60)


def wait_until_nobody_is_connected() -> None:
    """PostgreSQL notices by itself that the server is gone, and takes back what was not finished."""
    others = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    for _ in range(200):
        with connections["owner"].cursor() as cursor:
            cursor.execute(others + " AND backend_type = 'client backend' AND state <> 'idle'")
            if not cursor.fetchone()[0]:
                return
        time.sleep(0.1)
    raise AssertionError("somebody is still connected")


def check_one(staff: Staff, key: str, reference: str | None) -> None:
    """The report of this press of Send is there with everything that belongs to it, or nothing of it is."""
    with as_user(staff.desk):
        report = Report.objects.filter(sent_key=UUID(key)).first()
        if reference is not None:
            assert report is not None, f"{reference} was shown and is not there"
            assert report.reference == reference
        if report is None:
            return
        mentions = list(Mention.objects.filter(report=report))
        assert {one.words for one in mentions} == SAID
        assert all(Holding.objects.filter(entity_id=one.entity_id).exists() for one in mentions)
        concern = Concern.objects.get(pk=ConcernReport.objects.get(report=report).concern_id)
        assert Task.objects.filter(path=concern.get_absolute_url(), rule="triage-not_urgent").count() == 1
        assert concern.searchs.exists(), "what was searched on arrival"
        attached = Attachment.objects.get(report=report)
        assert documents.content_of(attached.file) == PNG
    with as_user(staff.teacher):
        assert not Draft.objects.filter(pk=UUID(key)).exists()
    told = Entry.objects.using("owner").filter(kind="information.sent", subject_id=str(report.pk))
    assert told.count() == 1


def nothing_is_half_there(staff: Staff) -> None:
    """One concern and one clock for each report, and nothing that belongs to no report."""
    with as_user(staff.desk):
        reports = Report.objects.count()
        assert Concern.objects.count() == ConcernReport.objects.count() == Task.objects.count() == reports
        assert Attachment.objects.count() == reports
        assert Mention.objects.count() == len(SAID) * reports
