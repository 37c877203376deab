"""Background jobs about searches, run by the worker."""

from uuid import UUID

from procrastinate.contrib.django import app

from tessera.search import pointers, services


@app.periodic(cron="*/5 * * * *", periodic_id="tell-watchers")
@app.task(name="search.tell_watchers", queueing_lock="search.tell_watchers", pass_context=False)
def tell_watchers(timestamp: int) -> int:
    """Every five minutes: tell those who watch a search that more is found."""
    return services.tell_watchers()


@app.task(name="search.tell_owners", pass_context=False)
def tell_owners(ask_id: str, post_id: int) -> None:
    """Tell whoever holds something about the person that was asked for, whether or not the asker was told."""
    pointers.tell_owners(ask=UUID(ask_id), post_id=post_id)
