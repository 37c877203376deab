"""The lines a bench prints: one JSON object for each subject, ours and peers alike (design §7)."""

import json
import os
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Run:
    """What every line of one run has in common."""

    bench: str
    people: int
    reports: int
    seed: int

    def line(self, subject: str, times: Sequence[float], *, peer: bool = False, **more: Any) -> str:
        """One subject's line: how many were timed (`queries`), and their median and 95th percentile in ms."""
        return json.dumps(
            {
                "bench": self.bench,
                "subject": subject,
                "peer": peer,
                "n": self.people,
                "reports": self.reports,
                "queries": len(times),
                "seed": self.seed,
                "p50_ms": percentile(times, 50),
                "p95_ms": percentile(times, 95),
                **more,
                "cpus": os.cpu_count() or 1,
                "commit": commit(),
            }
        )


def percentile(times: Sequence[float], percent: int) -> float:
    """The smallest of these that so many in a hundred do not exceed. Raises IndexError when there are none."""
    ordered = sorted(times)
    return round(ordered[max(ceil(len(ordered) * percent / 100) - 1, 0)], 1)


def commit() -> str:
    """The commit of the code that ran, with a + when something changed since; or empty."""
    here = Path(__file__).parent
    asked = ["git", "describe", "--always", "--exclude", "*", "--abbrev=12", "--dirty=+"]
    try:
        done = subprocess.run(asked, cwd=here, capture_output=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return ""
    return done.stdout.decode().strip()
