"""Background jobs about searches, run by the worker."""

from procrastinate.contrib.django import app

from tessera.search import services


@app.periodic(cron="*/5 * * * *", periodic_id="tell-watchers")
@app.task(name="search.tell_watchers", queueing_lock="search.tell_watchers", pass_context=False)
def tell_watchers(timestamp: int) -> int:
    """Every five minutes: tell those who watch a search that more is found."""
    return services.tell_watchers()
