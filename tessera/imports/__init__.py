"""Lists from other systems, taken in row by row: each row becomes a report as if somebody had sent it.

Knows nothing of concerns: a list is information that is kept and found again, and nobody is asked to triage its rows.
"""
