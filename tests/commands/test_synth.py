"""`tessera synth` on a database that nobody has set up, and on one that has its people already."""

import os
import subprocess
import sys

import pytest

from tests.databases import server


@pytest.fixture
def fresh():
    """The settings of a database with nothing in it, which is dropped afterwards."""
    from django.conf import settings

    from tests.databases import drop

    name = f"test_tessera_synth_{os.getpid()}"
    with server() as superior:
        superior.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        superior.execute(f"CREATE DATABASE \"{name}\" TEMPLATE template0 ENCODING 'UTF8'")
    place = settings.DATABASES["owner"]
    where = f"{name}?host={place['HOST']}" if place["HOST"].startswith("/") else name
    host = "" if place["HOST"].startswith("/") else f"{place['HOST']}:{place['PORT']}"
    yield os.environ | {
        "DATABASE_URL": f"postgresql://tessera_app@{host}/{where}",
        "TESSERA_OWNER_URL": f"postgresql://tessera_owner@{host}/{where}",
        "TESSERA_DEMO": "yes",
        "DJANGO_SETTINGS_MODULE": "tessera.config.settings",
    }
    drop(name)


def synth(environment, *, people, reports, seed):
    words = ["synth", "--people", str(people), "--reports", str(reports), "--seed", str(seed)]
    return subprocess.run([sys.executable, "-m", "tessera", *words], env=environment, capture_output=True, text=True)


@pytest.mark.slow
def test_a_fresh_database_is_set_up_first_and_a_loaded_one_says_what_was_ignored(fresh):
    first = synth(fresh, people=20, reports=12, seed=1)
    assert (first.returncode, "Traceback" in first.stderr) == (0, False), first.stderr
    assert "12 reports loaded" in first.stdout
    second = synth(fresh, people=40, reports=10, seed=3)
    assert second.returncode == 0
    assert "12 made-up reports are here already, so nothing was loaded" in second.stdout
    assert "--people, --reports and --seed only count" in second.stdout
