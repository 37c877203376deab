"""A model with what was learnt put in: the file it is kept in, and what changed, as a table."""

from __future__ import annotations

import copy
import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from tessera.lib.invisible import on_one_line
from tessera.lib.linkage.model import PUBLISHED, Model, read_model
from tessera.lib.linkage.rows import Unreadable
from tessera.lib.linkage.training import Learnt, Lesson

_HEAD = """\
# Weights learnt by `tessera match train` (docs/matching.md), in the format of the published model: m is how often two
# records of the same person agree like this, u how often records of different people do. What could not be learnt is
# as published. Whoever changes a number changes `version`: a stored score names the version that gave it.
"""


def write_model(out: Path, lesson: Lesson, *, version: str, seed: int, on: date) -> Model:
    """Write the published model with what was learnt, and answer it as read back. Raises Unreadable."""
    content: dict[str, Any] = yaml.safe_load(PUBLISHED.read_text(encoding="utf-8"))
    kinds = copy.deepcopy(content["kinds"])
    fields = {of: copy.deepcopy(found) for of, found in kinds["person"]["fields"].items()}
    for each in lesson.levels:
        of, level = each.level
        changed = {name: chance for name, chance in (("m", each.m), ("u", each.u)) if chance is not None}
        fields[of][level] = fields[of][level] | changed
    kinds["person"]["fields"] = fields
    trained = {
        "on": on.isoformat(), "from": content["version"], "people": lesson.people,
        "labelled_pairs": "none: Splink's expectation maximisation" if lesson.pairs is None else lesson.pairs,
        "random_pairs": lesson.random_pairs, "seed": seed,
    }  # fmt: skip
    said = {"version": version, "trained": trained, "common_names": lesson.common_names, "kinds": kinds}
    written = yaml.dump(
        said, Dumper=_Plain, sort_keys=False, allow_unicode=True,
        width=200, default_flow_style=None,
    )  # fmt: skip
    name, out = on_one_line(str(out)), out.resolve()  # what a link leads to takes it, and the link stays
    part = out.with_name(f".{out.name}.{os.getpid()}.part")
    try:
        part.write_text(_HEAD + written, encoding="utf-8")
        model = read_model(part)
        part.replace(out)
    except OSError as wrong:
        raise Unreadable(f"Cannot write {name}: {wrong.strerror or wrong}.") from None
    finally:
        part.unlink(missing_ok=True)
    return model


class _Plain(yaml.SafeDumper):
    """Every kind written out in full, without marks that point from one to another."""

    def ignore_aliases(self, data: Any) -> bool:
        """Never a mark."""
        return True


def changes(lesson: Lesson, before: Model, after: Model) -> Iterator[str]:
    """A line for each level of the questions that the file can answer: its weight before and after, and why."""
    asked = [each for each in lesson.levels if each.same or each.different]
    yield f"{'field':<11}{'level':<20}{'before':>8}{'after':>8}  learnt from"
    for each in asked:
        was = before.kinds["person"].reasons[each.level].weight
        now = after.kinds["person"].reasons[each.level].weight
        of, level = each.level
        yield f"{of:<11}{level:<20}{was:>+8.2f}{now:>+8.2f}  {_why(each)}"


def _why(each: Learnt) -> str:
    same = f"{each.same_so:,.0f} of {each.same:,.0f} same"
    different = f"{each.different_so:,.0f} of {each.different:,.0f} different"
    kept = [name for name, chance in (("same", each.m), ("different", each.u)) if chance is None]
    if each.is_backwards:
        return f"differing would count for a match, so both are kept ({same}, {different})"
    if len(kept) == 2:
        return f"too few pairs to tell, kept ({same}, {different})"
    said = f"{same}, {different}"
    return f"{said}; too few {kept[0]}, that chance is kept" if kept else said
