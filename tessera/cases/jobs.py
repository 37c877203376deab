"""Background jobs about cases, run by the worker. Their arguments are ids only."""

from django.utils import timezone
from procrastinate.contrib.django import app

from tessera.cases import transitions


@app.periodic(cron="30 6 * * *", periodic_id="plan-transitions")
@app.task(name="cases.plan_transitions", queueing_lock="cases.plan_transitions", pass_context=False)
def plan_transitions(timestamp: int) -> int:
    """Each morning: ask for the move to adult services of children who will soon be 18. A morning missed is made up."""
    return transitions.ask_for_plans(on=timezone.localdate())
