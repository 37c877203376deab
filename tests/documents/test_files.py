"""A file is kept as given, encrypted, typed by its content, and opened only by those who hold a key."""

import hashlib

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tessera.access import services as access
from tessera.audit.models import Entry
from tessera.documents import queries, services
from tessera.documents.models import File
from tessera.lib.files import Refused
from tests.cast import as_user
from tests.reporting import PNG, Staff, make_staff, signed_in


@pytest.fixture
def staff(db, settings, tmp_path) -> Staff:
    settings.FILES_FOLDER = tmp_path
    return make_staff()


def kept(user, *, content: bytes = PNG, name: str = "gate.png") -> File:
    with as_user(user):
        return services.keep(
            content=content, name=name, audience=access.audience_of([access.leads_of(user.agency)]), by=user
        )


def test_a_file_is_typed_by_content_hashed_and_encrypted(staff, tmp_path):
    file = kept(staff.teacher, name="evidence.jpg")
    on_disk = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
    assert (file.kind, file.size) == ("image/png", len(PNG))
    assert file.sha256 == hashlib.sha256(PNG).hexdigest()
    assert len(on_disk) == 1
    assert PNG[:20] not in on_disk[0]
    assert services.content_of(file) == PNG


def test_a_program_is_refused_whatever_its_name_says(staff):
    with pytest.raises(Refused, match="program"):
        kept(staff.teacher, content=b"MZ\x90" + b"\x00" * 50, name="photo.png")


@pytest.mark.parametrize("spoil", ["change", "remove"])
def test_a_file_that_was_changed_on_the_disk_is_never_given_out(staff, tmp_path, spoil):
    file = kept(staff.teacher)
    (place,) = [path for path in tmp_path.rglob("*") if path.is_file()]
    place.write_bytes(place.read_bytes()[:-1] + b"x") if spoil == "change" else place.unlink()
    with pytest.raises(services.Unreadable):
        services.content_of(file)
    page = signed_in(staff.teacher).get(file.get_absolute_url())
    assert page.status_code == 404
    assert "cannot be read" in page.content.decode()


@given(name=st.text(max_size=400))
@settings(max_examples=40, suppress_health_check=list(HealthCheck), deadline=None)
def test_any_name_is_kept_as_one_safe_line(staff, name):
    try:
        file = kept(staff.teacher, name=name)
    except Refused:
        return  # its ending says that it is something else
    assert file.name
    assert "/" not in file.name
    assert len(file.name) <= 200
    assert signed_in(staff.teacher).get(file.get_absolute_url()).status_code == 200


def test_holder_and_outsider(staff):
    file = kept(staff.teacher)
    assert signed_in(staff.lead).get(file.get_absolute_url()).content == PNG
    hidden, absent = (
        signed_in(staff.nurse).get(file.get_absolute_url()),
        signed_in(staff.nurse).get("/files/" + "0" * 32),
    )
    assert hidden.status_code == 404
    assert absent.status_code in (301, 404)
    with as_user(staff.nurse):
        assert queries.file_for(staff.nurse, file.pk) is None


def test_opening_is_recorded_and_a_document_is_saved_not_shown(staff):
    picture, text = kept(staff.teacher), kept(staff.teacher, content=b"<b>not a page</b> of ours"[3:], name="note.txt")
    client = signed_in(staff.lead)
    assert client.get(picture.get_absolute_url())["Content-Disposition"].startswith("inline")
    reply = client.get(text.get_absolute_url())
    assert reply["Content-Disposition"].startswith("attachment")
    assert reply["X-Content-Type-Options"] == "nosniff"
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('tessera.keyring', %s, false)", [f"{{{governance().pk}}}"])
        opened = list(Entry.objects.filter(kind="documents.opened").values_list("by_name", "subject_id"))
        cursor.execute("SELECT set_config('tessera.keyring', '', false)")
    assert set(opened) == {("Olwen Thrale", str(picture.pk)), ("Olwen Thrale", str(text.pk))}


def test_a_file_runs_nothing_stays_nowhere_and_comes_whole(staff):
    file = kept(
        staff.teacher,
        content=b"GIF89a\x01\x00\x01\x00" + b"<script>alert(1)</script>" + b"\x00" * 40,
        name="polyglot.gif",
    )
    reply = signed_in(staff.lead).get(file.get_absolute_url(), headers={"range": "bytes=0-5"})
    assert (reply.status_code, reply["Content-Type"]) == (200, "image/gif")
    assert len(reply.content) == file.size
    assert reply["Content-Security-Policy"] == "default-src 'none'; sandbox; frame-ancestors 'none'"
    assert reply["Cross-Origin-Resource-Policy"] == "same-origin"
    assert reply["X-Content-Type-Options"] == "nosniff"
    assert reply["Cache-Control"] == "no-store, private"
    assert reply["Accept-Ranges"] == "none"


def test_a_file_asked_for_without_signing_in_is_not_given(staff, client):
    file = kept(staff.teacher)
    reply = client.get(file.get_absolute_url())
    assert reply.status_code == 302
    assert PNG not in reply.content


def test_what_was_taken_out_of_a_draft_is_not_found_by_its_address(staff, django_capture_on_commit_callbacks):
    file = kept(staff.teacher)
    client = signed_in(staff.teacher)
    assert client.get(file.get_absolute_url()).status_code == 200
    with as_user(staff.teacher), django_capture_on_commit_callbacks(execute=True):
        services.throw_away(file=file, by=staff.teacher)
    assert client.get(file.get_absolute_url()).status_code == 404


def governance():
    return access.holder("role", "governance", "Governance")


def test_a_file_nobody_sent_can_be_thrown_away_only_by_whoever_chose_it(
    staff, tmp_path, django_capture_on_commit_callbacks
):
    file = kept(staff.teacher)
    with as_user(staff.lead), pytest.raises(PermissionDenied):
        services.throw_away(file=File.objects.get(pk=file.pk), by=staff.lead)
    with as_user(staff.teacher), django_capture_on_commit_callbacks(execute=True):
        assert File.objects.filter(pk=file.pk).exists()
        services.throw_away(file=file, by=staff.teacher)
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]
