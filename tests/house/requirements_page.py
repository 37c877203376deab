"""Writes docs/requirements.md: what was asked for, and the test that shows it. `python -m tests.house.requirements_page`"""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

ROOT = Path(__file__).parent.parent.parent
LIST, PAGE = ROOT / "docs/requirements.yaml", ROOT / "docs/requirements.md"
ID = r"[a-z]+(?:-[a-z0-9]+)+"
NAMED = re.compile(rf"REQ:?\s+({ID}(?:,\s+{ID})*)")
INTRODUCTION = """\
# What was asked for, and what shows it

Each requirement has an id. A test that shows one names it (`REQ: id`), and this page is written from those names:
`python -m tests.house.requirements_page`. The list itself is [requirements.yaml](requirements.yaml).
"""


@dataclass(frozen=True, order=True)
class Shown:
    """A test, or a whole file of them, that names a requirement."""

    path: str
    test: str

    def __str__(self) -> str:
        return f"[{self.test.removeprefix('test_').replace('_', ' ') or self.path}](../{self.path})"


def asked_for() -> dict[str, dict[str, str]]:
    """Each requirement's sentence by its id, under the heading it belongs to."""
    return yaml.safe_load(LIST.read_text())


def shown() -> dict[str, list[Shown]]:
    """The tests that name each requirement."""
    found: dict[str, set[Shown]] = defaultdict(set)
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        for test, text in _tests_in(path.read_text()):
            for names in NAMED.findall(text):
                for name in re.split(r",\s+", names):
                    found[name].add(Shown(path.relative_to(ROOT).as_posix(), test))
    return {name: sorted(tests) for name, tests in found.items()}


def _tests_in(source: str) -> Iterator[tuple[str, str]]:
    """Each test of a file with its whole text, comments too; and the file's own first words."""
    tree = ast.parse(source)
    yield "", ast.get_docstring(tree) or ""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_"):
            first = min([node.lineno, *(one.lineno for one in node.decorator_list)])
            yield node.name, "\n".join(source.splitlines()[first - 1 : node.end_lineno])


def page() -> str:
    """The whole page."""
    tests, parts, waiting = shown(), [INTRODUCTION], []
    for heading, sentences in asked_for().items():
        parts.append(f"\n## {heading}\n\n| requirement | what it means | shown by |\n|---|---|---|\n")
        for name, sentence in sentences.items():
            if name in tests:
                parts.append(f"| `{name}` | {sentence} | {'; '.join(map(str, tests[name]))} |\n")
            else:
                waiting.append(f"- `{name}`: {sentence}\n")
    if waiting:
        parts += ["\n## Not yet\n\nNo test shows these. Some need an app that is not built.\n\n", *waiting]
    return "".join(parts)


if __name__ == "__main__":
    PAGE.write_text(page())
