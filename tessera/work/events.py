"""What is recorded of tasks."""

from tessera.audit.registry import Event

SET = Event("work.task_set", "{by} set a task: {on}")
FINISHED = Event("work.task_finished", "{by} finished a task: {on}. {outcome}")
HANDED_OVER = Event("work.task_handed_over", "{by} handed {on} to {to}. {reason}")
SAID_MORE = Event("work.task_said_more", "{by} added to why somebody has a task: {on}. {why}")
STRUCK = Event("work.clocks_struck", "{by} told owners of {count} tasks that are due soon or overdue")
CLOCK_CHANGED = Event("work.clock_changed", "{by} changed the clock of {on} to the rule “{rule}”")
