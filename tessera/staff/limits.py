"""What may be given, on one screen: which roles an agency of each kind may hold, and what takes two people."""

from datetime import timedelta

from tessera.access.models import Agency
from tessera.access.roles import Role

R, Kind = Role, Agency.Kind
SITTING_LASTS = timedelta(minutes=30)
LETTER_LASTS = timedelta(days=7)
LONGEST_TEMPORARY = timedelta(days=366)
WARNED_BEFORE = timedelta(days=14)  # before somebody's last day

# Nobody gives these alone: a second administrator of the agency agrees before the letter goes, and nobody moves into one.
NEEDS_TWO = frozenset({R.ADMINISTRATOR, R.GOVERNANCE})
# Who administers holds nothing else: an administrator sees no content.
STANDS_ALONE = R.ADMINISTRATOR

_ANYWHERE = frozenset({R.REPORTER, R.SAFEGUARDING_LEAD, R.ADMINISTRATOR})
_CASEWORK = _ANYWHERE | {R.HUB_PARTNER, R.KEY_WORKER, R.SUPERVISOR}

MAY_HOLD: dict[Agency.Kind, frozenset[Role]] = {
    Kind.POLICE: _CASEWORK | {R.POLICE_OFFICER, R.ANALYST, R.GRADER},
    Kind.SOCIAL_CARE: _CASEWORK | {R.SOCIAL_WORKER, R.CARER, R.ADULT_TRIAGE_OFFICER},
    Kind.HEALTH: _CASEWORK,
    Kind.SCHOOL: _ANYWHERE,
    Kind.CARE_HOME: _ANYWHERE | {R.CARER},
    Kind.YOUTH_JUSTICE: _CASEWORK,
    Kind.VOLUNTARY: _CASEWORK,
    Kind.HOUSING: _ANYWHERE,
    Kind.LICENSING: _ANYWHERE,
    Kind.PROSECUTION: _ANYWHERE | {R.PROSECUTOR, R.LEGAL_ADVISER},
    Kind.PARTNERSHIP: _CASEWORK
    | {
        R.TRIAGE_OFFICER,
        R.ADULT_TRIAGE_OFFICER,
        R.COORDINATOR,
        R.SOCIAL_WORKER,
        R.POLICE_OFFICER,
        R.ANALYST,
        R.LEGAL_ADVISER,
        R.GOVERNANCE,
    },
}


def roles_at(agency: Agency) -> list[Role]:
    """The roles that may be held at this agency, in the order of the table of roles."""
    return [role for role in Role if role in MAY_HOLD[Agency.Kind(agency.kind)]]
