"""What is stopped with SIGTERM, as a supervisor of processes does, leaves nothing running: the database neither."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

# The demo's own way of serving, with two processes that would run for a minute and say their numbers.
DEMO = """
import subprocess, sys
from tessera.commands import demo
real = subprocess.Popen
def started(words, **more):
    process = real([sys.executable, "-c", "import time; time.sleep(60)"])
    print(process.pid, flush=True)
    return process
subprocess.Popen = started
sys.exit(demo._serve(1))
"""


@pytest.mark.slow
def test_it_stops_its_site_and_its_worker():
    running = subprocess.Popen([sys.executable, "-c", DEMO], stdout=subprocess.PIPE, text=True)
    assert running.stdout is not None
    children = [int(running.stdout.readline()) for _ in range(2)]
    time.sleep(0.2)
    running.send_signal(signal.SIGTERM)
    assert running.wait(timeout=20) == 0
    running.stdout.close()
    for pid in children:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


# Reading the settings starts the embedded database, or joins the one that runs.
JOIN = "import os, signal; from django.conf import settings; settings.DATABASES"


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """The settings of a site with an embedded database of its own, which was made already."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith(("TESSERA_", "DATABASE_"))}
    made = plain | {
        "TESSERA_DEMO": "yes",
        "TESSERA_FOLDER": str(tmp_path_factory.mktemp("embedded")),
        "DJANGO_SETTINGS_MODULE": "tessera.config.settings",
    }
    subprocess.run([sys.executable, "-c", JOIN], env=made, check=True)
    return made


def free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def wait_for(address):
    for _ in range(600):
        try:
            with urllib.request.urlopen(address, timeout=2):
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"{address} did not answer")


@pytest.mark.slow
@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT], ids=lambda one: one.name)
@pytest.mark.parametrize("processes", [1, 2])
def test_the_embedded_database_stops_with_the_last_who_used_it(place, processes, how):
    """Also where one of them was killed, and so never left by itself."""
    postgres, port = Path(place["TESSERA_FOLDER"], "postgres", "postmaster.pid"), free_port()
    words = ["-m", "tessera", "serve", "--port", str(port), "--processes", str(processes)]
    running = subprocess.Popen([sys.executable, *words], env=place)
    try:
        wait_for(f"http://127.0.0.1:{port}/health/live")
        died = subprocess.run([sys.executable, "-c", f"{JOIN}; os.kill(os.getpid(), signal.SIGKILL)"], env=place)
        assert died.returncode == -signal.SIGKILL
        assert postgres.exists()
        running.send_signal(how)
        assert running.wait(timeout=60) in (0, 1), "it left by itself"
    finally:
        running.kill()
        running.wait()
    assert not postgres.exists(), "PostgreSQL takes its own file away when it has stopped"


@pytest.mark.slow
def test_the_embedded_database_stops_with_a_demo_that_was_still_loading(place):
    postgres = Path(place["TESSERA_FOLDER"], "postgres", "postmaster.pid")
    running = subprocess.Popen([sys.executable, "-m", "tessera", "demo", "--no-serve"], env=place)
    try:
        while not postgres.exists():
            assert running.poll() is None, "it is still loading"
            time.sleep(0.1)
        time.sleep(3)  # in the middle of its migrations
        running.send_signal(signal.SIGTERM)
        assert running.wait(timeout=60) == 128 + signal.SIGTERM
    finally:
        running.kill()
        running.wait()
    assert not postgres.exists()
