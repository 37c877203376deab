"""Everything the repository says, in pieces: what pages, lists, messages and documents show to somebody."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path

import yaml
from jinja2 import Environment

ROOT = Path(__file__).parent.parent.parent
OURS = ROOT / "tessera"
# Written by other people: the design system, minified.
NOT_OURS = {"tessera/ui/static/ui/govuk-frontend.min.js"}
# Every other kind of file in the package is read.
WITHOUT_WORDS = {
    ".css": "how a page looks; a house rule of the styles is that nothing is said by them",
    ".scss": "as above",
    ".pyc": "made from what is read",
}
# The mark drawn in lines, and the two lines that start the command.
WITHOUT_A_WORD = {"tessera/ui/jinja2/ui/_mark.html", "tessera/__main__.py"}
LANGUAGE = "tessera/reference/data/language.yaml"
READ_OUT = {"title", "alt", "placeholder", "aria-label", "content", "value", "label", "summary"}
RUNS_ON = {"a", "abbr", "b", "em", "i", "span", "strong", "time", "code", "cite", "q", "wbr"}


@dataclass(frozen=True)
class Said:
    """A piece of text, and where it stands."""

    path: str
    line: int
    text: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}"


def everything() -> list[Said]:
    """Every piece of text in the repository that a person may read."""
    return [piece for pieces in (python(), catalogues(), templates(), scripts(), documents()) for piece in pieces]


def python() -> Iterator[Said]:
    """Labels, choices, messages, sentences of refusal and of the log, help: each string in the code."""
    for path in sorted(OURS.rglob("*.py")):
        tree = ast.parse(path.read_text())
        within = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in within:
                yield Said(named(path), node.lineno, node.value)
            elif isinstance(node, ast.JoinedStr):
                parts = (part.value if isinstance(part, ast.Constant) else "…" for part in node.values)
                yield Said(named(path), node.lineno, "".join(parts))


def catalogues() -> Iterator[Said]:
    """Each value and each name in the YAML lists. The phrases to avoid stand apart from the words about them."""
    for path in sorted(OURS.rglob("*.yaml")):
        waiting = [(named(path), yaml.compose(path.read_text()))]
        while waiting:
            place, node = waiting.pop()
            if isinstance(node, yaml.ScalarNode):
                yield Said(place, node.start_mark.line + 1, node.value)
            elif isinstance(node, yaml.SequenceNode):
                waiting += [(place, one) for one in node.value]
            elif isinstance(node, yaml.MappingNode):
                for name, value in node.value:
                    apart = named(path) == LANGUAGE and name.value in {"avoid", "id"}
                    waiting += [(place, name), (f"{place}#{name.value}" if apart else place, value)]


def templates() -> Iterator[Said]:
    """The text of each page, what is read out of its attributes, and each string given to a component."""
    lexer = Environment()
    for path in sorted(OURS.rglob("*.html")):
        page = ""
        for line, kind, token in lexer.lex(path.read_text()):
            if kind == "string":
                yield Said(named(path), line, token[1:-1])
            elif kind == "data":
                page += token
            elif kind in {"variable_end", "block_end"}:
                page += "…" + "\n" * (line - page.count("\n") - 1)
        yield from Page(named(path)).read(page)
    for path in sorted(OURS.rglob("jinja2/**/*.txt")):
        yield Said(named(path), 1, path.read_text())


class Page(HTMLParser):
    """Collects the text between the tags, whole sentences at a time."""

    def __init__(self, path: str) -> None:
        super().__init__()
        self.path, self.text, self.began, self.pieces = path, "", 1, []

    def read(self, page: str) -> list[Said]:
        self.feed(page)
        self.close()
        self.end()
        return self.pieces

    def end(self) -> None:
        if self.text.strip():
            self.pieces.append(Said(self.path, self.began, " ".join(self.text.split())))
        self.text, self.began = "", self.getpos()[0]

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in RUNS_ON:
            self.end()
        self.pieces += [Said(self.path, self.getpos()[0], value) for name, value in attrs if value and name in READ_OUT]

    def handle_endtag(self, tag: str) -> None:
        if tag not in RUNS_ON:
            self.end()


def scripts() -> Iterator[Said]:
    """Each string in our own scripts, and the text of drawings."""
    for path in sorted([*OURS.rglob("static/**/*.js"), *OURS.rglob("static/**/*.svg")]):
        if named(path) in NOT_OURS:
            continue
        for line, text in enumerate(path.read_text().splitlines(), start=1):
            strings = re.findall(r"\"([^\"]*)\"|'([^']*)'|`([^`]*)`|>([^<]+)<", text)
            yield from (Said(named(path), line, one) for found in strings for one in found if one)


def documents() -> Iterator[Said]:
    """The README, the change log and everything under docs, a paragraph at a time."""
    for path in sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "docs").rglob("*.yaml")]):
        line = 1
        for paragraph in re.split(r"(?<=\n)\s*\n|(?<=\n)(?=[#|*-] )", path.read_text()):
            yield Said(named(path), line, paragraph)
            line += paragraph.count("\n") + 1


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()
