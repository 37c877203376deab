"""The one record that a reference typed into the box names, for whoever may open it; nothing at all for anybody else."""

import re
import unicodedata

from tessera.access.guards import opens
from tessera.access.models import User
from tessera.concerns.models import Concern
from tessera.concerns.queries import concerns_for
from tessera.information.developed import shared_version
from tessera.information.models import Report, Sanitised
from tessera.information.queries import report_for

_REFERENCE = re.compile(r"(WX|CN|SV)([0-9A-Z]{4})([0-9A-Z]{4})")


def reference_in(typed: str) -> str:
    """What was typed as a reference is written, where it is one, however spaced, cased or hyphenated; else nothing."""
    letters = "".join(one for one in unicodedata.normalize("NFKC", typed).upper() if one.isalnum())
    found = _REFERENCE.fullmatch(letters)
    return "-".join(found.groups()) if found else ""


def record_named(user: User, typed: str) -> Report | Concern | Sanitised | None:
    """The report, concern or sanitised version of this reference. Hidden and absent are the same."""
    reference = reference_in(typed)
    record: Report | Concern | Sanitised | None = None
    match reference[:2]:
        case "WX":
            record = report_for(user, reference)
        case "CN":
            record = concerns_for(user).filter(reference=reference).first()
        case "SV":
            record = shared_version(user, reference)
    return record if record is not None and opens(user, record.get_absolute_url()) else None
