"""A hidden thing leaves no trace: a reader's page is the same to the byte whether or not it exists."""

import random as randomness
import re
from contextlib import contextmanager, suppress
from datetime import date, datetime, timedelta
from unittest.mock import patch
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tessera.access import services as access
from tessera.access.roles import Role
from tessera.assessments import services as assessing
from tessera.assessments.models import Assessment
from tessera.cases import services
from tessera.cases.models import FamilyMember, Voice
from tessera.concerns import deciding
from tessera.concerns.models import Decision
from tessera.entities.models import Marker, Match, Mention
from tessera.entities.services import MentionGiven, answer_match
from tessera.work.services import finish_task, set_task
from tests.cases.telling import case_of, joins, told
from tests.cast import agency, as_user, make_cast, person
from tests.overview.test_child_pages import AUNT, CAR, MAN
from tests.reporting import BACKEND

pytestmark = pytest.mark.slow
NOW = datetime(2027, 6, 1, 12, tzinfo=ZoneInfo("Europe/London"))
HIDDEN = ["report", "associate", "peer", "case", "assessment", "marker", "task", "decision", "answer", "team", "voice"]
STEPS = 3


class Area:
    """One area built twice: the visible steps draw the same ids and times each time, whatever is hidden between."""

    def __init__(self):
        cast = make_cast()
        self.reader, self.invited, self.outsider = cast.holder, cast.invited, cast.outsider
        hub = agency("triage-hub", "partnership")
        self.desk = person("desk", Role.TRIAGE_OFFICER, Role.SUPERVISOR, at=hub)
        self.other_desk = person("other", Role.TRIAGE_OFFICER, at=hub)
        self.supervisor = person("elsewhere", Role.SUPERVISOR, at=agency("duty-team", "social_care"))
        self.teacher = person("teacher", Role.REPORTER, at=agency("saltreach-academy"))
        self.far_teacher = person("far", Role.REPORTER, at=agency("far-school"))
        self.told = self.case = self.car = None

    def step(self, number):
        with drawn(number), at(NOW - timedelta(days=60 - number * 10)):
            getattr(self, f"step_{number}")()

    def step_0(self):
        self.told = told(self.teacher, self.desk, CAR, MAN)
        self.case = case_of(self.told, by=self.desk, key_worker=self.reader, born_on=date(2012, 5, 3))
        with as_user(self.desk):
            self.car = Mention.objects.get(report=self.told.report, position=1).entity_id
        joins(self.case, self.invited, by=self.reader)
        # Here, before anything is hidden about this child: an answer is read only by those who may read all that it was
        # compared with, so the same answer given on more would rightly be another row.
        more = told(
            self.desk, self.desk, AUNT, same_as=self.told.child, how_known="child_told", child_wants="To be asked once."
        )
        with as_user(self.desk):
            services.add_report_to_case(case=self.case, report=more.report, by=self.desk)

    def step_1(self):
        with as_user(self.reader):
            for what in Voice.What:
                services.hear(case=self.case, what=what, text=f"Said {what}.", said_on=date(2027, 4, 2), by=self.reader)
            services.note_family(
                case=self.case, name="Dawn", relation="Mother", part=FamilyMember.Part.PROTECTIVE, on=date(2027, 4, 2),
                by=self.reader,
            )  # fmt: skip

    def step_2(self):
        with as_user(self.reader):
            begun = services.start_assessment(case=self.case, by=self.reader)
            Assessment.objects.filter(pk=begun.pk).update(
                level="high", level_reason="Seen with him again.", decided_at=timezone.now(), decided_by=self.reader.post,
                status=Assessment.Status.DECIDED,
            )  # fmt: skip
            services.set_action(
                case=self.case,
                what="Meet on Wednesdays",
                owner=self.reader.post,
                due_on=date(2027, 7, 7),
                by=self.reader,
            )

    def hide(self, what, number):
        """What the site would refuse, such as a second case by the same person, does not happen."""
        with (
            drawn(1000 + number),
            at(NOW - timedelta(days=45 - number)),
            suppress(PermissionDenied),
            transaction.atomic(),
        ):
            getattr(self, f"hide_{what}")()

    def hide_report(self):
        child = self.told.child if self.told else None
        told(
            self.desk,
            self.desk,
            CAR,
            name="Tegan Hollis-Grey",
            same_as=child,
            how_known="child_told",
            childs_words="Hidden.",
        )

    def hide_associate(self):
        more = MentionGiven("person", "concern", "Hidden Man", {"first_name": "Hidden", "surname": "Man"}, None)
        told(self.desk, self.desk, more, same_as=self.told.child if self.told else None)

    def hide_peer(self):
        told(self.desk, self.desk, MentionGiven("vehicle", "other", "WX12 ABC", {}, self.car), name="Hidden Peer")

    def hide_case(self):
        # Before she is told of, of another name: the desk, which opens hers, knows where each case is, and is asked first.
        about = self.told or told(self.far_teacher, self.desk, name="Hidden Other")
        case_of(about, by=self.supervisor, key_worker=self.outsider, title="Hidden Name", born_on=date(2011, 1, 1))

    def hide_assessment(self):
        child = self.told.child if self.told else told(self.far_teacher, self.desk).child
        readers = access.audience_of([access.triage_desk(), access.person(self.desk.post)])
        with as_user(self.desk):
            begun = assessing.start(child_id=child, child_name="Hidden", audience=readers, by=self.desk)
            Assessment.objects.filter(pk=begun.pk).update(
                level="standard", level_reason="Hidden.", decided_at=timezone.now(), decided_by=self.desk.post,
                status=Assessment.Status.DECIDED, honour_or_forced_marriage=True,
            )  # fmt: skip

    def hide_marker(self):
        child = self.told.child if self.told else told(self.far_teacher, self.desk).child
        with as_user(self.desk):
            Marker.objects.create(
                entity_id=child, what=Marker.What.MISSING, note="Hidden.", starts_on=date(2027, 4, 1), author=self.desk.post,
                audience=access.audience_of([access.triage_desk()]),
            )  # fmt: skip

    def hide_task(self):
        path = f"/children/{self.told.child}/" if self.told else "/"
        with as_user(self.desk):
            set_task(title="Hidden", subject="Hidden", path=path, desk=access.triage_desk(), by=self.desk)
            done = set_task(title="Hidden", subject="Hidden", path=path, owner=self.desk.post, by=self.desk)
            finish_task(task=done, outcome="Hidden.", by=self.desk)

    def hide_decision(self):
        about = self.told or told(self.far_teacher, self.desk)
        with as_user(self.desk):
            concern = type(about.concern).objects.get(pk=about.concern.pk)
            deciding.decide(
                concern=concern,
                what=Decision.What.PASS_ON,
                reasons="Hidden.",
                version=concern.version,
                by=self.desk,
                to="x",
            )

    def hide_answer(self):
        about = told(self.far_teacher, self.desk, name="Tegan Holis")
        if self.told:
            with as_user(self.desk):
                mention = Mention.objects.get(report=about.report, position=0)
                answer_match(
                    mention=mention,
                    entity=self.told.child,
                    judgement=Match.Judgement.SAME,
                    note="Hidden.",
                    by=self.desk,
                )

    def hide_team(self):
        about = told(self.far_teacher, self.desk, name="Somebody Else")
        case = case_of(about, by=self.other_desk, key_worker=self.outsider, title="Somebody Else")
        joins(case, self.invited, by=self.outsider)

    def hide_voice(self):
        about = told(self.far_teacher, self.desk, name="Somebody Else")
        case = case_of(about, by=self.other_desk, key_worker=self.outsider, title="Somebody Else")
        with as_user(self.outsider):
            services.hear(
                case=case, what=Voice.What.SAFE_CONTACT, text="Hidden.", said_on=date(2027, 5, 1), by=self.outsider
            )


@contextmanager
def drawn(seed):
    """Ids and references drawn from this seed, so that they are the same in both builds."""
    source = randomness.Random(seed)
    with patch("os.urandom", source.randbytes), patch("random._urandom", source.randbytes):
        yield


@contextmanager
def at(moment):
    with patch.object(timezone, "now", lambda: moment):
        yield


def pages_with(hidden):
    """What the reader is sent, when these things exist besides."""
    with transaction.atomic():
        with at(NOW - timedelta(days=90)):
            area = Area()
        for number in range(STEPS):
            for place, (after, what) in enumerate(hidden):
                if after == number:
                    area.hide(what, place)
            area.step(number)
        for place, (after, what) in enumerate(hidden):
            if after == STEPS:
                area.hide(what, place)
        with at(NOW):
            client = Client()
            client.force_login(area.reader, backend=BACKEND)
            child, case = f"/children/{area.told.child}/", area.case.get_absolute_url()
            places = [
                child,
                child + "timeline/",
                child + "timeline/?month=2027-04",
                "/cases/",
                case,
                case + "said/",
                f"{child}open-case/",
            ]
            found = {place: tokenless(client.get(place)) for place in places}
        transaction.set_rollback(True)
    return found


def tokenless(response):
    assert response.status_code == 200
    return re.sub(rb'name="csrfmiddlewaretoken" value="\w+"', b"", response.content)


class Plain:
    """The pages with nothing hidden, made once."""

    pages: dict[str, bytes] = {}


@pytest.fixture(scope="module")
def plain():
    return Plain()


things = st.lists(st.tuples(st.integers(0, STEPS), st.sampled_from(HIDDEN)), min_size=1, max_size=6)


@given(hidden=things)
@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)
def test_a_page_is_the_same_to_the_byte_whether_or_not_hidden_rows_exist(db, plain, hidden):
    plain.pages = plain.pages or pages_with([])
    found = pages_with(hidden)
    assert list(found) == list(plain.pages)
    for place, content in found.items():
        assert b"Hidden" not in content
        assert content == plain.pages[place], place


@pytest.mark.parametrize("what", HIDDEN)
def test_each_thing_that_is_hidden_is_there(db, what):
    """The property would hold for nothing at all: each of these changes what the desk reads, or the outsider."""
    with transaction.atomic():
        with at(NOW - timedelta(days=90)):
            area = Area()
        for number in range(STEPS):
            area.step(number)

        def read():
            seen = []
            for user in (area.desk, area.other_desk, area.outsider):
                with at(NOW):
                    client = Client()
                    client.force_login(user, backend=BACKEND)
                    for place in (f"/children/{area.told.child}/", "/cases/", "/triage/"):
                        seen.append(tokenless_any(client.get(place)))
            return seen

        before = read()
        area.hide(what, 1)
        assert read() != before
        transaction.set_rollback(True)


def tokenless_any(response):
    return re.sub(rb'name="csrfmiddlewaretoken" value="\w+"', b"", response.content)
