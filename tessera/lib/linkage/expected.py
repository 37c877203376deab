"""How often the same people agree, worked out by Splink where nobody says who is the same.

Splink's expectation maximisation looks only at how pairs agree. It is given the levels of the live matcher, answered by
the live matcher: each pair stands in its table as two rows with one number and the same answers, so that the only pairs
it makes are ours, and a level is what one column says. Needs the optional requirements of linkage.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from typing import Any

from tessera.lib.linkage.answers import NEITHER, QUESTIONS, Level, Tally
from tessera.lib.linkage.bulk import NotInstalled
from tessera.lib.linkage.model import KindModel

# Fewer pairs than this settle on whatever they are started from.
FEWEST_PAIRS = 50
_INSTALL = (
    "Training without --pairs needs packages that the site itself does not: "
    "pip install --require-hashes -r requirements/linkage.txt."
)


def check_installed() -> None:
    """Raises NotInstalled when Splink or DuckDB is not here."""
    if any(find_spec(name) is None for name in ("duckdb", "pyarrow", "splink")):
        raise NotInstalled(_INSTALL)


def expected(
    pairs: Sequence[Mapping[str, str]], kind_model: KindModel, different: Mapping[Level, float], without: Sequence[str]
) -> Tally:
    """Of these pairs' answers, how many the same people can be expected to have given. Raises NotInstalled.

    `different` is how often different people answer so, which stays as it is. The questions `without` are left out:
    they are what the pairs were picked by.
    """
    check_installed()
    likely = Tally()
    asked = [question for question in QUESTIONS if question not in without]
    seen = {question: {pair[question] for pair in pairs if question in pair} for question in asked}
    asked = [question for question in asked if len(seen[question]) > 1]
    if len(pairs) < FEWEST_PAIRS or len(asked) < 2:
        return likely
    import duckdb
    import pyarrow
    from splink import DuckDBAPI, Linker

    twice = [*pairs, *pairs]
    columns = {question: pyarrow.array([pair.get(question) for pair in twice], pyarrow.string()) for question in asked}
    table = pyarrow.table({"unique_id": range(len(twice)), "pair": [*range(len(pairs))] * 2} | columns)
    # One thread: sums of fractions depend on their order.
    database = duckdb.connect(config={"threads": 1})
    database.register("given", table)
    database.execute("CREATE TABLE pairs AS SELECT * FROM given")
    settings = {
        "link_type": "dedupe_only",
        "probability_two_random_records_match": 0.5,
        "comparisons": [_comparison(each, sorted(seen[each]), kind_model, different) for each in asked],
        "retain_matching_columns": False,
        "retain_intermediate_calculation_columns": False,
        "max_iterations": 100,
    }
    api = DuckDBAPI(database)
    linker = Linker(api.register("pairs", dataset_display_name="pairs"), settings, log_level=50)
    session: Any = linker.training.estimate_parameters_using_expectation_maximisation(
        "l.pair = r.pair", estimate_without_term_frequencies=True
    )
    learnt: Any = session.core_model_settings
    same = float(learnt.probability_two_random_records_match) * len(pairs)
    for comparison in learnt.comparisons:
        question = comparison.output_column_name
        share = sum(question in pair for pair in pairs) / len(pairs)
        likely.asked[question] += same * share
        for level in comparison.comparison_levels:
            if level.label_for_charts in QUESTIONS[question][1] and isinstance(level.m_probability, float):
                of = QUESTIONS[question][0]
                likely.answered[of, level.label_for_charts] += same * share * level.m_probability
    database.close()
    return likely


def _comparison(
    question: str, seen: Sequence[str], kind_model: KindModel, different: Mapping[Level, float]
) -> dict[str, Any]:
    """A comparison of Splink's that reads the answers. Only levels that some pair has: the last of them is the rest."""
    of = QUESTIONS[question][0]
    u = {name: different[of, name] for name in seen if name != NEITHER}
    m = {name: _same(of, name, kind_model) for name in u}
    if NEITHER in seen:
        u[NEITHER] = max(1 - sum(u.values()), 0.001)
        m[NEITHER] = max(1 - sum(m.values()), 0.001)
    levels: list[dict[str, Any]] = [
        {"sql_condition": f"{question}_l IS NULL", "label_for_charts": "not asked", "is_null_level": True}
    ]
    levels += [
        {"sql_condition": f"{question}_l = '{name}'", "label_for_charts": name, "m_probability": m[name],
         "u_probability": u[name]}
        for name in u
    ]  # fmt: skip
    levels[-1]["sql_condition"] = "ELSE"
    return {"output_column_name": question, "comparison_levels": levels}


def _same(of: str, level: str, kind_model: KindModel) -> float:
    return min(kind_model.chance[of, level] * math.exp2(kind_model.reasons[of, level].weight), 1.0)
