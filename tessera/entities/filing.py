"""Everything held filed anew under its match keys, after an upgrade that changed how they are made."""

from collections.abc import Callable

from tessera.access import keyring
from tessera.access.models import Audience
from tessera.audit.log import record
from tessera.entities import events
from tessera.entities.models import Holding
from tessera.entities.services import rebuild_holdings
from tessera.entities.suggesting import OnTheServer

BATCH = 500


def file_again(*, by: OnTheServer, tell: Callable[[int], None] | None = None) -> int:
    """Build again what every audience holds, under that audience's own keys; answers how many things were filed.

    Until it is done, what was held before is found less well. The site may run meanwhile. Stopped at any point,
    the same call begins again and loses nothing.
    """
    filed = 0
    for audience in Audience.objects.order_by("pk"):
        with keyring.opened(keyring.of_audience(audience)):
            held = list(Holding.objects.filter(audience=audience).order_by("pk").values_list("entity_id", flat=True))
        for start in range(0, len(held), BATCH):
            batch = held[start : start + BATCH]
            rebuild_holdings((entity, audience.pk) for entity in batch)
            filed += len(batch)
            if tell is not None:
                tell(filed)
    record(events.FILED_AGAIN, by=by, filed=filed)
    return filed
