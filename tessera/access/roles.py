"""What each role may do: the whole table on one screen. Who holds a role lives in the database (Post.roles)."""

from enum import StrEnum

from django.db import models


class Permission(StrEnum):
    """A thing a job includes. Rows are a separate matter: those are opened by the keyring."""

    HOME = "home"
    REPORT = "report"
    LOG_SPOKEN = "log_spoken"
    REPORT_SIGHTING = "report_sighting"
    TRIAGE = "triage"
    CONTRIBUTE = "contribute"
    MATCH = "match"
    SEARCH = "search"
    LET_FIND = "let_find"
    ASSESS = "assess"
    SIGN_OFF = "sign_off"
    CASE = "case"
    CASE_OPEN = "case_open"
    CHILD = "child"
    DIRECTORY_EDIT = "directory_edit"
    WORDS_PROPOSE = "words_propose"
    WORDS_APPROVE = "words_approve"
    LAW_VERIFY = "law_verify"
    MEASURES = "measures"
    GRADE = "grade"
    STANDING = "standing"
    DEVELOP = "develop"
    IMPORT = "import"
    BREAK_GLASS = "break_glass"
    RESTRICT = "restrict"
    AUDIT_READ = "audit_read"
    ADMINISTER = "administer"


class Role(models.TextChoices):
    """A job in the partnership. A post may hold several."""

    REPORTER = "reporter", "Professional who reports concerns"
    SAFEGUARDING_LEAD = "safeguarding_lead", "Safeguarding lead"
    CARER = "carer", "Residential carer"
    TRIAGE_OFFICER = "triage_officer", "Triage officer"
    ADULT_TRIAGE_OFFICER = "adult_triage_officer", "Adult triage officer"
    HUB_PARTNER = "hub_partner", "Hub partner"
    SOCIAL_WORKER = "social_worker", "Social worker"
    POLICE_OFFICER = "police_officer", "Police officer"
    ANALYST = "analyst", "Analyst"
    GRADER = "grader", "Trained intelligence grader"
    COORDINATOR = "coordinator", "Exploitation coordinator"
    KEY_WORKER = "key_worker", "Key worker"
    SUPERVISOR = "supervisor", "Supervisor"
    PROSECUTOR = "prosecutor", "Prosecutor"
    LEGAL_ADVISER = "legal_adviser", "Legal adviser"
    GOVERNANCE = "governance", "Information governance officer"
    ADMINISTRATOR = "administrator", "Administrator"


P = Permission
_ANYONE = frozenset({P.HOME, P.REPORT, P.CHILD, P.SEARCH, P.WORDS_PROPOSE})
_CASEWORK = _ANYONE | {P.CASE, P.ASSESS, P.MATCH, P.CONTRIBUTE, P.BREAK_GLASS}

GRANTS: dict[Role, frozenset[Permission]] = {
    Role.REPORTER: _ANYONE,
    Role.SAFEGUARDING_LEAD: _ANYONE | {P.CONTRIBUTE, P.CASE, P.LET_FIND, P.BREAK_GLASS, P.RESTRICT},
    Role.CARER: _ANYONE | {P.REPORT_SIGHTING},
    Role.TRIAGE_OFFICER: _CASEWORK
    | {P.TRIAGE, P.LOG_SPOKEN, P.CASE_OPEN, P.DIRECTORY_EDIT, P.MEASURES, P.STANDING, P.DEVELOP, P.RESTRICT},
    Role.ADULT_TRIAGE_OFFICER: _ANYONE,
    Role.HUB_PARTNER: _ANYONE | {P.CONTRIBUTE, P.CASE, P.MATCH, P.BREAK_GLASS},
    Role.SOCIAL_WORKER: _CASEWORK | {P.CASE_OPEN},
    Role.POLICE_OFFICER: _CASEWORK | {P.STANDING, P.DEVELOP},
    Role.ANALYST: _ANYONE | {P.MATCH, P.MEASURES, P.STANDING, P.DEVELOP, P.IMPORT},
    Role.GRADER: _ANYONE | {P.GRADE, P.DEVELOP},
    Role.COORDINATOR: _CASEWORK
    | {
        P.TRIAGE,
        P.LOG_SPOKEN,
        P.CASE_OPEN,
        P.DIRECTORY_EDIT,
        P.MEASURES,
        P.WORDS_APPROVE,
        P.STANDING,
        P.DEVELOP,
        P.IMPORT,
        P.RESTRICT,
    },
    Role.KEY_WORKER: _CASEWORK,
    Role.SUPERVISOR: _CASEWORK | {P.CASE_OPEN, P.SIGN_OFF, P.LET_FIND, P.STANDING, P.RESTRICT},
    Role.PROSECUTOR: _ANYONE | {P.CASE},
    Role.LEGAL_ADVISER: _ANYONE | {P.CASE, P.LAW_VERIFY},
    Role.GOVERNANCE: frozenset({P.HOME, P.AUDIT_READ, P.MEASURES}),
    Role.ADMINISTRATOR: frozenset({P.HOME, P.ADMINISTER}),
}


# They read what they sent themselves and what they are told, often at a computer that a whole home or school shares,
# with no telephone of their own on duty. Everybody else signs in with a second factor.
WITHOUT_SECOND_FACTOR = frozenset({Role.REPORTER, Role.CARER})


def granted(roles: list[str]) -> frozenset[Permission]:
    """Everything these roles include. A role word the code no longer knows grants nothing."""
    known = {role.value: grants for role, grants in GRANTS.items()}
    return frozenset().union(*(known.get(role, frozenset()) for role in roles))
