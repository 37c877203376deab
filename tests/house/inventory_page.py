"""Writes docs/data-inventory.md: every field held, whose it is, why and how long. `python -m tests.house.inventory_page`"""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parent.parent.parent
LIST, PAGE = ROOT / "docs/data-inventory.yaml", ROOT / "docs/data-inventory.md"
WHOSE = {"child", "person of concern", "family", "source", "professional"}
KINDS = {"neither", "special category", "criminal offence", "special category and criminal offence"}
INTRODUCTION = """\
# What is held about people

Every field of every table: what it is, whose, why it is held, which law lets agencies hold it, how long, and how it is
protected. It is written from [data-inventory.yaml](data-inventory.yaml): `python -m tests.house.inventory_page`. A test
fails where a field is missing or not answered for, and where a table that is said to have row-level security has none.

The law and the periods are as far as they were looked up on 21 November 2026. **Nobody has verified them, and none of it
is legal advice**: your own data protection officer and records manager do, and the area’s agreement says which class a
record of each agency falls under. Nothing is disposed of by the software yet; that is being built.

“Special category” is UK GDPR Article 9 (health, sex life, ethnicity and the like); “criminal offence” is Article 10.
"""


def inventory() -> dict[str, Any]:
    """The whole list."""
    found: dict[str, Any] = yaml.safe_load(LIST.read_text())
    return found


def wrong_with(table: dict[str, Any], listed: dict[str, Any]) -> Iterator[str]:
    """What keeps a table from being answered for."""
    if table.get("kept") not in listed["schedules"]:
        yield f"{table.get('kept')!r} is no schedule"
    yield from (f"{one!r} is no gateway" for one in table.get("gateways", ["none"]) if one not in listed["gateways"])
    yield from (f"“{name}” is not said" for name in ("why", "protected", "fields") if not table.get(name))
    for group in table.get("fields", []):
        if not group.get("names") or not group.get("what"):
            yield f"{group} says not which fields or not what they are"
        if group.get("whose") == "nobody":
            continue
        if not group.get("whose") or set(group["whose"]) - WHOSE:
            yield f"{group.get('names')} are nobody’s that is known"
        if group.get("kind") not in KINDS:
            yield f"{group.get('names')} are of no known kind"


def page() -> str:
    """The whole page."""
    listed = inventory()
    groups = [group for table in listed["models"].values() for group in table["fields"]]
    whose = Counter(
        one for group in groups for one in group["whose"] * len(group["names"]) if group["whose"] != "nobody"
    )
    parts = [INTRODUCTION, "\n| whose | fields |\n|---|---|\n"]
    parts += [f"| {one} | {many} |\n" for one, many in whose.most_common()]
    parts.append("\n## How long\n\n| schedule | classes of the retention list that a row may fall under |\n|---|---|\n")
    parts += [f"| {name} | {', '.join(classes)} |\n" for name, classes in listed["schedules"].items()]
    parts.append("\n| class | what it says | how sure |\n|---|---|---|\n")
    parts += [f"| {name} | {one['summary']} | {one['confidence']} |\n" for name, one in listed["classes"].items()]
    parts.append("\n## Law\n\n| id | law | status | verified |\n|---|---|---|---|\n")
    for name, one in listed["gateways"].items():
        parts.append(f"| {name} | {one['law']} | {one['status']} | {'yes' if one['verified'] else 'no'} |\n")
    for name, table in listed["models"].items():
        parts += _of(name, table)
    return "".join(parts)


def _of(name: str, table: dict[str, Any]) -> Iterator[str]:
    law = f" Law: {', '.join(table['gateways'])}." if table["gateways"] else ""
    yield f"\n## {name}\n\n{table['why']}.{law} How long: {table['kept']}. Protected by: {table['protected']}.\n\n"
    yield "| what | whose | kind | fields |\n|---|---|---|---|\n"
    for group in table["fields"]:
        whose = "nobody" if group["whose"] == "nobody" else ", ".join(group["whose"])
        fields = ", ".join(f"`{one}`" for one in group["names"])
        yield f"| {group['what']} | {whose} | {group.get('kind', '')} | {fields} |\n"


if __name__ == "__main__":
    PAGE.write_text(page())
