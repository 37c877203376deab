"""Mentions and the entities they point at; what each audience holds; ties; standings; answers about matches."""

from tessera.entities.models.answers import Compared, Evidence, Match, PairAnswer, PairBack, PairEvidence, PairMention
from tessera.entities.models.bulk import BulkRun, BulkSuggestion
from tessera.entities.models.said_as import SaidAs
from tessera.entities.models.standing import Standing, StandingBasis, StandingReview
from tessera.entities.models.things import Entity, Holding, Kind, Marker, Mention, Part
from tessera.entities.models.ties import Link

__all__ = [
    "BulkRun",
    "BulkSuggestion",
    "Compared",
    "Entity",
    "Evidence",
    "Holding",
    "Kind",
    "Link",
    "Marker",
    "Match",
    "Mention",
    "PairAnswer",
    "PairBack",
    "PairEvidence",
    "PairMention",
    "Part",
    "SaidAs",
    "Standing",
    "StandingBasis",
    "StandingReview",
]
