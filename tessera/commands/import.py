"""Take in a list from another system: each row becomes a report. Run again to go on after a stop."""

import argparse
import hashlib
import json
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any
from uuid import UUID

from tessera.lib.invisible import on_a_terminal
from tessera.lib.outcomes import Unwritable, cannot_write, refuse_place

if TYPE_CHECKING:
    from tessera.access.models import User
    from tessera.imports.models import Import

CHUNK = 1024 * 1024
BAR = 30  # characters
SHOWN = 20  # things to mend; the file has them all
FIRST = 3  # rows of a dry run


class BadInput(Exception):
    """What was given cannot be used; the message is one sentence."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `tessera import`."""
    parser.add_argument("file", nargs="?", metavar="FILE", help="CSV, XLSX or JSON")
    parser.add_argument("--profile", metavar="KIND", help="the kind of list, such as plate-sightings")
    parser.add_argument("--as", dest="email", required=True, metavar="EMAIL", help="in whose name, by e-mail address")
    parser.add_argument(
        "--source", metavar="NAME", help="the system or list that it is from, written the same each time"
    )
    parser.add_argument("--mapping", metavar="FILE.json", help="what columns are, by name, where the guess is wrong")
    parser.add_argument("--encoding", choices=["cp1252"], help="the older Windows letters (default: as the file says)")
    parser.add_argument("--desk-only", action="store_true", help="for the triage desk alone")
    parser.add_argument(
        "--over-later", action="store_true", help="a file taken before goes over what later lists say of its rows"
    )
    parser.add_argument("--dry-run", action="store_true", help="show what rows would become, and take none")
    parser.add_argument("--errors", type=Path, metavar="FILE.csv", help="where to write the rows to mend")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--resume", metavar="ID", help="go on with a list that is being taken")


def run(args: argparse.Namespace) -> int:
    """0 when every row was taken or held already; 1 when some are to mend; 2 and one sentence for bad input."""
    import django

    django.setup()
    from django.core.exceptions import PermissionDenied

    from tessera.access.keyring import opened_for
    from tessera.imports.together import Stopped
    from tessera.lib.tabular import Refused

    try:
        user = _user(args.email)
        with opened_for(user.post):
            return _resume(args, user) if args.resume else _import(args, user)
    except (BadInput, Unwritable, Refused, PermissionDenied) as wrong:
        print(on_a_terminal(_in_options(str(wrong))), file=sys.stderr)
    except Stopped:
        print("A process that took rows was stopped. Run the same command again to go on.", file=sys.stderr)
    return 2


def _in_options(sentence: str) -> str:
    """What a page would say, in the options of this command."""
    from tessera.lib.tabular import CHOOSE_OLDER, CHOOSE_UTF_8

    return sentence.replace(CHOOSE_OLDER, "give --encoding cp1252").replace(CHOOSE_UTF_8, "leave out --encoding")


def _user(email: str) -> "User":
    from tessera.access.models import User

    user = User.objects.filter(email__iexact=email, is_active=True).first()
    if user is None or user.post is None:
        raise BadInput("Nobody in a post has that e-mail address: --as says in whose name the reports are.")
    return user


def _resume(args: argparse.Namespace, user: "User") -> int:
    from tessera.imports import queries, taking
    from tessera.imports.models import Import

    try:
        given = queries.import_for(user, UUID(args.resume))
    except ValueError:
        given = None
    if given is None or given.status not in (Import.Status.TAKING, Import.Status.FINISHED):
        raise BadInput("No list of that number is being taken.")
    taking.take_batches(given=given, by=user)
    return 0


def _import(args: argparse.Namespace, user: "User") -> int:
    from tessera.imports import policy, queries, services, together

    if not (args.file and args.profile and args.source):
        raise BadInput("Give a file, --profile and --source, or --resume.")
    if args.errors:  # before anything is taken: a run that breaks off at its end has told nobody what is to be mended
        refuse_place("--errors", args.errors, *(Path(one) for one in (args.file, args.mapping) if one))
    policy.may_import(user).require()
    profile = queries.profile_called(args.profile)
    if profile is None:
        known = ", ".join(queries.profiles().values_list("code", flat=True))
        raise BadInput(f"--profile is one of: {known}.")
    said = _mapping(args.mapping)
    with _opened(args.file) as file:
        sha256 = _sha256(file)
        given = together.under_way(sha256=sha256, source=args.source, profile=profile, by=user)
        if given is None:
            given = services.give(
                file=file, name=Path(args.file).name, profile=profile, source=args.source, by=user,
                encoding=args.encoding or "", desk_only=args.desk_only, keep_file=False,
            )  # fmt: skip
            given = _mapped(given, said, user)
        if given.status == given.Status.CHECKING:
            given = services.check(given=given, by=user, file=file, tell=_tell_read)
            print(file=sys.stderr)
    if given.status == given.Status.UNREADABLE:
        raise BadInput(given.refusal)
    if args.dry_run:
        return _dry_run(args, given, user)
    if given.status == given.Status.CHECKED:
        given = services.take(given=given, by=user, over_later=args.over_later)
    together.take_together(given=given, by=user, processes=args.processes, tell=_tell_taken)
    print(file=sys.stderr)
    return _told(args, given, user)


@contextmanager
def _opened(name: str) -> Iterator[IO[bytes]]:
    try:
        file = Path(name).open("rb")  # noqa: SIM115  closed below: only what goes wrong at opening is told so
    except OSError as wrong:
        raise BadInput(f"Cannot read the file: {wrong.strerror}.") from None
    with file:
        yield file


def _mapped(given: "Import", said: Mapping[str, str], user: "User") -> "Import":
    from tessera.imports import services

    if unknown := [name for name in said if name not in given.header]:
        services.put_aside(given=given, by=user)
        raise BadInput(f"--mapping names a column that the list does not have: “{unknown[0]}”.")
    try:
        return services.map_columns(given=given, mapping={**given.mapping, **said}, by=user)
    except ValueError as wrong:
        services.put_aside(given=given, by=user)
        raise BadInput(str(wrong)) from None


def _mapping(name: str | None) -> dict[str, str]:
    if name is None:
        return {}
    try:
        said: Any = json.loads(Path(name).read_bytes())
    except OSError as wrong:
        raise BadInput(f"Cannot read --mapping: {wrong.strerror}.") from None
    except (ValueError, RecursionError):
        raise BadInput("--mapping is not a JSON object of column names and what they are.") from None
    if not isinstance(said, dict) or not all(isinstance(one, str) for one in said.values()):
        raise BadInput("--mapping is not a JSON object of column names and what they are.")
    return said


def _sha256(file: Any) -> str:
    found = hashlib.sha256()
    while chunk := file.read(CHUNK):
        found.update(chunk)
    file.seek(0)
    return found.hexdigest()


def _dry_run(args: argparse.Namespace, given: "Import", user: "User") -> int:
    from tessera.imports import queries, services, showing
    from tessera.ui.words import plural

    progress = queries.progress_of(user, given)
    for name in given.header:
        _say(f"{name}: {given.mapping[name]}")
    for one in showing.previews(user, given, most=FIRST):
        _say(f"\nRow {one.number} would become:\n{one.narrative}")
        for thing in one.things:
            _say(f"  {thing}")
    expected = progress.expected
    many = (expected.with_later if args.over_later else expected.many) if expected else progress.rows
    each = f": {expected.new:,} new, {expected.changed:,} changed, {expected.held:,} held already" if expected else ""
    _say(f"\n{plural(many, 'row')} would be taken, for {given.audience}. None was{each}.")
    if since := showing.said_since(user, given, expected):
        stay = "stay as the later lists have them. Give --over-later to take what this file says of them"
        _say(f"{since} They {'would be taken again' if args.over_later else stay}.")
    wrong = _wrong(args, given, user)
    if given.status == given.Status.CHECKED:
        services.put_aside(given=given, by=user)
    return wrong


def _told(args: argparse.Namespace, given: "Import", user: "User") -> int:
    from tessera.imports import queries
    from tessera.ui.words import plural

    progress = queries.progress_of(user, given)
    _say(
        f"{progress.taken:,} new reports, {progress.corrected:,} corrected, {progress.same:,} held already or twice in "
        f"the list, for {given.audience}."
    )
    if progress.kept:
        _say(f"{plural(progress.kept, 'row')} left as later lists say: this very file is older. See --over-later.")
    return _wrong(args, given, user)


def _wrong(args: argparse.Namespace, given: "Import", user: "User") -> int:
    """Say what is to be mended, and write it out when asked. 1 when there is anything."""
    from tessera.audit.log import record
    from tessera.imports import events, mending, queries
    from tessera.lib.tabular import lines_of

    found = list(queries.problems_of(user, given)[: SHOWN + 1])
    if not found:
        return 0
    record(events.ERRORS_OPENED, by=user, on=given)
    for one in found[:SHOWN]:
        _say(one.sentence)
    if len(found) > SHOWN:
        _say("… and more.")
    if args.errors:
        try:
            with args.errors.open("wb") as out:
                out.writelines(lines_of(mending.rows_to_mend(user, given)))
        except OSError as wrong:
            raise cannot_write(args.errors, wrong) from None
        _say(f"The rows to mend are in {args.errors}.")
    return 1


def _say(text: str) -> None:
    """What cells say is said in letters: a terminal would obey what else is in them."""
    print(on_a_terminal(text))


def _tell_read(row: int) -> None:
    print(f"\rRead up to row {row:,}", end="", file=sys.stderr, flush=True)


def _tell_taken(done: int, of: int) -> None:
    full = BAR * done // of if of else BAR
    print(f"\r[{'#' * full}{'-' * (BAR - full)}] {done:,} of {of:,} rows taken", end="", file=sys.stderr, flush=True)
