"""Joining what was just said to what is already held.

A piece of information speaks of a person, a phone, a vehicle, a place, an account or an organisation.
This package turns the words given into match keys (`keys`), so that a database finds the few things it
might be, and into a score that is a sum of readable reasons (`score`, `rank`). The weights are in
`model.yaml`. It knows nothing of databases, users or who may see what, and it decides nothing: a person does.
"""
