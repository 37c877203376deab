"""`tessera`: the command line. Exit 0 done, 1 a finding, 2 bad input with one sentence."""

import argparse
import importlib
import os
import pkgutil
import re
import sys
from typing import NoReturn

from tessera import commands
from tessera.lib.invisible import on_one_line

# What Python says of arguments that it cannot use, and the sentence for it. Anything else is said in its own words.
SENTENCES = [
    (r"the following arguments are required: COMMAND", "Say which command to run: `tessera --help` lists them"),
    (r"the following arguments are required: (.+)", r"Give what is missing: \1"),
    (r"argument (\S+): invalid int value: ['\"](.*)['\"]", r"\1 must be a whole number, not “\2”"),
    (r"argument (\S+): expected one argument", r"Give a value after \1"),
    (r"argument (\S+): ignored explicit argument .*", r"\1 takes no value"),
    (
        r"argument COMMAND: invalid choice: ['\"](.*)['\"] \(.*",
        r"No command is called “\1”: `tessera --help` lists them",
    ),
    (r"argument (\S+): invalid choice: ['\"](.*)['\"] \(choose from (.*)\)", r"\1 cannot be “\2”: choose from \3"),
    (r"unrecognized arguments: (.+)", r"Leave out what this command does not read: \1"),
]


class OneSentence(argparse.ArgumentParser):
    """Says in one sentence what of the arguments cannot be used, and nothing else: `--help` has the rest."""

    def error(self, message: str) -> NoReturn:
        """Print the sentence and exit 2."""
        for said, sentence in SENTENCES:
            if found := re.fullmatch(said, message, re.DOTALL):
                message = found.expand(sentence)
                break
        self.exit(2, f"{on_one_line(message[:1].upper() + message[1:])}.\n")


def main(arguments: list[str] | None = None) -> int:
    """Find the command's module in `tessera.commands` and run it."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tessera.config.settings")
    names = sorted(module.name for module in pkgutil.iter_modules(commands.__path__))
    parser = OneSentence(prog="tessera", description="Joined-up information to protect children.")
    choices = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    wanted = next((word for word in (arguments or sys.argv[1:]) if not word.startswith("-")), None)
    for name in names:
        # Only the command asked for is imported: `tessera assess` needs no database.
        module = importlib.import_module(f"tessera.commands.{name}") if name == wanted or wanted is None else None
        help_line = (module.__doc__ or "").strip().splitlines()[0] if module else None
        command = choices.add_parser(name, help=help_line)
        if module:
            module.add_arguments(command)
            command.set_defaults(run=module.run)
    chosen = parser.parse_args(arguments)
    try:
        return int(chosen.run(chosen))
    except Exception as error:
        if (sentence := _about_the_place(error)) is None:
            raise
        print(sentence, file=sys.stderr)
        return 2


def _about_the_place(error: Exception) -> str | None:
    """A sentence for what whoever runs the site can put right: a setting, or a database that does not answer."""
    from django.core.exceptions import ImproperlyConfigured
    from django.db.utils import OperationalError

    if isinstance(error, ImproperlyConfigured):
        return str(error)
    if isinstance(error, OperationalError):
        return f"The database does not answer: {' '.join(str(error).split())}."
    return None
