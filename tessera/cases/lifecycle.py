"""The statuses of a case and the moves allowed between them."""

from tessera.cases.models import Case

MOVES: dict[Case.Status, frozenset[Case.Status]] = {
    Case.Status.OPEN: frozenset({Case.Status.CLOSED}),
    Case.Status.CLOSED: frozenset({Case.Status.OPEN}),
}
