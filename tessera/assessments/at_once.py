"""Whoever has to be told at once is an open task until they are, for all who read the assessment.

REQ assess-actual-first: a sign of actual exploitation is acted on before the rest is written, and who was told shows.
"""

from django.utils import timezone

from tessera.access.models import User
from tessera.assessments.instrument import Answers, suggestion_of
from tessera.assessments.models import Assessment
from tessera.work.queries import open_tasks_at
from tessera.work.services import finish_tasks_at, set_task

TELL_RULE = "tell-at-once"
# Not by name: one of them may have been told since.
WHY = "Something written here asks for it. The page says who has not been told yet."
TOLD = "whoever must be told at once is written down as told, or nothing written here asks for it any more"


def immediate_path(assessment: Assessment) -> str:
    """Where it is written who was told at once."""
    return f"{assessment.get_absolute_url()}immediate/"


def ask_to_tell(assessment: Assessment, answers: Answers, by: User) -> None:
    """Ask for the telling while somebody is still to be told, with its clock; end that once nobody is."""
    path, untold = immediate_path(assessment), suggestion_of(answers, on=timezone.localdate()).untold
    if not untold:
        finish_tasks_at(path=path, rule=TELL_RULE, outcome="Told, or no longer asked for.", by=by)
    elif not open_tasks_at(by, path).filter(rule=TELL_RULE).exists():
        set_task(
            title="Tell at once, and write when", subject=assessment.child_name, path=path, owner=by.post,
            also=assessment.audience.holders.all(), why=WHY, rule=TELL_RULE, by=by,
            ends_when=TOLD,
        )  # fmt: skip
