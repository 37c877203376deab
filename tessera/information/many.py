"""Many reports sent at one moment by one person to the same readers, kept in one statement."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from tessera.access.many import Same, insert_columns
from tessera.audit.log import storable
from tessera.information import receipts
from tessera.information.models import Report

# What `insert_columns` wants that no two of them share.
ITS_OWN = ("id", "reference", "sent_key", "corrects_id", "sha256")


class Alike:
    """Reports that are as the first but for what was given in each: as `unsaved_report` makes each of them.

    Kept column by column, because of forty columns thirty never differ, and making a row of them takes most of the
    time that a row takes.
    """

    def __init__(self, first: Report) -> None:
        self.first = first
        self._said = receipts.said_in(first, files=[])
        self._given: list[dict[str, Any]] = []
        self._own: list[tuple[str, str, UUID, UUID | None, str]] = []

    def __len__(self) -> int:
        return len(self._own)

    def add(
        self, given: Mapping[str, Any], *, pk: str, reference: str, sent_key: UUID, corrects: Report | None = None
    ) -> None:
        """Add a report. `given` holds answered fields of `receipts.GIVEN`."""
        kept = {
            name: storable(value) if isinstance(value, str) else receipts.plain(value) for name, value in given.items()
        }
        said = {**self._said, **kept, "reference": reference, "corrects": corrects.reference if corrects else ""}
        self._given.append(kept)
        self._own.append((pk, reference, sent_key, corrects.pk if corrects else None, receipts.fingerprint_of(said)))

    def keep(self) -> None:
        """Insert them all."""
        if not self._own:
            return
        columns: dict[str, Any] = {
            field.attname: Same(getattr(self.first, field.attname)) for field in Report._meta.concrete_fields
        }
        columns |= zip(ITS_OWN, map(list, zip(*self._own, strict=True)), strict=True)
        for name in {name for given in self._given for name in given}:
            usual = receipts.plain(getattr(self.first, name))
            values = [given.get(name, usual) for given in self._given]
            if any(one != usual for one in values):
                columns[name] = values
        insert_columns(Report, columns)
