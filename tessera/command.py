"""`tessera`: the command line. Exit 0 done, 1 a finding, 2 bad input with one sentence."""

import argparse
import importlib
import os
import pkgutil
import sys

from tessera import commands


def main(arguments: list[str] | None = None) -> int:
    """Find the command's module in `tessera.commands` and run it."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tessera.config.settings")
    names = sorted(module.name for module in pkgutil.iter_modules(commands.__path__))
    parser = argparse.ArgumentParser(prog="tessera", description="Joined-up information to protect children.")
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
