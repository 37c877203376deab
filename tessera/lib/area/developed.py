"""What was made of the story's reports once they were sent, read from developed.yaml as it stands on a day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from tessera.lib.area.county import read
from tessera.lib.area.telling import moment

_OF_THE_ACT = ("what", "by", "days_ago", "time", "report")


@dataclass(frozen=True, slots=True)
class Act:
    """Something that somebody did with what was reported: `what` names it, `said` is what else they gave.

    `report` is the key of the report of the story that it rests on; empty for what rests on none.
    """

    what: str
    by: str
    at: datetime
    report: str
    said: Mapping[str, Any]


def acts_by(on: date) -> list[Act]:
    """Everything that was done by this day, each thing at its own moment, the earliest first."""
    return sorted((_act(row, on) for row in read("developed")["acts"]), key=lambda act: act.at)


def _act(row: dict[str, Any], on: date) -> Act:
    said = {name: value for name, value in row.items() if name not in _OF_THE_ACT}
    if "rows" in said:
        said["rows"] = [[_dated(cell, on) for cell in line] for line in said["rows"]]
    if "answered_days_ago" in said:
        said["answered_at"] = moment(on, said.pop("answered_days_ago"), said.pop("answered_time"))
    at = moment(on, row["days_ago"], row["time"])
    return Act(row["what"], row["by"], at, row.get("report", ""), said)


def _dated(cell: str, on: date) -> str:
    """“{8} 21:48” is that time, eight days before."""
    days, brace, rest = cell.removeprefix("{").partition("}")
    return f"{on - timedelta(days=int(days)):%d/%m/%Y}{rest}" if brace else cell
