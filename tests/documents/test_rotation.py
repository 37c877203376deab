"""A new key of the site wraps every file's own key; the bytes stay, and nothing is lost on the way."""

import os
import subprocess
import sys

import pytest

from tessera.documents import rotation, services
from tessera.lib import file_keys, sealing
from tests.documents.test_files import kept, staff
from tests.reporting import PNG

__all__ = ["staff"]
NEW = "n" * 48


@pytest.fixture
def renew(settings):
    """The site gets a new key and knows the old."""

    def change() -> None:
        settings.FILE_KEYS = [NEW, settings.FILE_KEY]
        settings.FILE_KEY = NEW

    return change


def on_disk(folder):
    return sorted(path for path in folder.rglob("*") if path.is_file())


def test_each_file_has_a_key_of_its_own(staff, tmp_path, settings):
    kept(staff.teacher), kept(staff.teacher)
    one, other = (path.read_bytes().partition(b"\n") for path in on_disk(tmp_path))
    assert one[0] != other[0]
    assert all(part[0].split(b" ")[1].decode() == file_keys.public_id(settings.FILE_KEY) for part in (one, other))
    with pytest.raises(sealing.Damaged):
        file_keys.unseal_file(one[0] + b"\n" + other[2], secrets=settings.FILE_KEYS)


def test_after_rotation_the_old_key_opens_nothing_and_the_body_is_the_same(staff, tmp_path, settings, renew):
    file = kept(staff.teacher)
    old, before = settings.FILE_KEY, on_disk(tmp_path)[0].read_bytes()
    renew()
    assert services.content_of(file) == PNG
    assert [done.rewrapped for done in rotation.rotate()] == [1]
    after = on_disk(tmp_path)[0].read_bytes()
    assert after.partition(b"\n")[2] == before.partition(b"\n")[2]
    with pytest.raises(sealing.Damaged):
        file_keys.unseal_file(after, secrets=[old])
    settings.FILE_KEYS = [NEW]
    assert services.content_of(file) == PNG


def test_a_file_from_before_files_had_keys_is_read_and_given_one(staff, tmp_path, settings):
    file = kept(staff.teacher)
    (place,) = on_disk(tmp_path)
    place.write_bytes(sealing.seal(PNG, secret=settings.FILE_KEY))
    assert services.content_of(file) == PNG
    assert list(rotation.still_old()) == [place]
    list(rotation.rotate())
    assert list(rotation.still_old()) == []
    assert services.content_of(file) == PNG


def test_stopped_half_way_everything_opens_and_the_next_run_goes_on(staff, settings, renew):
    files = [kept(staff.teacher) for _ in range(3)]
    renew()
    next(rotation.rotate())
    assert all(services.content_of(file) == PNG for file in files)
    assert len(list(rotation.still_old())) == 2
    assert [done.of for done in rotation.rotate()] == [2, 2]
    settings.FILE_KEYS = [NEW]
    assert all(services.content_of(file) == PNG for file in files)


def test_what_no_key_opens_is_said_and_left_as_it_is(staff, tmp_path, settings):
    kept(staff.teacher)
    (place,) = on_disk(tmp_path)
    before = place.read_bytes()
    settings.FILE_KEY, settings.FILE_KEYS = NEW, [NEW]
    assert [done.unopened for done in rotation.rotate()] == [[place.name]]
    assert place.read_bytes() == before
    assert on_disk(tmp_path) == [place]


def test_a_file_thrown_away_meanwhile_does_not_come_back(tmp_path):
    place = tmp_path / "gone"
    file_keys.write_whole(place, b"sealed", only_if_there=True)
    assert on_disk(tmp_path) == []


def test_killed_in_the_middle_of_a_file_it_is_whole(tmp_path):
    """A process of its own is ended between writing beside and putting in place."""
    place = tmp_path / "file"
    file_keys.write_whole(place, file_keys.seal_file(PNG, secret="o" * 48))
    program = (
        "import os, sys, pathlib\nfrom tessera.lib import file_keys\n"
        "pathlib.Path.replace = lambda *_: os._exit(9)\n"
        f"file_keys.rewrap(pathlib.Path(sys.argv[1]), secrets=['{NEW}', '{'o' * 48}'])"
    )
    ended = subprocess.run([sys.executable, "-c", program, str(place)], env=os.environ, timeout=60, check=False)
    assert ended.returncode == 9
    assert file_keys.unseal_file(place.read_bytes(), secrets=["o" * 48]) == PNG
