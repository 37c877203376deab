"""The demo started by something that stops it with SIGTERM leaves nothing running."""

import os
import signal
import subprocess
import sys
import time

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
