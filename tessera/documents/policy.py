"""Who may throw a file away. Who may open one is the keyring's matter."""

from tessera.access.models import User
from tessera.access.policy import YES, Answer, no
from tessera.documents.models import File


def may_throw_away(user: User, file: File) -> Answer:
    """Whoever chose it, as long as it was not sent: the database sees to that."""
    if user.post is None or file.author_id != user.post.pk:
        return no("Only the person who chose this file can take it out.")
    return YES
