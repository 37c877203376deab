"""Background jobs, run by the worker. Their arguments are ids only."""

from datetime import UTC, datetime

from procrastinate.contrib.django import app

from tessera.work import contacts, services


@app.periodic(cron="* * * * *", periodic_id="strike-clocks")
@app.task(name="work.strike_clocks", queueing_lock="work.strike_clocks", pass_context=False)
def strike_clocks(timestamp: int) -> int:
    """Each minute: tell owners of what is due soon or overdue. A minute missed is made up by the next one."""
    return services.strike(at=datetime.now(UTC))


@app.periodic(cron="15 6 * * *", periodic_id="check-contacts")
@app.task(name="work.check_contacts", queueing_lock="work.check_contacts", pass_context=False)
def check_contacts(timestamp: int) -> int:
    """Each morning: ask the triage desk to check each contact whose last check has run out."""
    return contacts.ask_for_checks()
