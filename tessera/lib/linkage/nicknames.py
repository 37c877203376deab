"""Known forms of the same name, read once from `nicknames.yaml`."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml

# In C where PyYAML has it: the table is most of a second in Python, for every process that takes a list.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
TABLE = Path(__file__).with_name("nicknames.yaml")


def families_of(word: str) -> tuple[str, ...]:
    """The fullest forms a name may stand for (“bill”: william), itself included; empty if none is known."""
    return _families().get(word, ())


@cache
def _families() -> dict[str, tuple[str, ...]]:
    families: dict[str, list[str]] = {}
    text = TABLE.read_text(encoding="utf-8")
    for group in yaml.load(text, Loader=_LOADER).values():  # noqa: S506  one of the two is safe, so is the other  # nosec B506
        for fullest, forms in group.items():
            for form in (fullest, *forms):
                known = families.setdefault(form, [])
                if fullest not in known:
                    known.append(fullest)
    return {form: tuple(known) for form, known in families.items()}
