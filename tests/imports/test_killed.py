"""`tessera import` killed in the middle with all its processes, and run again: every row once, none of them half."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.db import connections

from tessera.access.roles import Role
from tessera.bench.place import address
from tessera.entities.models import Entity, Holding, Mention
from tessera.imports.models import Batch, Import, SourceRow
from tessera.information.models import Report
from tests.cast import agency, as_user, person
from tests.databases import cloned_database
from tests.imports.conftest import csv_of
from tests.imports.test_taking import HEADER

pytestmark = pytest.mark.slow
ROWS, PATIENCE = 4_000, 120


@pytest.fixture
def coordinator(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), cloned_database("test_tessera_import_killed"):
        yield person("coordinator", Role.COORDINATOR, at=agency("safeguarding-partnership", "partnership"))
        connections["default"].close()


def started(file: Path) -> subprocess.Popen[str]:
    words = ["--profile", "plate-sightings", "--source", "Cameras", "--as", "coordinator@wexmouth.example"]
    place = {"DATABASE_URL": address("default"), "TESSERA_OWNER_URL": address("owner"), "TESSERA_DEMO": "yes"}
    return subprocess.Popen(
        [sys.executable, "-m", "tessera", "import", str(file), "--processes", "2", *words],
        env=os.environ | place | {"DJANGO_SETTINGS_MODULE": "tessera.config.settings"},
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True,
    )  # fmt: skip


def test_killed_with_all_its_processes_and_run_again_every_row_is_taken_once(coordinator, tmp_path):
    """REQ: soft-import-once."""
    file = tmp_path / "list.csv"
    rows = [[f"S-{n}", f"WX{n % 90 + 10} KTR", "", "14/03/2026", f"Quay {n}", "", ""] for n in range(ROWS)]
    file.write_bytes(csv_of([HEADER, *rows]))
    first = started(file)
    with as_user(coordinator):
        until(lambda: Batch.objects.filter(taken_at__isnull=False).exists(), first)
        os.killpg(first.pid, signal.SIGKILL)
        first.communicate()
        assert Batch.objects.filter(taken_at__isnull=True).exists(), "it was killed too late to say anything"
        again = started(file)
        said, _ = again.communicate(timeout=PATIENCE)
        assert again.returncode == 0, said
        assert f"{ROWS:,} new reports, 0 corrected, 0 held already" in said
        assert Import.objects.get().status == "finished", "the one that was begun"
        keys = list(SourceRow.objects.values_list("key", flat=True))
        assert sorted(keys) == sorted(f"S-{n}" for n in range(ROWS))
        assert Report.objects.count() == ROWS
        assert Mention.objects.count() == Holding.objects.count() == Entity.objects.count() == 2 * ROWS


def until(is_so, process):
    for _ in range(PATIENCE * 20):
        if is_so():
            return
        assert process.poll() is None, process.communicate()[0]
        time.sleep(0.05)
    raise AssertionError("it took too long")
