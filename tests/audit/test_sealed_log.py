# ruff: noqa: RUF043, S608  # every statement and every pattern is of constants
"""The log is sealed while others write to it, and `verify` finds whatever the owner of the database does to it."""

import json
import random
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import connection, connections, transaction
from django.db.utils import ProgrammingError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tessera.audit import sealing, verifying
from tessera.audit.log import record
from tessera.audit.merkle import Root
from tessera.audit.registry import Event
from tessera.audit.verifying import owners_connection
from tests.databases import cloned_database

pytestmark = pytest.mark.slow
LOOKED = Event("tests.looked", "Somebody looked at {what}")
COLUMNS = {
    "seq": "seq + 100000", "at": "at + interval '1 microsecond'", "kind": "kind || 'x'", "sentence": "sentence || ' '",
    "by_post": "coalesce(by_post, 0) + 1", "by_name": "by_name || 'x'", "agency": "agency || 'x'",
    "subject_label": "subject_label || 'x'", "subject_id": "subject_id || 'x'",
    "detail": """detail || '{"what": "changed"}'""", "xid": "'9'::xid8", "era": "era + 1",
}  # fmt: skip


@pytest.fixture
def log(django_db_setup: None, django_db_blocker: Any) -> Iterator[Any]:
    """A log of its own with 30 entries in 6 batches of five and some that are not sealed; the owner's connection."""
    with django_db_blocker.unblock(), cloned_database("test_tessera_sealed"):
        for batch in range(6):
            for number in range(5):
                record(LOOKED, by=None, what=f"case “{batch}\\{number}”\n\tÅ\x07")
            sealing.seal()
        record(LOOKED, by=None, what="the newest")
        with owners_connection() as owner:
            owner.autocommit = True
            yield owner
        connections["default"].close()
        connections["owner"].close()


def verify(**how: Any) -> verifying.Proved:
    return verifying.verify(owners_connection, **how)


def without_triggers(owner: Any, *verbs: str) -> None:
    """What the owner of the database can do, and the site cannot."""
    with owner.transaction():
        for table in ("audit_entry", "audit_batch", "audit_signature"):
            owner.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        for verb in verbs:
            owner.execute(verb)
        for table in ("audit_entry", "audit_batch", "audit_signature"):
            owner.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def of_batch(number: int, place: int) -> str:
    """The condition that finds one entry of a batch."""
    return (
        f"seq = (SELECT e.seq FROM audit_entry e JOIN audit_batch b ON e.era = b.era AND e.xid >= b.first_xid"
        f" AND e.xid < b.until_xid WHERE b.number = {number} ORDER BY e.xid, e.seq OFFSET {place} LIMIT 1)"
    )


def test_a_log_that_nobody_touched_is_proved(log):
    proved = verify()
    assert (proved.batches, proved.not_sealed) == (6, 1)
    assert proved.entries >= 30
    assert verify(since=4).entries == 15


TAMPERED = {
    "one removed": (f"DELETE FROM audit_entry WHERE {of_batch(2, 0)}", "Batch 2, .* holds 4 entries and was sealed with 5"),
    "the last of a batch removed": (f"DELETE FROM audit_entry WHERE {of_batch(6, 4)}", "Batch 6, .* holds 4"),
    "one inserted": (
        f"INSERT INTO audit_entry (era, xid, at, kind, sentence, detail, by_name, agency, subject_label, subject_id)"
        f" SELECT era, xid, at, 'x.y', 'Forged', '{{}}', '', '', '', '' FROM audit_entry WHERE {of_batch(4, 1)}",
        "Batch 4, .* holds 6 entries and was sealed with 5",
    ),
    "one inserted before all": (
        "INSERT INTO audit_entry (era, xid, at, kind, sentence, detail, by_name, agency, subject_label, subject_id)"
        " VALUES (0, '1', now(), 'x.y', 'Forged', '{}', '', '', '', '')",
        "Batch 1, .* holds",
    ),
    "two swapped": (
        f"UPDATE audit_entry a SET sentence = b.sentence FROM audit_entry b WHERE a.{of_batch(5, 1)} AND b.{of_batch(5, 2)}",
        "Batch 5, .* an entry was changed, or two were swapped",
    ),
    "all removed": ("TRUNCATE audit_entry", "Batch 1, .* holds 0 entries"),
    "a batch removed": ("DELETE FROM audit_batch WHERE number = 4", "Batch 4 is missing: after 3 comes 5"),
    "the first batch removed": ("DELETE FROM audit_batch WHERE number = 1", "Batch 1 is missing"),
    "a root rewritten": ("UPDATE audit_batch SET root = sha256('x') WHERE number = 3", "Batch 3, .* is not chained"),
    "a count rewritten": ("UPDATE audit_batch SET entries = 4 WHERE number = 3", "Batch 3, .* is not chained"),
}  # fmt: skip


@pytest.mark.parametrize("what", TAMPERED)
def test_whatever_the_owner_does_is_found_and_named(log, what):
    verb, fault = TAMPERED[what]
    without_triggers(log, verb)
    with pytest.raises(verifying.Fault, match=fault):
        verify()


def test_two_entries_swapped_with_all_their_columns_are_found(log):
    first, second = of_batch(5, 1), of_batch(5, 2)
    without_triggers(
        log,
        f"UPDATE audit_entry SET seq = -1 WHERE {first}",
        f"UPDATE audit_entry SET seq = (SELECT max(seq) + 50 FROM audit_entry) WHERE {second}",
    )
    with pytest.raises(verifying.Fault, match="Batch 5"):
        verify()


def test_a_change_of_any_column_is_found_and_once_it_is_put_back_all_is_proved(log):
    for column in COLUMNS:
        found_and_put_back(log, 3, 2, column)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(batch=st.integers(1, 6), place=st.integers(0, 4), column=st.sampled_from(sorted(COLUMNS)))
def test_any_single_change_is_found(log, batch, place, column):
    found_and_put_back(log, batch, place, column)


def found_and_put_back(log, batch, place, column):
    [seq] = log.execute(f"SELECT seq FROM audit_entry WHERE {of_batch(batch, place)}").fetchone()
    [before] = log.execute(f"SELECT {column}::text FROM audit_entry WHERE seq = {seq}").fetchone()
    kind = log.execute(
        "SELECT format_type(atttypid, -1) FROM pg_attribute WHERE attrelid = 'audit_entry'::regclass AND attname = %s",
        [column],
    ).fetchone()[0]
    without_triggers(log, f"UPDATE audit_entry SET {column} = {COLUMNS[column]} WHERE seq = {seq}")
    with pytest.raises(verifying.Fault, match="Batch (1|" + str(batch) + "), "):
        verify()
    given_back = "NULL" if before is None else "'" + before.replace("'", "''") + f"'::{kind}"
    now = seq + 100000 if column == "seq" else seq
    without_triggers(log, f"UPDATE audit_entry SET {column} = {given_back} WHERE seq = {now}")
    assert verify().batches == 6


NOT_THE_SITES = [
    "UPDATE audit_entry SET sentence = 'x'",
    "DELETE FROM audit_entry",
    "TRUNCATE audit_entry",
    "INSERT INTO audit_entry (seq, kind, sentence, detail) VALUES (1, 'x', 'x', '{}')",
    "INSERT INTO audit_entry (at, kind, sentence, detail) VALUES (now() - interval '1 day', 'x', 'x', '{}')",
    "INSERT INTO audit_entry (xid, kind, sentence, detail) VALUES ('5', 'x', 'x', '{}')",
    "INSERT INTO audit_entry (era, kind, sentence, detail) VALUES (0, 'x', 'x', '{}')",
    "ALTER TABLE audit_entry DISABLE TRIGGER append_only",
    "DROP TRIGGER append_only ON audit_batch",
    "INSERT INTO audit_batch SELECT * FROM audit_batch",
    "UPDATE audit_batch SET root = sha256('x')",
    "DELETE FROM audit_batch",
    "TRUNCATE audit_batch, audit_signature",
    "SELECT * FROM audit_batch",
    "DELETE FROM audit_signature",
    "SET session_replication_role = replica",
]


def test_the_site_can_do_none_of_it(log):
    for verb in NOT_THE_SITES:
        with connection.cursor() as cursor, pytest.raises(ProgrammingError), transaction.atomic():
            cursor.execute(verb)
    assert verify().batches == 6


def test_the_owner_is_stopped_too_until_the_triggers_are_off(log):
    for verb in ("UPDATE audit_batch SET entries = 1", "DELETE FROM audit_entry", "TRUNCATE audit_batch CASCADE"):
        with pytest.raises(Exception, match="only ever added to"):
            log.execute(verb)


@pytest.fixture
def keys(tmp_path: Path) -> tuple[Path, Path]:
    """A key made by the command, and its public half."""
    made = tmp_path / "log.pem"
    subprocess.run(
        [sys.executable, "-m", "tessera", "audit", "key", "--out", str(made)], check=True, capture_output=True
    )
    return made, made.with_suffix(".pub.pem")


def made_anew(owner: Any) -> None:
    """The owner changes an entry of batch 2 and makes every batch from there anew, so that the chain is right again."""
    without_triggers(
        owner,
        f"UPDATE audit_entry SET sentence = 'Nothing happened.' WHERE {of_batch(2, 1)}",
        "DELETE FROM audit_signature WHERE number > 1",
        "DELETE FROM audit_batch WHERE number > 1",
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM audit_seal(5)")
        cursor.execute("SELECT count(*) FROM audit_seal(1000)")


def test_a_log_made_anew_is_found_by_the_key_and_by_the_mirror(log, keys, settings, tmp_path):
    settings.AUDIT_KEY, settings.AUDIT_MIRROR = str(keys[0]), str(tmp_path / "mirror.jsonl")
    sealing.seal()
    public, mirror = sealing.public_key(keys[1]), Path(settings.AUDIT_MIRROR)
    proved = verify(key=public, mirror=mirror)
    assert proved.signed == proved.mirrored == proved.batches
    made_anew(log)
    assert verify().batches == 3, "nothing in the database itself tells"
    with pytest.raises(verifying.Fault, match="Batch 2, .* it was made anew"):
        verify(mirror=mirror)
    with pytest.raises(verifying.Fault, match="Batch 2, .* is not signed"):
        verify(key=public)
    other = Ed25519PrivateKey.generate()
    for number, chained in log.execute(
        "SELECT number, encode(chained, 'hex') FROM audit_batch WHERE number > 1"
    ).fetchall():
        log.execute("INSERT INTO audit_signature VALUES (%s, %s)", [number, other.sign(chained.encode())])
    with pytest.raises(verifying.Fault, match="Batch 2, .* is not signed with this key"):
        verify(key=public)


def test_an_end_that_was_cut_off_is_found_by_the_mirror_alone(log, settings, tmp_path):
    settings.AUDIT_MIRROR = str(tmp_path / "mirror.jsonl")
    sealing.seal()
    without_triggers(
        log,
        "DELETE FROM audit_entry e USING audit_batch b WHERE b.number = 6 AND e.xid >= b.first_xid",
        "DELETE FROM audit_batch WHERE number >= 6",
    )
    assert verify().batches == 5
    with pytest.raises(verifying.Fault, match="Batch 6 is in .* the end of the log was cut off"):
        verify(mirror=Path(settings.AUDIT_MIRROR))


def test_a_mirror_that_was_away_catches_up(log, settings, tmp_path):
    settings.AUDIT_MIRROR = str(tmp_path / "away" / "mirror.jsonl")
    with pytest.raises(OSError, match="away"):
        sealing.seal()
    (tmp_path / "away").mkdir()
    sealing.seal()
    mirror = Path(settings.AUDIT_MIRROR)
    numbers = [json.loads(line)["number"] for line in mirror.read_text().splitlines()]
    assert numbers == list(range(1, len(numbers) + 1))
    assert mirror.stat().st_mode & 0o777 == 0o600


def test_a_restored_database_begins_a_new_era_and_stays_provable(log):
    log.execute("ALTER TABLE audit_entry ALTER COLUMN era SET DEFAULT 2")
    for number in range(3):
        record(LOOKED, by=None, what=f"after it was restored {number}")
    # In a new server transactions are counted from the beginning: smaller numbers than those sealed before.
    without_triggers(log, "UPDATE audit_entry SET xid = '9' WHERE era = 2")
    made = sealing.seal()
    proved = verify()
    assert made == 2
    assert (proved.batches, proved.not_sealed) == (8, 0)


@pytest.mark.parametrize("seed", [1, 2])
def test_sealing_beside_writers_that_fail_and_are_killed_loses_and_doubles_nothing(log, seed):
    drawn = random.Random(seed)
    plans = [[drawn.choice(["kept", "kept", "kept", "taken back", "killed"]) for _ in range(12)] for _ in range(4)]
    insert = (
        "INSERT INTO audit_entry (kind, sentence, by_name, agency, subject_label, subject_id, detail)"
        " VALUES ('tests.at_once', %s, '', '', '', '', '{}')"
    )

    def write(which: int) -> int:
        kept = 0
        for number, fate in enumerate(plans[which]):
            with owners_connection() as own:
                own.execute(insert, [f"{which}-{number}"])
                own.execute("SELECT pg_sleep(0.005)")
                if fate == "kept":
                    own.commit()
                    kept += 1
                elif fate == "taken back":
                    own.rollback()
                else:
                    own.close()
        return kept

    with ThreadPoolExecutor(4) as pool:
        writers = [pool.submit(write, which) for which in range(4)]
        while not all(one.done() for one in writers):
            sealing.seal()
        kept = sum(one.result() for one in writers)
    sealing.seal()
    proved = verify()
    [held] = log.execute("SELECT count(*) FROM audit_entry WHERE kind = 'tests.at_once'").fetchone()
    [all_of_them] = log.execute("SELECT count(*) FROM audit_entry").fetchone()
    assert held == kept
    assert (proved.entries, proved.not_sealed) == (all_of_them, 0)


@given(st.lists(st.binary(max_size=8), min_size=1, max_size=70))
def test_the_root_is_that_of_rfc_6962(entries):
    def tree(hashes: list[bytes]) -> bytes:
        if len(hashes) == 1:
            return sha256(b"\x00" + hashes[0]).digest()
        split = 1 << (len(hashes) - 1).bit_length() - 1
        return sha256(b"\x01" + tree(hashes[:split]) + tree(hashes[split:])).digest()

    root = Root()
    for entry in entries:
        root.take(entry)
    assert root.value() == tree(entries)


def test_a_key_that_is_none_is_refused_in_a_sentence(tmp_path):
    (tmp_path / "x.pem").write_text("x")
    with pytest.raises(sealing.NoKey, match="cannot be read"):
        sealing.private_key(tmp_path / "x.pem")
    with pytest.raises(sealing.NoKey, match="cannot be read"):
        sealing.public_key(tmp_path / "nothing.pem")
