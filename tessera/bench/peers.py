"""What others do with the same people and questions: Splink 5 asked one at a time, and RapidFuzz over everybody.

Both hold everybody in memory in this process, without any rule of who may see what.
"""

import csv
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
import splink.comparison_library as compared
from rapidfuzz import fuzz, process, utils
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

from tessera.lib.area.people import Person
from tessera.lib.linkage.fields import Facts

Answer = Callable[[Facts], Sequence[int]]
COLUMNS = ("unique_id", "first_name", "surname", "born", "phone", "postcode")


def rapidfuzz(everybody: Iterable[Person], top: int) -> Answer:
    """One string a person (names, date of birth, telephone, postcode) and its best `token_sort_ratio` with all others."""
    held = [_in_one(p.first_name, p.surname, p.born_on, p.phone, p.postcode) for p in everybody]

    def answer(facts: Facts) -> Sequence[int]:
        phone = facts.phones[0] if facts.phones else ""
        said = _in_one(facts.first_name, facts.surname, facts.born_on, phone, facts.postcode)
        return [place for _, _, place in process.extract(said, held, scorer=fuzz.token_sort_ratio, limit=top)]

    return answer


def _in_one(first_name: str, surname: str, born: date | None, phone: str, postcode: str) -> str:
    return str(utils.default_process(f"{first_name} {surname} {born or ''} {phone} {postcode}"))


def splink(everybody: Iterable[Person], top: int) -> Answer:
    """Splink's own comparisons of the same fields, with blocking on pairs of exact fields, as its guides suggest.

    How often different people agree is estimated from random pairs of those held; how often the same do is left at what
    Splink starts from, because nobody is held twice.
    """
    database = duckdb.connect()
    _load(database, everybody)
    api = DuckDBAPI(database)
    people = api.register("people", dataset_display_name="people")
    linker = Linker(people, _as_its_guides_suggest(), log_level=50)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
    for column in ("first_name", "surname"):
        linker.table_management.compute_tf_table(column)
    asked = 0

    def answer(facts: Facts) -> Sequence[int]:
        nonlocal asked
        asked += 1
        name = f"asked_{asked}"
        phone = facts.phones[0] if facts.phones else None
        born = str(facts.born_on) if facts.born_on else None
        given = [-1, facts.first_name or None, facts.surname or None, born, phone, facts.postcode or None]
        database.execute(f"CREATE TABLE {name} AS SELECT * FROM people LIMIT 0")  # noqa: S608  a name of our own  # nosec B608
        database.execute(f"INSERT INTO {name} VALUES (?, ?, ?, ?, ?, ?)", given)  # noqa: S608  likewise  # nosec B608
        found = linker.inference.predict_between(
            people, api.register(name, dataset_display_name=name), warning_mode="never"
        )
        best = f"SELECT * FROM {found.physical_name} ORDER BY match_weight DESC, 1, 2 LIMIT {top}"  # noqa: S608  likewise  # nosec B608
        rows = database.sql(best).select("unique_id_l", "unique_id_r").fetchall()
        found.drop_table_from_database_and_remove_from_cache()
        database.execute(f"DROP TABLE {name}")
        return [max(row) for row in rows]

    return answer


def _load(database: Any, everybody: Iterable[Person]) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "people.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            write = csv.writer(file)
            write.writerow(COLUMNS)
            for p in everybody:
                write.writerow([p.number, p.first_name, p.surname, p.born_on, p.phone, p.postcode])
        types = "{'unique_id': 'BIGINT', " + ", ".join(f"'{column}': 'VARCHAR'" for column in COLUMNS[1:]) + "}"
        database.execute(
            f"CREATE TABLE people AS SELECT * FROM read_csv(?, header = true, columns = {types})",  # noqa: S608  our own  # nosec B608
            [str(path)],
        )


def _as_its_guides_suggest() -> SettingsCreator:
    rules: list[Any] = [
        block_on("surname", "born"),
        block_on("first_name", "born"),
        block_on("phone"),
        block_on("postcode"),
        block_on("first_name", "surname"),
    ]
    return SettingsCreator(
        link_type="dedupe_only",
        probability_two_random_records_match=0.000001,
        comparisons=[
            compared.NameComparison("first_name"),
            compared.NameComparison("surname"),
            compared.LevenshteinAtThresholds("born", [1, 2]),
            compared.LevenshteinAtThresholds("phone", [1]),
            compared.LevenshteinAtThresholds("postcode", [1]),
        ],
        blocking_rules_to_generate_predictions=rules,
    )


def alone_in_bulk(rows: Path) -> int:
    """How many pairs Splink finds among these rows of `entities.suggesting.written`, by its own comparisons."""
    database = duckdb.connect()
    names = ("holding", "entity", "first_name", "surname", "nickname", "born", "phone", "postcode", "address")
    columns = ", ".join(f"'{name}': 'VARCHAR'" for name in names)
    words = f"header = false, auto_detect = false, delim = ',', quote = '\"', escape = '\"', columns = {{{columns}}}"
    database.execute(
        f"CREATE TABLE people AS SELECT row_number() OVER () AS unique_id, * FROM read_csv(?, {words})",  # noqa: S608  our own  # nosec B608
        [str(rows)],
    )
    api = DuckDBAPI(database)
    linker = Linker(api.register("people", dataset_display_name="people"), _as_its_guides_suggest(), log_level=50)
    found = linker.inference.predict(threshold_match_weight=0, warning_mode="never")
    pairs = database.execute(f"SELECT unique_id_l, unique_id_r FROM {found.physical_name}").fetchall()  # noqa: S608  Splink's own name  # nosec B608
    database.close()
    return len(pairs)
