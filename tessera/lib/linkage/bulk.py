"""Pairs of people worth comparing among very many at once: Splink finds them, with the weights of the live matcher.

The engine only finds. Whatever it hands over is scored by `score`, so that a suggestion found in bulk and one found on
arrival are sums of the same parts. Each pair is found by what the two say and by nothing else held: no count of how
common a name is, and no limit on how many share one, enters here. Needs the optional requirements of linkage.
"""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from tessera.lib.linkage.model import KindModel, published_model
from tessera.lib.linkage.normalise import NAMES_NO_STREET, name_of

# The engine does not compare all that `score` does, so it hands over pairs that seem a little less likely, too.
SLACK = 4.0
LOT = 50_000
# What a file of rows holds, in this order: whose row, of what, and what is said. A row for each way it was given.
COLUMNS = ("holding", "entity", "first_name", "surname", "nickname", "born", "phone", "postcode", "address")

_READ = """
    CREATE TABLE given AS SELECT * FROM read_csv(?, auto_detect = false, header = false,
        delim = ',', quote = '"', escape = '"', nullstr = '', columns = {
        'holding': 'BIGINT', 'entity': 'VARCHAR', 'first_name': 'VARCHAR', 'surname': 'VARCHAR', 'nickname': 'VARCHAR',
        'born': 'VARCHAR', 'phone': 'VARCHAR', 'postcode': 'VARCHAR', 'address': 'VARCHAR'})
"""
# What one way of giving somebody leaves out is taken from the others, as `entities.holding.readings` does.
_FILLED = """
    CREATE TABLE filled AS
        SELECT * FROM given WHERE holding NOT IN (SELECT holding FROM given GROUP BY holding HAVING count(*) > 1)
        UNION ALL
        SELECT holding, entity,
            coalesce(first_name, max(first_name) OVER held), coalesce(surname, max(surname) OVER held),
            coalesce(nickname, max(nickname) OVER held), coalesce(born, max(born) OVER held),
            coalesce(phone, max(phone) OVER held), coalesce(postcode, max(postcode) OVER held),
            coalesce(address, max(address) OVER held)
        FROM given WHERE holding IN (SELECT holding FROM given GROUP BY holding HAVING count(*) > 1)
        WINDOW held AS (PARTITION BY holding)
"""
_NAMES = """
    SELECT DISTINCT unnest([first_name, surname, nickname]) AS name FROM filled ORDER BY name NULLS LAST
"""
_PREPARED = """
    CREATE TABLE people AS SELECT
        row_number() OVER () AS unique_id, held.holding, held.entity,
        first.plain AS first_name, first.sound AS first_sound, first.family AS first_family,
        last.plain AS surname, last.sound AS surname_sound, last.family AS surname_family, nick.plain AS nickname,
        held.born, held.born[:4] AS born_year, held.born[:7] AS born_month, held.born[6:10] AS born_day,
        held.born[:5] || held.born[9:10] || '-' || held.born[6:7] AS born_swapped,
        least(held.born[6:7], held.born[9:10]) || greatest(held.born[6:7], held.born[9:10]) AS birthday,
        nullif(right(regexp_replace(held.phone, '[^0-9]', '', 'g'), 10), '') AS phone,
        nullif(upper(regexp_replace(held.postcode, '[^A-Za-z0-9]', '', 'g')), '') AS postcode,
        nullif(lower(regexp_replace(held.address, '[^\\p{L}\\p{N}]', '', 'g')), '') AS address,
        nullif(regexp_replace(lower(held.address), $street, '', 'g'), '') AS street
    FROM filled held
    LEFT JOIN names first ON first.name = held.first_name
    LEFT JOIN names last ON last.name = held.surname
    LEFT JOIN names nick ON nick.name = held.nickname
"""
_NO_STREET = rf"\b(?:\p{{N}}[\p{{L}}\p{{N}}]*|{'|'.join(sorted(NAMES_NO_STREET))})\b|[^\p{{L}}]"
# What two must say alike to be compared, as the match keys of the live matcher: whatever is damaged in a record, one of
# these survives it. A nickname that many share says too little to be looked at by itself: something agrees with it.
_ALIKE = (
    ("surname_sound", "born"), ("first_sound", "born"), ("first_sound", "surname_sound", "birthday"),
    ("first_name", "surname", "born_year"), ("phone",), ("postcode", "surname_sound"), ("postcode", "first_sound"),
    ("postcode", "born"), ("nickname", "born_month"), ("nickname", "birthday", "born_year"), ("nickname", "postcode"),
    ("nickname", "first_sound", "born_year"), ("nickname", "surname_sound", "born_year"),
    ("nickname", "surname_sound", "first_sound"),
)  # fmt: skip
_REVERSED = "l.first_sound = r.surname_sound AND l.surname_sound = r.first_sound AND l.born_year = r.born_year"
_NICKNAMED = "nickname_l = first_name_r OR nickname_r = first_name_l"
_CROSSED = "first_name_l = surname_r AND surname_l = first_name_r"
_CROSSED_ALIKE = (
    "first_sound_l = surname_sound_r AND surname_sound_l = first_sound_r"
    " OR first_name_l = surname_r AND levenshtein(surname_l, first_name_r) <= 2"
    " OR surname_l = first_name_r AND levenshtein(first_name_l, surname_r) <= 2"
)
_NO_POSTCODES = "postcode_l IS NULL OR postcode_r IS NULL"
_APART = "levenshtein({0}_l, {0}_r) <= {1}"
_INITIAL = "substr({0}_l, 1, 1) = substr({0}_r, 1, 1) AND (length({0}_l) = 1 OR length({0}_r) = 1)"
# What counts nothing here, because another comparison has counted it.
_COUNTED = ""
# Level by level as `compare` and `homes` have them, as far as both engines can say it: what is handed over but not kept,
# and what is kept but would not be handed over, is where this differs from `score`.
_LEVELS: dict[str, tuple[tuple[str, str, str], ...]] = {
    "first_name": (
        ("first_name", "same", "first_name_l = first_name_r"),
        ("names", "reversed", _CROSSED),
        ("first_name", "known_form", "first_family_l = first_family_r"),
        ("first_name", "sounds", "first_sound_l = first_sound_r"),
        ("first_name", "one_letter", _APART.format("first_name", 1)),
        ("first_name", "initial", _INITIAL.format("first_name")),
        ("names", "reversed_alike", _CROSSED_ALIKE),
        ("first_name", "starts_same", "substr(first_name_l, 1, 3) = substr(first_name_r, 1, 3)"),
        ("first_name", _COUNTED, _NICKNAMED),
        ("first_name", "two_letters", "length(first_name_l) > 5 AND " + _APART.format("first_name", 2)),
        ("first_name", "different", "ELSE"),
    ),
    "surname": (
        ("surname", "same", "surname_l = surname_r"),
        ("surname", _COUNTED, f"({_CROSSED}) OR {_CROSSED_ALIKE}"),
        ("surname", "known_form", "surname_family_l = surname_family_r"),
        ("surname", "sounds", "surname_sound_l = surname_sound_r"),
        ("surname", "one_letter", _APART.format("surname", 1)),
        ("surname", "initial", _INITIAL.format("surname")),
        ("surname", "two_letters", _APART.format("surname", 2)),
        ("surname", "starts_same", "substr(surname_l, 1, 3) = substr(surname_r, 1, 3)"),
        ("surname", "different", "ELSE"),
    ),
    "nickname": (
        ("nickname", "same", "nickname_l = nickname_r"),
        ("nickname", "alike", _APART.format("nickname", 1)),
        ("nickname", "given_as_first_name", _NICKNAMED),
        ("nickname", "different", "ELSE"),
    ),
    "born": (
        ("born", "same", "born_l = born_r"),
        ("born", "day_month_swapped", "born_l = born_swapped_r"),
        ("born", "one_digit", _APART.format("born", 1)),
        ("born", "day_month", "born_day_l = born_day_r"),
        ("born", "month_year", "born_month_l = born_month_r"),
        ("born", "year", "born_year_l = born_year_r"),
        ("born", "different", "ELSE"),
    ),
    "phone": (
        ("phone", "same", "phone_l = phone_r"),
        ("phone", "one_digit", _APART.format("phone", 1)),
        ("phone", "different", "ELSE"),
    ),
    "home": (
        ("home", "same_address", f"address_l = address_r AND ({_NO_POSTCODES} OR {_APART.format('postcode', 1)})"),
        ("home", "same_postcode", "postcode_l = postcode_r"),
        ("home", "postcode_one_out", _APART.format("postcode", 1)),
        ("home", "same_door", "address_l = address_r"),
        ("home", "same_street", "street_l = street_r"),
        ("home", "same_district", "substr(postcode_l, 1, length(postcode_l) - 3) = "
            "substr(postcode_r, 1, length(postcode_r) - 3)"),
        ("home", "different", "ELSE"),
    ),
}  # fmt: skip
_NOT_SAID = {
    "home": f"({_NO_POSTCODES}) AND (address_l IS NULL OR address_r IS NULL)",
    "nickname": f"(nickname_l IS NULL OR nickname_r IS NULL) AND NOT coalesce({_NICKNAMED}, false)",
}

Found = Iterator[list[tuple[int, int]]]
Engine = Callable[[Path, Path, float], Found]


class NotInstalled(Exception):
    """An engine whose packages are not here, with the sentence that says what to install."""


def check_installed(engine: str) -> None:
    """Raises NotInstalled when the packages of an engine are not here. The site runs without them."""
    wanted = ["duckdb", "pyarrow", "splink"] + (["pyspark"] if engine == "spark" else [])
    if any(find_spec(name) is None for name in wanted):
        raise NotInstalled(_INSTALL)


def settings_for(kind_model: KindModel) -> dict[str, Any]:
    """The settings of a Splink linker, made from the weights of the live matcher: nothing is trained here."""
    return {
        "link_type": "dedupe_only",
        "probability_two_random_records_match": _prior(kind_model),
        "comparisons": [_comparison(field, kind_model) for field in _LEVELS],
        "blocking_rules_to_generate_predictions": _rules(),
        "additional_columns_to_retain": ["holding"],
        "retain_matching_columns": False,
        "retain_intermediate_calculation_columns": False,
    }


def prepared(database: Any, rows: Path) -> None:
    """A table `people` of these rows, with names as the live matcher reads and hears them."""
    database.execute(_READ, [str(rows)])
    database.execute(_FILLED)
    names = [row[0] for row in database.execute(_NAMES).fetchall() if row[0]]
    heard = [
        (name, read.plain, min(read.sounds, default=""), min(read.families, default=""))
        for name in names
        if (read := name_of(name)).plain
    ]
    import pyarrow

    columns = list(zip(*heard, strict=True)) or [(), (), (), ()]
    fields = [pyarrow.array(column, pyarrow.string()) for column in columns]
    database.register("heard", pyarrow.table(fields, names=["name", "plain", "sound", "family"]))
    database.execute(
        "CREATE TABLE names AS SELECT name, plain, nullif(sound, '') AS sound, nullif(family, '') AS family FROM heard"
    )
    database.unregister("heard")
    database.execute(_PREPARED, {"street": _NO_STREET})


def on_duckdb(rows: Path, folder: Path, threshold: float) -> Found:
    """Pairs of holdings that DuckDB finds among these rows, a lot at a time, on one machine.

    Only those that seem likelier than `threshold` (in bits, as a score) less some slack. Raises NotInstalled.
    """
    check_installed("duckdb")
    from splink import DuckDBAPI, Linker

    database = _duckdb(folder)
    prepared(database, rows)

    api = DuckDBAPI(database)
    linker = Linker(api.register("people", dataset_display_name="people"), _settings(), log_level=50)
    found = linker.inference.predict(threshold_match_weight=threshold - SLACK, warning_mode="never")
    asked = database.execute(_pairs_of(found.physical_name))
    while lot := asked.fetchmany(LOT):
        yield lot
    database.close()


def on_spark(rows: Path, folder: Path, threshold: float) -> Found:
    """The same pairs as `on_duckdb`, found by Spark: with SPARK_MASTER on many machines, else on this one."""
    check_installed("spark")
    database = _duckdb(folder)
    prepared(database, rows)
    people = folder / "people.parquet"
    database.execute(f"COPY people TO '{people}' (FORMAT parquet)")
    database.close()
    from pyspark.sql import SparkSession
    from splink import Linker
    from splink.internals.spark.database_api import SparkAPI

    partitions = os.environ.get("SPARK_PARTITIONS", "8")
    made: Any = SparkSession.builder.appName("tessera match bulk")
    made = made.master(os.environ.get("SPARK_MASTER", "local[*]")).config("spark.ui.enabled", "false")
    made = made.config("spark.sql.shuffle.partitions", partitions).config("spark.default.parallelism", partitions)
    spark = made.config("spark.sql.warehouse.dir", str(folder / "warehouse")).getOrCreate()
    spark.sparkContext.setLogLevel("ERROR")
    try:
        api = SparkAPI(  # type: ignore[no-untyped-call]  # Splink gives it no types
            spark_session=spark, break_lineage_method="persist", register_udfs_automatically=False,
            num_partitions_on_repartition=int(partitions),
        )  # fmt: skip
        linker = Linker(
            api.register(spark.read.parquet(str(people)), dataset_display_name="people"), _settings(), log_level=50
        )
        found = linker.inference.predict(threshold_match_weight=threshold - SLACK, warning_mode="never")
        lot: list[tuple[int, int]] = []
        for row in spark.sql(_pairs_of(found.physical_name)).toLocalIterator():
            lot.append((row[0], row[1]))
            if len(lot) == LOT:
                yield lot
                lot = []
        if lot:
            yield lot
    finally:
        spark.stop()


ENGINES: dict[str, Engine] = {"duckdb": on_duckdb, "spark": on_spark}
_INSTALL = (
    "Matching in bulk needs packages that the site itself does not: "
    "pip install --require-hashes -r requirements/linkage.txt."
)


def _duckdb(folder: Path) -> Any:
    import duckdb

    return duckdb.connect(str(folder / "people.duckdb"))


def _settings() -> dict[str, Any]:
    return settings_for(published_model().kinds["person"])


def _pairs_of(table: str) -> str:
    """Each pair of holdings once, in an order that does not depend on the engine. The table's name is Splink's own."""
    ordered = "least(holding_l, holding_r) AS one, greatest(holding_l, holding_r) AS other"
    return f"SELECT DISTINCT {ordered} FROM {table} WHERE holding_l <> holding_r ORDER BY 1, 2"  # noqa: S608  as said  # nosec B608


def _rules() -> list[str]:
    alike = [" AND ".join(f"l.{column} = r.{column}" for column in columns) for columns in _ALIKE]
    return [f"{rule} AND l.entity <> r.entity" for rule in (*alike, _REVERSED)]


def _prior(kind_model: KindModel) -> float:
    odds = math.exp2(kind_model.prior)
    return odds / (1 + odds)


def _comparison(field: str, kind_model: KindModel) -> dict[str, Any]:
    not_said = _NOT_SAID.get(field, f"{field}_l IS NULL OR {field}_r IS NULL")
    levels: list[dict[str, Any]] = [{"sql_condition": not_said, "label_for_charts": "Not said", "is_null_level": True}]
    for of, level, condition in _LEVELS[field]:
        if level == _COUNTED:
            levels.append({
                "sql_condition": condition, "label_for_charts": "Counted already", "m_probability": 0.01,
                "u_probability": 0.01,
            })  # fmt: skip
            continue
        reason, u = kind_model.reasons[of, level], kind_model.chance[of, level]
        levels.append({
            "sql_condition": condition, "label_for_charts": reason.words, "u_probability": u,
            "m_probability": min(u * math.exp2(reason.weight), 1.0),
        })  # fmt: skip
    return {"output_column_name": field, "comparison_levels": levels}
