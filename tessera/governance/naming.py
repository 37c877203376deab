"""Which record somebody means: by its reference, or by the address of its page."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from tessera.governance.models import EmergencyAccess

_REFERENCE = re.compile(r"([A-Z]{2})[- ]?([0-9A-Z]{4})[- ]?([0-9A-Z]{4})", re.ASCII)
_PAGE = re.compile(
    r"/(?:reports/(?P<report>[A-Z]{2}-[0-9A-Z]{4}-[0-9A-Z]{4})|cases/(?P<case>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}))/",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Named:
    """A record as somebody named it, whether or not there is one."""

    kind: EmergencyAccess.Kind
    record: str

    @property
    def path(self) -> str:
        return f"/reports/{self.record}/" if self.kind == EmergencyAccess.Kind.REPORT else f"/cases/{self.record}/"


def named_in(words: str) -> Named | None:
    """The report or case these words name; nothing when they name neither."""
    words = words.strip()
    if reference := _REFERENCE.fullmatch(words.upper()):
        return Named(EmergencyAccess.Kind.REPORT, "-".join(reference.groups()))
    try:
        page = _PAGE.match(urlsplit(words).path)
    except ValueError:
        return None
    if page is None:
        return None
    if page["report"]:
        return Named(EmergencyAccess.Kind.REPORT, page["report"].upper())
    return Named(EmergencyAccess.Kind.CASE, page["case"].lower())
