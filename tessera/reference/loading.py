"""Load the catalogues from their YAML. The one mechanism: runs at each deploy and in tests, and can run again."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction

from tessera.reference.models import (
    Attempt,
    Barrier,
    Catalogue,
    ClockRule,
    Definition,
    ExploitationModel,
    GradeCode,
    ImportProfile,
    Indicator,
    Method,
    Origin,
    SecureMailDomain,
    SubjectCategory,
    TieKind,
    TieStrength,
    Word,
)

DATA = Path(__file__).parent / "data"
FIRST_DAY = date(2000, 1, 1)
Entry = dict[str, Any]

CATALOGUES: dict[type[Catalogue], Callable[[Entry], Entry]] = {
    Indicator: lambda e: {
        "kind": e["kind"], "prompt_for_notes": e.get("prompt_for_notes", ""),
        "answers_fact": e.get("answers_fact", ""), "asks": e.get("asks", []),
    },
    Word: lambda e: {
        "avoid": e["avoid"], "better": e["better"], "kind": e.get("kind", ""), "exception": e.get("exception", ""),
    },
    ExploitationModel: lambda e: {"signals": e.get("signals", [])},
    Definition: lambda e: {"text": e["text"]},
    Origin: lambda e: {"is_business": bool(e.get("is_business", False))},
    SecureMailDomain: lambda e: {
        "domain": e["domain"], "with_subdomains": bool(e.get("with_subdomains", False)),
        "excludes": e.get("excludes", []),
    },
    Attempt: lambda e: {"used_for": e["used_for"]},
    Barrier: lambda e: {"used_for": e["used_for"]},
    GradeCode: lambda e: {"kind": e["kind"], "letter": e.get("letter", ""), "meaning": e["meaning"]},
    TieKind: lambda e: {
        "back": e["back"], "of": e["of"], "to": e["to"], "is_done_to": bool(e.get("is_done_to", False)),
    },
    TieStrength: lambda e: {"grades": e.get("grades", []), "is_confirmed": bool(e.get("is_confirmed", False))},
    SubjectCategory: lambda e: {},
    Method: lambda e: {"aspect": e["aspect"]},
    ImportProfile: lambda e: {
        "how_known": e["how_known"], "origin": e["origin"], "things": e["things"], "fields": e["fields"],
        "needs": e.get("needs", []), "sample": [[str(cell) for cell in row] for row in e["sample"]],
    },
    ClockRule: lambda e: {
        "length": e.get("length"), "unit": e.get("unit", ""), "owner": e.get("owner", ""),
        "warn_before_minutes": e.get("warn_before_minutes", 0),
    },
}  # fmt: skip


class Vanished(ValueError):
    """A supplied row left the YAML without a `valid_to`: old records would lose what they were made under."""


def load_catalogues(folder: Path = DATA) -> dict[str, int]:
    """Write every supplied row; answer how many each catalogue has. Local rows are never touched.

    Raises Vanished, naming the codes, when a supplied row was taken out of the YAML instead of retired.
    """
    return {model.yaml: _load(model, extra, folder / model.yaml) for model, extra in CATALOGUES.items()}


@transaction.atomic
def _load(model: type[Catalogue], extra: Callable[[Entry], Entry], file: Path) -> int:
    entries = yaml.safe_load(file.read_text(encoding="utf-8"))["entries"]
    wanted = {(entry["id"], _day(entry, "valid_from") or FIRST_DAY): entry for entry in entries}
    held = {(row.code, row.valid_from): row for row in model.objects.filter(row_origin=Catalogue.RowOrigin.SUPPLIED)}
    gone = sorted(code for code, since in set(held) - set(wanted))
    if gone:
        raise Vanished(f"{file.name} no longer has {', '.join(gone)}: give each a valid_to instead.")
    for position, ((code, since), entry) in enumerate(wanted.items()):
        values = {**_common(entry), **extra(entry), "position": position}  # a function of ours, not Django’s extra()  # nosec B610
        row = held.get((code, since))
        if row is None:
            model.objects.create(code=code, valid_from=since, **values)
        elif any(getattr(row, name) != value for name, value in values.items()):
            for name, value in values.items():
                setattr(row, name, value)
            row.save(update_fields=list(values))
    return len(wanted)


def _common(entry: Entry) -> Entry:
    source = entry.get("source", [])
    return {
        "label": entry.get("label") or entry["summary"],
        "valid_to": _day(entry, "valid_to"),
        "source": [str(one) for one in (source if isinstance(source, list) else [source])],
        "confidence": str(entry.get("confidence", "")),
        "status": str(entry.get("status", "")),
        "note": str(entry.get("note", "")),
    }


def _day(entry: Entry, name: str) -> date | None:
    value = entry.get(name)
    return value if value is None or isinstance(value, date) else date.fromisoformat(str(value))
