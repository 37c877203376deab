"""Background jobs about cases, run by the worker. Their arguments are ids only."""

from django.utils import timezone
from procrastinate.contrib.django import app

from tessera.cases import sharing, transitions


@app.periodic(cron="30 6 * * *", periodic_id="plan-transitions")
@app.task(name="cases.plan_transitions", queueing_lock="cases.plan_transitions", pass_context=False)
def plan_transitions(timestamp: int) -> int:
    """Each morning: ask for the move to adult services of children who will soon be 18. A morning missed is made up."""
    return transitions.ask_for_plans(on=timezone.localdate())


@app.periodic(cron="20 * * * *", periodic_id="share-assessments")
@app.task(name="cases.share_assessments", queueing_lock="cases.share_assessments", pass_context=False)
def share_assessments(timestamp: int) -> int:
    """Each hour: let each child's team read what was assessed under a number since joined to the child's."""
    return sharing.share_where_joined()
