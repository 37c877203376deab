"""Reports as given with their drafts and files; what trained people made of them since."""

from tessera.information.models.development import MethodCoded, PoliceItem, Promotion, Sanitised, SanitisedFrom
from tessera.information.models.reports import (
    OPENS,
    SUGGESTED_GRADES,
    Attachment,
    Draft,
    Grade,
    Report,
    SealedSource,
)

__all__ = [
    "OPENS",
    "SUGGESTED_GRADES",
    "Attachment",
    "Draft",
    "Grade",
    "MethodCoded",
    "PoliceItem",
    "Promotion",
    "Report",
    "Sanitised",
    "SanitisedFrom",
    "SealedSource",
]
