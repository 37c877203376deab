"""The sums printed in docs/matching.md are those the code gives."""

import re
from pathlib import Path

import pytest

from tessera.lib.linkage.fields import Facts
from tessera.lib.linkage.score import explained, score

PAGE = Path(__file__).parents[2] / "docs" / "matching.md"
PERSON = (
    {"first_name": "William", "surname": "Merricott", "nickname": "Smiler", "date_of_birth": "1987-03-04",
     "phone": "07700 900123", "postcode": "WX4 1AB"},
    {"first_name": "Bill", "surname": "Merrycot", "date_of_birth": "1987-04-03", "postcode": "WX9 2ZZ"},
)  # fmt: skip
VEHICLE = (
    {"kind": "vehicle", "plate": "ZQ21 ABC", "description": "silver hatchback, dented door"},
    {"kind": "vehicle", "plate_partial": "ZQ2?", "description": "silver hatchback"},
)


@pytest.mark.parametrize(("example", "held_and_said"), [(0, PERSON), (1, VEHICLE)])
def test_a_printed_sum_is_what_the_code_gives(example, held_and_said):
    held, said = map(Facts.from_dict, held_and_said)
    printed = re.findall(r"```text\n(.*?)\n```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert printed[example] == explained(score(said, held))
