"""docs/asvs.md says of each requirement of OWASP ASVS 5.0 whether it is met, and proves it."""

import pytest

from tests.house.asvs_page import PAGE, TABLE, page, published, table, wrong_with

ROWS = {name: row for chapter in table().values() for name, row in chapter.items()}
NAMED = [name for chapter in table().values() for name in chapter]
MET = {
    "level": 1,
    "asks": "Something",
    "status": "met",
    "shown by": ["tests/house/test_asvs.py::test_the_page_is_up_to_date"],
}


def test_each_requirement_has_one_row_of_its_level():
    """YAML itself would let a second row of one id replace the first."""
    assert sorted(published().values()) == [1] * 70 + [2] * 183
    assert {name: row["level"] for name, row in ROWS.items()} == published()
    written = [line.strip(" :") for line in TABLE.read_text().splitlines() if line.startswith("  v5.0.0-")]
    assert written == NAMED


@pytest.mark.parametrize("name", ROWS)
def test_each_row_has_a_status_and_its_proof(name):
    assert not list(wrong_with(ROWS[name]))


def test_the_page_is_up_to_date():
    assert PAGE.read_text() == page(), "run: python -m tests.house.asvs_page"


@pytest.mark.parametrize(
    "change",
    [
        {"status": "done"},
        {"status": None},
        {"shown by": []},
        {"shown by": ["tests/house/test_asvs.py"]},
        {"shown by": ["tests/house/test_asvs.py::test_of_nothing"]},
        {"shown by": ["tests/house/of_nothing.py::test_the_page_is_up_to_date"]},
        {"shown by": ["README.md::words that stand nowhere in it"]},
        {"status": "not yet"},
        {"status": "not applicable"},
        {"missing": "something"},
    ],
)
def test_a_row_without_proof_is_found(change):
    assert not list(wrong_with(MET))
    assert list(wrong_with(MET | change))
