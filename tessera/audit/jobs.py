"""The worker seals the log each minute."""

from procrastinate.contrib.django import app

from tessera.audit import sealing


@app.periodic(cron="* * * * *", periodic_id="seal-the-log")
@app.task(name="audit.seal", queueing_lock="audit.seal", pass_context=False)
def seal(timestamp: int) -> int:
    """Seal what has ended since the last time. It reads no entry, so it needs no keyring."""
    return sealing.seal()
