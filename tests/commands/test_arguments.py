"""Arguments that cannot be used are exit 2 and one plain sentence; `--help` is as long as it needs to be."""

import pytest

from tessera.command import main
from tessera.commands.bench import NAMES


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["synth", "--people", "x", "--reports", "1"], "--people must be a whole number, not “x”."),
        (["synth", "--people", "it's", "--reports", "1"], "--people must be a whole number, not “it's”."),
        (["synth", "--people", "1"], "Give what is missing: --reports."),
        (["synth"], "Give what is missing: --people, --reports."),
        (["synth", "--people"], "Give a value after --people."),
        (["serve", "--port", "a\nb"], "--port must be a whole number, not “a\\nb”."),
        (["assess"], "Give what is missing: --facts."),
        (["assess", "--facts", "a", "b\nc"], "Leave out what this command does not read: b?c."),
        (["worker", "--once=yes"], "--once takes no value."),
        (
            ["bench", "nothing"],
            "Name cannot be “nothing”: choose from " + ", ".join(f"'{name}'" for name in NAMES) + ".",
        ),
        (["nothing"], "No command is called “nothing”: `tessera --help` lists them."),
        (["--nothing"], "Say which command to run: `tessera --help` lists them."),
    ],
    ids=str,
)
def test_one_sentence(capsys, arguments, sentence):
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    out, err = capsys.readouterr()
    assert (out, err) == ("", f"{sentence}\n")


def test_a_port_of_the_environment_is_judged_as_one_that_is_typed(capsys, monkeypatch):
    monkeypatch.setenv("PORT", "eight")
    with pytest.raises(SystemExit) as ended:
        main(["serve"])
    assert ended.value.code == 2
    assert capsys.readouterr().err == "--port must be a whole number, not “eight”.\n"


@pytest.mark.parametrize("arguments", [["--help"], ["synth", "--help"]], ids=str)
def test_help_stays(capsys, arguments):
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 0
    assert capsys.readouterr().out.startswith("usage: tessera")
