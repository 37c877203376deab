"""The demo: the county, its made-up reports and the hand-made story, loaded once."""

import sys

from django.utils import timezone

from tessera.access.forms import PUBLISHED_PASSWORD
from tessera.lib.area.county import county
from tessera.staff import reviewing
from tessera.synth import story
from tessera.synth.bulk import load_reports
from tessera.synth.county import place_county

SEED = 2026
SECOND_FACTOR = " (sets up a second factor first)"


def load_once(*, people: int, reports: int) -> bool:
    """Load the area unless it is there. Answers whether it was loaded now; what was entered since is kept."""
    if story.is_told():
        return False
    today = timezone.localdate()
    print(f"Loading the fictional area: {people:,} people, {reports:,} reports…", file=sys.stderr, flush=True)
    placed = place_county(on=today)
    load_reports(people=people, reports=reports, seed=SEED, on=today, placed=placed)
    story.tell(on=today, placed=placed)
    reviewing.begin_reviews(at=timezone.now())
    return True


def sign_ins(address: str) -> str:
    """What `make demo` prints: who can sign in, and where."""
    drawn = county()
    lines = [
        f"  {one.email + '@' + drawn.domain:34} {one.job_title}, {drawn.agencies[one.agency].name}{SECOND_FACTOR if one.second_factor else ''}"
        for one in drawn.accounts
    ]
    return "\n".join([
        "", f"Tessera is on {address}", f"Everybody in it is made up. Sign in as any of these with the password {PUBLISHED_PASSWORD}", "",
        *lines, "", "Stop with Ctrl+C. What you enter is kept; `make demo-reset` starts again.",
    ])  # fmt: skip
