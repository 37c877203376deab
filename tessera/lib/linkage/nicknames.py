"""Known forms of the same name, read once from `nicknames.yaml`."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml

TABLE = Path(__file__).with_name("nicknames.yaml")


def families_of(word: str) -> tuple[str, ...]:
    """The fullest forms a name may stand for (“bill”: william), itself included; empty if none is known."""
    return _families().get(word, ())


@cache
def _families() -> dict[str, tuple[str, ...]]:
    families: dict[str, list[str]] = {}
    for group in yaml.safe_load(TABLE.read_text(encoding="utf-8")).values():
        for fullest, forms in group.items():
            for form in (fullest, *forms):
                known = families.setdefault(form, [])
                if fullest not in known:
                    known.append(fullest)
    return {form: tuple(known) for form, known in families.items()}
