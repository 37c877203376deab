"""Access faults that comparable systems had to mend, one test each, as far as ours has the thing they stood in.

The world's holder reads what the outsider may not. What concerns signing in is in tests/access; what concerns bytes,
blurs and counts of everything else is in test_byte_for_byte.py.
"""

import json
from uuid import uuid4

import pytest
from django.db import connections

from tessera.access import services as access
from tessera.access.models import Key, Post
from tessera.access.roles import Role
from tessera.documents import queries as documents
from tessera.entities import queries as entities
from tessera.entities.models import Link, Mention, PairAnswer
from tessera.information.models import Report
from tessera.search.finding import Narrowed, search
from tests.cast import as_user, person
from tests.house.world import CAR, CONCERN, WITHHELD
from tests.reporting import signed_in

pytestmark = pytest.mark.usefixtures("db")


@pytest.fixture
def outsider(world, browser_of):
    """A browser of somebody in the same roles, with no key to any of it."""
    return browser_of(world.cast.outsider)


def test_the_history_of_a_report_is_not_read_without_the_report(world, outsider):
    """Bayanat BAY-01-001: grades, promotions, methods and corrections of a hidden report."""
    for page in ("", "receipt/", "grade/", "promote/", "methods/", "police/", "sanitise/"):
        assert outsider.get(f"/reports/{world.report.reference}/{page}").status_code == 404, page


def test_the_list_of_what_everybody_did_is_governances_alone(world, outsider, browser_of):
    """Bayanat BAY-01-018."""
    assert outsider.get("/audit/").status_code == 403
    assert browser_of(world.cast.holder).get("/audit/").status_code == 403


def test_an_export_holds_what_its_reader_may_read_and_nobody_takes_anothers(world, outsider, browser_of):
    """Bayanat BAY-01-003, -026, -015: what is said of a person, and the rows of a list to mend."""
    with as_user(world.cast.holder):
        hers = Mention.objects.readable().get(report=world.report, part="concern").entity_id
    statements = f"/entities/{hers}/statements/?format=csv"
    taken = browser_of(world.cast.holder).get(statements)
    assert taken["Content-Type"].startswith("text/csv")
    assert world.report.reference in taken.content.decode()
    assert outsider.get(statements).status_code == 404
    assert browser_of(world.cast.holder).get(f"/imports/{world.taken.pk}/errors/").status_code == 200
    assert outsider.get(f"/imports/{world.taken.pk}/errors/").status_code == 404


def test_a_file_is_not_opened_nor_named_without_its_report(world, outsider, client):
    """Bayanat BAY-01-012, -009; Primero R2-3591: by its address, signed in or not."""
    assert outsider.get(f"/files/{world.file.pk}/").status_code == 404
    assert client.get(f"/files/{world.file.pk}/").status_code == 302
    with as_user(world.cast.outsider):
        assert documents.file_for(world.cast.outsider, world.file.pk) is None


def test_nothing_is_tied_or_joined_to_what_one_may_not_read(world, browser_of):
    """Bayanat BAY-01-010; Primero R2-3568; Uwazi PR 9082."""
    holder_only = world.mention.entity_id
    stranger = browser_of(world.cast.outsider)
    with as_user(world.cast.holder):
        before = Link.objects.count(), PairAnswer.objects.count()
    sent = {"judgement": "same", "note": "Guessed.", "reports": "x", "words": "uses"}
    for path in (
        f"/entities/{holder_only}/ties/{world.man.entity_id}/",
        f"/entities/{holder_only}/merge/{world.man.entity_id}/",
        f"/entities/{uuid4()}/merge/{holder_only}/",
    ):
        assert stranger.post(path, sent).status_code == 404, path
    with as_user(world.cast.holder):
        assert (Link.objects.count(), PairAnswer.objects.count()) == before


def test_nobody_gives_themselves_a_role_or_a_key_by_what_they_send(world, browser_of):
    """Bayanat BAY-01-011; Primero R2-3558: no form takes roles or holders, whatever stands in it."""
    user = world.cast.invited
    held = set(Key.objects.filter(post=user.post).values_list("holder", flat=True))
    more = {
        "roles": ["governance"],
        "role": "governance",
        "holders": [access.triage_desk().pk],
        "audience": "1",
        "keyring": "1",
    }
    for path in ("/", "/search/", "/report/write/", "/search/ask/"):
        browser_of(user).post(path, more)
    assert set(Key.objects.filter(post=user.post).values_list("holder", flat=True)) == held
    assert Post.objects.get(pk=user.post.pk).roles == user.post.roles


def test_nobody_grades_what_they_wrote_by_sending_the_form(world, browser_of):
    """Bayanat BAY-01-022: a second person's part, taken through the back door."""
    sent = {"source": "1", "information": "A", "handling": "P", "note": "Mine."}
    page = browser_of(world.cast.holder).post(f"/reports/{world.report.reference}/grade/", sent)
    assert page.status_code == 403


def test_who_does_something_is_not_listed_for_those_who_may_not_read_it(world, outsider):
    """Bayanat BAY-01-021."""
    for page in ("/", "/work/", "/for-police/", "/shared/", "/imports/", "/search/"):
        content = outsider.get(page).content.decode()
        assert world.task.title not in content, page
        assert str(world.cast.holder) not in content, page


def test_what_others_hold_changes_no_count_and_no_suggestion(world):
    """MISP PR 5802: a correlation that tells of a hidden record."""
    with as_user(world.cast.outsider):
        found = search(world.cast.outsider, f"{CONCERN.words} {CAR.words}", Narrowed())
        assert (found.things, found.counted.every, dict(found.facets)["thing"]) == ((), 0, {})
        assert entities.held_for(world.cast.outsider, [world.mention.entity_id]) == {}


def test_a_job_names_what_it_is_about_by_id_alone(world):
    """OpenCTI 2712: the queue is read by whoever runs the machine."""
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT args FROM procrastinate_jobs")
        rows = [row[0] for row in cursor.fetchall()]
    assert rows
    words = json.dumps(rows)
    for secret in ("Tegan", "Hollis", "Axley", "WX19", WITHHELD, "silver car"):
        assert secret not in words


def test_a_shared_version_leads_to_nothing_of_its_report(world, browser_of):
    """Bayanat 346: an internal field in what goes out."""
    with as_user(world.cast.holder):
        report = Report.objects.readable().get(pk=world.heard.pk)
        inside = [report.reference, str(report.pk), str(report.author.user), str(report.agency)]
    lead = person("lead", Role.SAFEGUARDING_LEAD, at=world.insider.agency)
    with as_user(lead):
        assert not Report.objects.readable().filter(pk=world.heard.pk)
    page = signed_in(lead).get(f"/shared/{world.version.reference}/")
    assert page.status_code == 200
    assert "A child was seen with an older man." in page.content.decode()
    assert not [word for word in inside if word in page.content.decode()]
    assert browser_of(world.cast.outsider).get(f"/shared/{world.version.reference}/").status_code == 404


def test_nothing_is_referred_that_one_may_not_open(world, outsider):
    """Primero R2-3930: assign or refer what one has no access to."""
    assert outsider.post(f"/reports/{world.report.reference}/refer/", {"reason": "x"}).status_code == 404
    assert outsider.post(f"/work/{world.task.pk}/hand-over/", {"to": "x"}).status_code == 404


def test_a_mention_moved_elsewhere_is_still_read_with_its_own_report(world):
    """What was joined to something else is no way round the audience of its report."""
    with as_user(world.cast.outsider):
        assert not Mention.objects.readable().filter(entity=world.mention.entity_id)
        assert not Mention.objects.filter(entity=world.mention.entity_id)
