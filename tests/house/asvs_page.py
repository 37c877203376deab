"""Writes docs/asvs.md: what OWASP ASVS 5.0 asks at level 2, and what shows it. `python -m tests.house.asvs_page`"""

import ast
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parent.parent.parent
TABLE, PAGE, PUBLISHED = ROOT / "docs/asvs.yaml", ROOT / "docs/asvs.md", ROOT / "tests/house/asvs_list.txt"
# Each status, and where its reason stands.
STATUSES = {"met": "shown by", "not applicable": "because", "not yet": "missing"}
INTRODUCTION = """\
# OWASP ASVS 5.0, level 2

The Application Security Verification Standard 5.0.0 of OWASP lists what an application of its kind must show. This page
has every requirement of levels 1 and 2 by its published id, what it asks in our own words, and whether it is met. It is
written from [asvs.yaml](asvs.yaml): `python -m tests.house.asvs_page`. A test fails where an id has no status, where “met”
names no test or place that exists, and where this page is not up to date. The standard’s own words are at OWASP
(Creative Commons Attribution-ShareAlike). Nobody outside has assessed this yet.

“Not yet: being built” is work that has begun. “Not applicable” says why.
"""


def table() -> dict[str, dict[str, dict[str, Any]]]:
    """Each requirement's row by its id, under the heading of its chapter."""
    found: dict[str, dict[str, dict[str, Any]]] = yaml.safe_load(TABLE.read_text())
    return found


def published() -> dict[str, int]:
    """The level of each requirement, as OWASP published them."""
    rows = [line.split() for line in PUBLISHED.read_text().splitlines() if not line.startswith("#")]
    return {name: int(level) for name, level in rows}


def wrong_with(row: dict[str, Any]) -> Iterator[str]:
    """What keeps a row from counting: no status, no proof, or a proof that is not there."""
    status = row.get("status")
    if status not in STATUSES:
        yield f"{status!r} is no status"
        return
    if set(row) != {"level", "asks", "status", STATUSES[status]} or not row[STATUSES[status]]:
        yield f"“{status}” says “{STATUSES[status]}”, and nothing else"
    elif status == "met":
        yield from (f"{proof} is not there" for proof in row["shown by"] if not is_there(proof))


@cache
def is_there(proof: str) -> bool:
    """Whether a file has this test, this name or these words."""
    path, _, what = proof.partition("::")
    place = ROOT / path
    if not what or not place.is_file():
        return False
    if place.suffix != ".py":
        return what in place.read_text()
    return what in set(_named_in(ast.parse(place.read_text())))


def _named_in(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Assign):
            yield from (one.id for target in node.targets for one in ast.walk(target) if isinstance(one, ast.Name))


def link(proof: str) -> str:
    """The proof as a link to its file."""
    path, _, what = proof.partition("::")
    words = what.removeprefix("test_").replace("_", " ") if what.startswith("test_") else f"{Path(path).name}: {what}"
    return f"[{words}](../{path})"


def page() -> str:
    """The whole page."""
    rows = [row for chapter in table().values() for row in chapter.values()]
    parts = [INTRODUCTION, "\n| level | met | not applicable | not yet |\n|---|---|---|---|\n"]
    for level in (1, 2):
        counted = Counter(row["status"] for row in rows if row["level"] == level)
        parts.append(f"| {level} | {' | '.join(str(counted[status]) for status in STATUSES)} |\n")
    for heading, chapter in table().items():
        parts.append(f"\n## {heading}\n\n| id | level | what it asks | status | |\n|---|---|---|---|---|\n")
        for name, row in chapter.items():
            reason = row[STATUSES[row["status"]]]
            shown = "; ".join(map(link, reason)) if row["status"] == "met" else reason
            parts.append(f"| {name} | {row['level']} | {row['asks']} | {row['status']} | {shown} |\n")
    return "".join(parts)


if __name__ == "__main__":
    PAGE.write_text(page())
