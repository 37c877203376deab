"""Drafts: what somebody has typed so far, kept on the server for its writer alone."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, connection, transaction

from tessera.access import services as access
from tessera.access.models import Audience, User
from tessera.audit.log import record, storable
from tessera.documents import queries as file_queries
from tessera.documents import services as documents
from tessera.documents.models import File
from tessera.information import events, policy
from tessera.information.models import Draft, Report
from tessera.lib import sealing
from tessera.lib.files import Refused

MOST_FILES = 20
THROWN_AWAY = "This draft was thrown away while the page was open. Choose the file again, then save or send."


class KeyTaken(Exception):
    """The key of this page belongs to somebody else's report or draft."""


class ChangedElsewhere(Exception):
    """Another window changed the draft since this page was drawn. `draft` is as it stands there."""

    def __init__(self, draft: Draft) -> None:
        super().__init__("The draft was changed in another window.")
        self.draft = draft


@dataclass(frozen=True)
class Window:
    """Where somebody types: the window's own name, and the `version` of the draft that its page was drawn from."""

    name: UUID
    drawn_from: str = ""

    def is_behind(self, draft: Draft) -> bool:
        """Whether the draft was saved from elsewhere since."""
        return draft.saved_from != self.name and draft.version != self.drawn_from


def already_sent(*, sent_key: UUID, by: User) -> Report | None:
    """The report that an earlier press of Send made. Waits for one on its way; call it in a transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [str(sent_key)])
    return Report.objects.readable().filter(sent_key=sent_key, author=by.post).first()


def own_audience(by: User) -> Audience:
    """What only this person reads, in the post they hold now. Raises PermissionDenied for one in no post."""
    policy.may_report(by).require()
    return access.audience_of([access.person(by.post)] if by.post else [])


@transaction.atomic
def save_draft(
    *,
    key: UUID,
    typed: Mapping[str, Any],
    by: User,
    sealed_name: str | None = None,
    corrects: Report | None = None,
    kind: str = Report.Kind.CONCERN,
    window: Window | None = None,
    beside: Draft | None = None,
) -> Draft | None:
    """Keep what was typed so far. The name of a withheld source is kept encrypted; None leaves it as it was.

    `beside` is the draft of another window that these words were typed beside: a new draft has its files and what it
    was shown from there. Answers None when the report was sent already: a page that saves itself late brings no draft back.
    Raises KeyTaken when the key is somebody else's, and ChangedElsewhere when these words would replace others
    that were typed in another window.
    """
    policy.may_report(by).require()
    if already_sent(sent_key=key, by=by):
        return None
    draft = Draft.objects.readable().select_for_update().filter(pk=key).first()
    is_new = draft is None
    if draft is None:
        draft = Draft(pk=key, author=by.post, audience=own_audience(by), corrects=corrects, kind=kind)
    words = {storable(name): _storable(value) for name, value in typed.items()}
    name = storable(sealed_name) if sealed_name is not None else sealed_name_of(draft)
    is_other = (words, name) != (draft.typed, sealed_name_of(draft))
    if not is_new and is_other and window and window.is_behind(draft):
        raise ChangedElsewhere(draft)
    draft.typed, draft.saved_from = words, window.name if window else None
    if sealed_name is not None:
        draft.sealed = sealing.seal(name.encode(), secret=settings.FILE_KEY) if name else None
    try:
        with transaction.atomic():
            draft.save(force_insert=is_new, force_update=not is_new)
    except IntegrityError as error:
        raise KeyTaken("The key of this page is in use.") from error
    if is_new and beside:
        _as_begun(draft, beside, by)
    return draft


def _as_begun(draft: Draft, beside: Draft, by: User) -> None:
    """What came before the two were apart is the new one's too."""
    draft.started_at, draft.route_shown = beside.started_at, beside.route_shown
    draft.save(update_fields=["started_at", "route_shown"])
    for file in files_of(draft=beside, by=by):
        keep_file(draft=draft, content=documents.content_of(file), name=file.name, by=by)


@transaction.atomic
def note_route(*, draft: Draft, shown: str, by: User) -> Draft:
    """Write down with the draft that an emergency route was shown, and when; nothing once it is gone.

    The draft is the same save as before: showing a route changes nothing that was typed.
    """
    held = Draft.objects.readable().select_for_update().filter(pk=draft.pk).first()
    draft.route_shown = "\n".join(filter(None, [(held or draft).route_shown, shown]))
    Draft.objects.readable().filter(pk=draft.pk).update(route_shown=draft.route_shown)
    return draft


@transaction.atomic
def keep_file(*, draft: Draft, content: bytes, name: str, by: User) -> File | None:
    """Keep a chosen file with the draft, so that a page that comes back has not lost it.

    Answers None when another press of Send made the report meanwhile, which then has the file. Raises
    `lib.files.Refused`, with a sentence, for one that cannot be taken or is one too many.
    """
    if already_sent(sent_key=draft.pk, by=by):
        return None
    held = Draft.objects.readable().select_for_update().filter(pk=draft.pk).first()
    if held is None:
        raise Refused(THROWN_AWAY)
    draft.files = held.files
    if len(held.files) >= MOST_FILES:
        raise Refused(f"{MOST_FILES} files are kept with this report already, which is the most it can have.")
    file = documents.keep(content=content, name=name, audience=held.audience, by=by)
    if any(file.sha256 == other.sha256 and file.name == other.name for other in files_of(draft=held, by=by)):
        documents.throw_away(file=file, by=by)  # the same page sent twice
        return file
    held.files = draft.files = [*held.files, file.pk]
    held.save(update_fields=["files", "saved_at"])
    draft.saved_at = held.saved_at
    return file


@transaction.atomic
def take_out(*, draft: Draft, files: Iterable[UUID], by: User) -> None:
    """Take chosen files out of the draft and throw them away. What was sent meanwhile is not touched."""
    if already_sent(sent_key=draft.pk, by=by):
        return
    held = Draft.objects.readable().select_for_update().filter(pk=draft.pk).first()
    if held is None:
        return
    gone = set(files) & set(held.files)
    for file in file_queries.files_for(by).filter(pk__in=gone):
        documents.throw_away(file=file, by=by)
    held.files = draft.files = [pk for pk in held.files if pk not in gone]
    held.save(update_fields=["files", "saved_at"])
    draft.saved_at = held.saved_at


def files_of(*, draft: Draft, by: User) -> list[File]:
    """The files chosen so far, in the order they were chosen."""
    found = {file.pk: file for file in file_queries.files_for(by).filter(pk__in=draft.files, author=by.post)}
    return [found[pk] for pk in draft.files if pk in found]


def sealed_name_of(draft: Draft) -> str:
    """The withheld name that its writer typed; nothing when there is none or it can no longer be opened."""
    if draft.sealed is None:
        return ""
    try:
        return sealing.unseal(bytes(draft.sealed), secret=settings.FILE_KEYS).decode()
    except sealing.Damaged:
        return ""


def send_off_draft(*, draft: Draft) -> None:
    """The draft became a report: it goes, and its files stay with the report."""
    draft.delete()


@transaction.atomic
def throw_away_draft(*, draft: Draft, by: User) -> None:
    """Throw a draft away with the files that were chosen for it. What was sent is not touched."""
    take_out(draft=draft, files=draft.files, by=by)
    draft.delete()
    record(events.DRAFT_THROWN_AWAY, by=by)


def _storable(value: Any) -> Any:
    return [storable(str(one)) for one in value] if isinstance(value, list) else storable(str(value))
