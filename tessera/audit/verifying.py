"""Proving the log: every entry is hashed again here, and must be what was sealed, in the order it was sealed in."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.db import connections

from tessera.audit.merkle import Root, chained
from tessera.audit.sealing import is_signed_by, mirrored

# Written out here and not asked of a function of the database: what may have been changed is not asked for its word.
_LINE = """jsonb_build_array(era, xid::text, seq, (extract(epoch FROM at) * 1000000)::bigint, kind, sentence, by_post,
    by_name, agency, subject_label, subject_id, detail)::text"""
_ENTRIES = f"""
    COPY (SELECT era, xid, {_LINE} FROM audit_entry WHERE (era, xid) >= (%s, %s::text::xid8) ORDER BY era, xid, seq)
    TO STDOUT
"""  # noqa: S608  # nosec B608  constant words
_BATCHES = """
    SELECT b.number, b.era, b.first_xid::text, b.until_xid::text, b.entries, encode(b.root, 'hex') AS root,
        encode(b.chained, 'hex') AS chained, s.signature, to_char(b.at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS') AS at
    FROM audit_batch b LEFT JOIN audit_signature s USING (number) ORDER BY b.number
"""
PROGRESS_EVERY = 250_000  # entries


class Fault(Exception):
    """The log is not what was sealed. The message is a sentence that names the first place where it differs."""


@dataclass(frozen=True)
class Proved:
    """What was looked at and found to be right."""

    batches: int
    entries: int
    not_sealed: int
    signed: int
    mirrored: int


@dataclass
class _Entries:
    """The entries in their order, one ahead: whoever reads a batch leaves the first of the next."""

    rows: Iterator[bytes]
    ahead: tuple[int, int, bytes] | None = None

    def __post_init__(self) -> None:
        self.step()

    def step(self) -> None:
        row = next(self.rows, None)
        if row is None:
            self.ahead = None
            return
        era, xid, line = row.rstrip(b"\n").split(b"\t", 2)
        # COPY doubles a backslash, and JSON leaves nothing else that it would change.
        self.ahead = int(era), int(xid), line.replace(b"\\\\", b"\\")


def verify(
    connect: Callable[[], psycopg.Connection[Any]], *, key: Ed25519PublicKey | None = None, mirror: Path | None = None,
    since: int = 1, said: Callable[[int, int], None] = lambda batches, entries: None,
) -> Proved:  # fmt: skip
    """Prove the log from batch `since` on; the chain is followed from the first. Raises Fault at the first difference.

    `connect` opens a connection of the database's owner. Memory does not grow with the log. Entries of the last
    minutes are not sealed yet: they are counted, and nothing can be proved of them.
    """
    copies = mirrored(mirror) if mirror is not None else iter(())
    with connect() as one, connect() as other:
        one.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        [snapshot] = one.execute("SELECT pg_export_snapshot()").fetchone() or [""]
        other.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        other.execute(psycopg.sql.SQL("SET TRANSACTION SNAPSHOT {}").format(psycopg.sql.Literal(snapshot)))
        with other.cursor("batches", row_factory=psycopg.rows.dict_row) as batches:
            batches.itersize = 5_000
            batches.execute(_BATCHES)
            return _compared(one, batches, copies, key, mirror, since, said)


def owners_connection() -> psycopg.Connection[Any]:
    """A connection as the owner of the database, who reads the whole log."""
    place = connections["owner"].settings_dict
    given = {"host": place["HOST"], "port": place["PORT"], "user": place["USER"], "password": place["PASSWORD"]}
    return psycopg.connect(dbname=place["NAME"], **{name: value for name, value in given.items() if value})


def _compared(
    one: Any, batches: Any, copies: Iterator[dict[str, Any]], key: Ed25519PublicKey | None, mirror: Path | None,
    since: int, said: Callable[[int, int], None],
) -> Proved:  # fmt: skip
    before, until, number, entries, signed, copied = "", (0, 0), 0, 0, 0, 0
    held: _Entries | None = None
    with one.cursor() as cursor, ExitStack() as reading:
        for batch in batches:
            number += 1
            _is_next(batch, number, before, until)
            if mirror is not None and (copy := next(copies, None)) is not None:
                copied += 1
                _is_mirrored(batch, copy, mirror)
            if key is not None:
                signed += _is_signed(batch, key)
            before, until = batch["chained"], (batch["era"], int(batch["until_xid"]))
            if number < since:
                continue
            if held is None:
                first = (0, "0") if number == 1 else (batch["era"], batch["first_xid"])
                held = _Entries(map(bytes, reading.enter_context(cursor.copy(_ENTRIES, first))))
            entries += _hold_what_was_sealed(held, batch)
            if entries // PROGRESS_EVERY != (entries - batch["entries"]) // PROGRESS_EVERY:
                said(number, entries)
        if mirror is not None and (copy := next(copies, None)) is not None:
            raise Fault(
                f"Batch {copy['number']} is in {mirror} and not in the database: the end of the log was cut off."
            )
        if held is None:
            held = _Entries(map(bytes, reading.enter_context(cursor.copy(_ENTRIES, (until[0], str(until[1]))))))
        return Proved(number, entries, _counted(held), signed, copied)


def _is_next(batch: dict[str, Any], number: int, before: str, until: tuple[int, int]) -> None:
    if batch["number"] != number:
        raise Fault(f"Batch {number} is missing: after {number - 1} comes {batch['number']}.")
    first = (batch["era"], int(batch["first_xid"]))
    is_new_era = batch["era"] > until[0] and first[1] == 0
    if number > 1 and first != until and not is_new_era:
        raise Fault(f"{_called(batch)} does not begin where the one before it ends.")
    expected = chained(
        number=number, era=batch["era"], first=batch["first_xid"], until=batch["until_xid"], entries=batch["entries"],
        root=batch["root"], before=before,
    )  # fmt: skip
    if batch["chained"] != expected:
        raise Fault(f"{_called(batch)} is not chained to the one before it: one of the two was changed.")


def _is_mirrored(batch: dict[str, Any], copy: dict[str, Any], mirror: Path) -> None:
    if any(batch[name] != value for name, value in copy.items()):
        raise Fault(f"{_called(batch)} is not the one in {mirror}: it was made anew.")


def _is_signed(batch: dict[str, Any], key: Ed25519PublicKey) -> bool:
    if batch["signature"] is None:
        raise Fault(f"{_called(batch)} is not signed: it was made anew, or signing is not set up.")
    if not is_signed_by(key, batch["chained"], bytes(batch["signature"])):
        raise Fault(f"{_called(batch)} is not signed with this key: it was made anew.")
    return True


def _hold_what_was_sealed(held: _Entries, batch: dict[str, Any]) -> int:
    """Take the entries of this batch; gives how many. Raises Fault where they are not what was sealed."""
    end, root = (batch["era"], int(batch["until_xid"])), Root()
    while held.ahead is not None and held.ahead[:2] < end:
        root.take(held.ahead[2])
        held.step()
    if root.count != batch["entries"]:
        raise Fault(f"{_called(batch)} holds {root.count:,} entries and was sealed with {batch['entries']:,}.")
    if root.value().hex() != batch["root"]:
        raise Fault(f"{_called(batch)} is not what was sealed: an entry was changed, or two were swapped.")
    return root.count


def _counted(held: _Entries) -> int:
    count = 0
    while held.ahead is not None:
        count += 1
        held.step()
    return count


def _called(batch: dict[str, Any]) -> str:
    return f"Batch {batch['number']}, sealed {batch['at']} UTC,"
