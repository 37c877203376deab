"""`tessera assess --facts FILE.json`: its contract, and every bad file."""

import argparse
import io
import json
import subprocess
import sys

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tessera.commands import assess


def run(facts):
    parser = argparse.ArgumentParser()
    assess.add_arguments(parser)
    return assess.run(parser.parse_args(["--facts", str(facts)]))


@pytest.fixture
def facts_file(tmp_path):
    def write(content):
        path = tmp_path / "facts.json"
        path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
        return path

    return write


def test_one_json_object_with_the_five_keys(facts_file, capsys):
    assert run(facts_file({"age": 12, "sexual_activity": True, "actual_indicators": 1})) == 0
    out, err = capsys.readouterr()
    outcome = json.loads(out)
    assert list(outcome) == ["level", "immediate_action", "required", "why", "needs"]
    assert outcome["level"] == "high"
    assert outcome["immediate_action"][:2] == ["inform-police", "inform-social-care-child-protection"]
    assert outcome["required"] == []
    assert [list(why) for why in outcome["why"]] == [["rule", "facts", "sentence"]] * len(outcome["why"])
    assert {"rule": "floor-actual-high", "facts": {"actual_indicators": 1}}.items() <= outcome["why"][-1].items()
    assert "associates_with_known_exploiter" not in outcome["needs"]  # only the action below high still asks
    assert "immediate_danger" in outcome["needs"]
    assert (out.count("\n"), err) == (1, "")


def test_nothing_known_is_an_answer_and_null_is_unknown(facts_file, capsys):
    assert run(facts_file(b"\xef\xbb\xbf{}")) == 0
    nothing = capsys.readouterr().out
    assert run(facts_file({"age": None, "immediate_danger": None})) == 0
    assert capsys.readouterr().out == nothing
    assert json.loads(nothing)["level"] == "standard"


def test_a_dash_reads_standard_input(monkeypatch, capsys):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b'{"actively_disengaging": true}')))
    assert run("-") == 0
    assert json.loads(capsys.readouterr().out)["level"] == "medium"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The facts are not valid JSON."),
        (b"{", "The facts are not valid JSON."),
        (b'{"age": 14} {}', "The facts are not valid JSON."),
        (b'{"actual_indicators": ' + b"9" * 5000 + b"}", "The facts are not valid JSON."),
        (b"[]", "The facts must be one JSON object of fact names and values."),
        (b"null", "The facts must be one JSON object of fact names and values."),
        (b'"age"', "The facts must be one JSON object of fact names and values."),
        (b'{"age": NaN}', "NaN is not a value that a fact can have."),
        (b'{"age": -Infinity}', "-Infinity is not a value that a fact can have."),
        (b'{"age": 14, "age": 12}', "A fact is given twice, so it is not clear which answer to use."),
        (b'{"age": 14.5}', "“age” must be a whole number of years from 0 to 25."),
        (b'{"age": 1e400}', "“age” must be a whole number of years from 0 to 25."),
        (b'{"age": "14"}', "“age” must be a whole number of years from 0 to 25."),
        (b'{"age": {"age": 14}}', "“age” must be a whole number of years from 0 to 25."),
        (b'{"age": -1}', "“age” must be a whole number of years from 0 to 25."),
        (b'{"age": 140}', "“age” must be a whole number of years from 0 to 25."),
        (b'{"immediate_danger": "yes"}', "“immediate_danger” must be true or false."),
        (b'{"favourite_colour": true}', "No fact is called “favourite_colour”."),
        (b'{"\\ud800\\n": true}', "No fact is called “??”."),
        (b'{"age": "\xff"}', "The facts are not UTF-8 text."),
        ('{"age": 14}'.encode("utf-16"), "The facts are not UTF-8 text."),
        (b'{"age": ' + b"[" * 20_000 + b"]" * 20_000 + b"}", "The facts are nested too deeply"),
        (b" " * (64 * 1024) + b"{}", "The facts are larger than 64 KB"),
    ],
    ids=lambda value: repr(value[:24]),
)
def test_a_bad_file_is_exit_2_and_one_sentence(facts_file, capsys, content, sentence):
    assert run(facts_file(content)) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith(sentence)
    assert err.count("\n") == 1


def test_a_missing_file_and_a_folder_are_exit_2_and_one_sentence(tmp_path, capsys):
    assert run(tmp_path / "nothing.json") == 2
    assert capsys.readouterr().err.endswith("nothing.json: No such file or directory.\n")
    assert run(tmp_path) == 2
    assert capsys.readouterr().err.endswith(": Is a directory.\n")
    assert run("a\nb\x1b[2J\udcff") == 2
    assert capsys.readouterr().err == "Cannot read a?b?[2J?: No such file or directory.\n"


any_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
names = st.sampled_from(["age", "immediate_danger", "vulnerabilities", "level_by_police"]) | st.text(max_size=5)


@pytest.mark.slow
@given(st.binary(max_size=60) | st.dictionaries(names, any_json, max_size=4).map(lambda d: json.dumps(d).encode()))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_the_bytes_it_is_an_answer_or_one_sentence(facts_file, capsys, content):
    exit_code = run(facts_file(content))
    out, err = capsys.readouterr()
    assert exit_code in (0, 2)
    assert (out.count("\n"), err.count("\n")) == ((1, 0) if exit_code == 0 else (0, 1))


def test_it_needs_neither_django_nor_a_database(facts_file):
    program = (
        "import sys; from tessera.commands import assess; import argparse; "
        f"code = assess.run(argparse.Namespace(facts={str(facts_file({}))!r})); "
        "sys.exit(code or any(name.split('.')[0] in ('django', 'psycopg') for name in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, timeout=60)
    assert done.returncode == 0, done.stderr
