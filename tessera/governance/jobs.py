"""Background jobs of governance, run by the worker."""

from django.utils import timezone
from procrastinate.contrib.django import app

from tessera.governance import emergency


@app.periodic(cron="*/5 * * * *", periodic_id="narrow-again")
@app.task(name="governance.narrow_again", queueing_lock="governance.narrow_again", pass_context=False)
def narrow_again(timestamp: int) -> int:
    """Every five minutes: what was opened in an emergency, and is over, goes back to the readers it had."""
    return emergency.narrow_again(at=timezone.now())
