"""A document that says that a test shows something names one that exists."""

import ast
import re

import pytest

from tests.house.asvs_page import ROOT

DOCUMENTS = ["SECURITY.md", "docs/security.md", "docs/threat-model.md", "docs/dpia.md"]
TESTS = {
    node.name
    for path in (ROOT / "tests").rglob("test_*.py")
    for node in ast.walk(ast.parse(path.read_text()))
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
}


@pytest.mark.parametrize("document", DOCUMENTS)
def test_each_test_and_each_file_that_it_names_exists(document):
    text = (ROOT / document).read_text()
    assert not set(re.findall(r"`(test_\w+)`", text)) - TESTS
    assert not [path for path in re.findall(r"`(tests/[\w/.]+)`", text) if not (ROOT / path).exists()]
    near = (ROOT / document).parent
    links = [link for link in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", text) if not (near / link).exists()]
    assert not links
