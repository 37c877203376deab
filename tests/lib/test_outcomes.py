"""A place to write to is tried before the work, and looks afterwards as it did before."""

import os
from pathlib import Path

import pytest

from tessera.lib.outcomes import Unwritable, refuse_device, refuse_place


def test_what_stands_there_stays_and_nothing_is_left_behind(tmp_path):
    (tmp_path / "before.csv").write_text("before")
    (tmp_path / "link.csv").symlink_to(tmp_path / "to-be.csv")
    names = sorted(path.name for path in tmp_path.iterdir())
    for name in ("before.csv", "new.csv", "link.csv"):
        refuse_place("--out", tmp_path / name, tmp_path / "given.csv")
    assert sorted(path.name for path in tmp_path.iterdir()) == names
    assert (tmp_path / "before.csv").read_text() == "before"
    assert (tmp_path / "link.csv").is_symlink()


def test_a_device_is_no_file(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    for place in (tmp_path / "pipe", Path("/dev/null")):
        with pytest.raises(Unwritable, match=r"^--out is .*, which is no file\. Name a file\.$"):
            refuse_device("--out", place)
    for place in (tmp_path, tmp_path / "new.csv"):
        refuse_device("--out", place)


def test_a_place_that_takes_nothing_is_refused_in_one_sentence(tmp_path):
    with pytest.raises(Unwritable, match=r"^Cannot write .*out\.csv: No such file or directory\.$"):
        refuse_place("--out", tmp_path / "none" / "out.csv")
    with pytest.raises(Unwritable, match=r"^Cannot write .*: Is a directory\.$"):
        refuse_place("--out", tmp_path)
