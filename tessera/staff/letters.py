"""The letter to somebody who is invited: a file for whoever runs the site to send. The site itself sends no e-mail."""

import os
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from tessera.staff.models import Invitation
from tessera.ui.words import moment

LETTER = """\
To: {to}
Subject: Your invitation to Tessera

{name},

{agency} invites you to Tessera. Open this page and choose a password:

{link}

The link works once, until {until}. Nobody will ask you for it.
If you do not know {agency}, delete this letter.
"""


def link_of(token: str) -> str:
    """The page where an invitation is accepted."""
    return settings.SITE_ADDRESS + reverse("staff:accept", args=[token])


def write_letter(invitation: Invitation, token: str) -> None:
    """Keep the letter when all of this is committed. It says nothing but who invites whom, and the link."""

    def write() -> None:
        folder = Path(settings.LETTERS_FOLDER)
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        text = LETTER.format(
            to=invitation.email, name=" ".join(invitation.name.split()), agency=invitation.agency,
            link=link_of(token), until=moment(invitation.expires_at),
        )  # fmt: skip
        path = folder / f"invitation-{invitation.pk}.txt"
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
            file.write(text)

    transaction.on_commit(write)


def forget_letter(invitation: Invitation) -> None:
    """The letter of an invitation that is used or taken back is not kept."""
    path = Path(settings.LETTERS_FOLDER) / f"invitation-{invitation.pk}.txt"
    transaction.on_commit(lambda: path.unlink(missing_ok=True))
