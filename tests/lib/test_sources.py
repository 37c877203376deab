"""Where a row comes from, in words: no page shows our own number for a document."""

import re
from pathlib import Path

import pytest
import yaml

import tessera.reference
from tessera.lib.sources import DOCUMENTS, cited

DATA = sorted((Path(tessera.reference.__file__).parent / "data").glob("*.yaml"))
NUMBERED = re.compile(r"(?<![\w./-])(00\d)(?= |,|'|\"|\]|$)", re.MULTILINE)


def test_a_number_is_said_as_the_document_it_stands_for():
    assert cited(["004 'Schools'", "003 §4.9"]) == (
        "Toolbox for professionals (2016–17), 'Schools'; Gathering evidence: scoping report (2008), §4.9"
    )
    assert cited(["002"]) == "Key messages from research: Police (2017)"
    assert cited(["Criminal Justice Act 1988 Sch 3", "012 unknown"]) == "Criminal Justice Act 1988 Sch 3; 012 unknown"
    assert (
        cited(["inferred from 003 §4.12, §4.14"])
        == "inferred from Gathering evidence: scoping report (2008), §4.12, §4.14"
    )
    assert cited(["LASPO 2012 s 003.4"]) == "LASPO 2012 s 003.4"
    assert cited([]) == ""


@pytest.mark.parametrize("path", DATA, ids=lambda path: path.stem)
def test_of_no_list_a_page_shows_our_number_for_a_document(path):
    rows = yaml.safe_load(path.read_text(encoding="utf-8"))
    said = [cited(row["source"]) for row in rows.get("entries", []) if isinstance(row.get("source"), list)]
    assert [one for one in said if NUMBERED.search(one)] == []


@pytest.mark.parametrize("path", DATA, ids=lambda path: path.stem)
def test_every_document_that_a_list_names_has_a_name(path):
    assert set(NUMBERED.findall(path.read_text(encoding="utf-8"))) <= {*DOCUMENTS}


def test_no_template_shows_a_source_by_its_number():
    templates = Path(tessera.reference.__file__).parent.parent.glob("*/jinja2/**/*.html")
    assert not [path.name for path in templates if re.search(r"source\s*\|\s*join", path.read_text(encoding="utf-8"))]
