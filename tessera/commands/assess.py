"""Say what the visible level rules make of one set of facts. Needs no database and stores nothing."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any, NoReturn

from tessera.lib import risk
from tessera.lib.invisible import on_one_line

LARGEST = 64 * 1024  # bytes; sixteen facts need a few hundred


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `tessera assess`."""
    parser.add_argument(
        "--facts",
        required=True,
        metavar="FILE.json",
        help="a JSON object of facts about one child; a fact left out is unknown; - reads standard input",
    )


def run(args: argparse.Namespace) -> int:
    """Print the outcome as one JSON object. 0 when done; 2 and one sentence for facts that cannot be used."""
    try:
        facts = _facts(_read(args.facts))
    except risk.FactError as wrong:
        print(wrong, file=sys.stderr)
        return 2
    outcome = risk.evaluate(facts, risk.load_rules())
    print(
        json.dumps(
            {
                "level": outcome.level,
                "immediate_action": outcome.immediate_action,
                "required": outcome.required,
                "why": [{"rule": why.rule, "facts": why.facts, "sentence": why.sentence} for why in outcome.why],
                "needs": outcome.needs,
            }
        )
    )
    return 0


def _read(name: str) -> bytes:
    if name == "-":
        return sys.stdin.buffer.read(LARGEST + 1)
    try:
        with Path(name).open("rb") as file:
            return file.read(LARGEST + 1)
    except OSError as wrong:
        raise risk.FactError(f"Cannot read {on_one_line(name)}: {wrong.strerror}.") from None


def _facts(content: bytes) -> risk.Facts:
    if len(content) > LARGEST:
        raise risk.FactError(f"The facts are larger than {LARGEST // 1024} KB; give those of one child.")
    try:
        named = json.loads(
            content.decode("utf-8-sig"), object_pairs_hook=_without_repeats, parse_constant=_not_a_number
        )
    except UnicodeDecodeError:
        raise risk.FactError("The facts are not UTF-8 text.") from None
    except RecursionError:
        raise risk.FactError("The facts are nested too deeply; give one flat JSON object.") from None
    except risk.FactError:
        raise
    except ValueError:  # bad JSON, or a number with too many digits to be one
        raise risk.FactError("The facts are not valid JSON.") from None
    if not isinstance(named, dict):
        raise risk.FactError("The facts must be one JSON object of fact names and values.")
    return risk.facts_from(named)


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(dict(pairs)) < len(pairs):
        raise risk.FactError("A fact is given twice, so it is not clear which answer to use.")
    return dict(pairs)


def _not_a_number(constant: str) -> NoReturn:
    raise risk.FactError(f"{constant} is not a value that a fact can have.")
