"""The invented county, Wexmouth and Estuary: agencies, places, people, made-up reports and one hand-made
story.

It is used by the demo, the tests and the benchmarks. Everything is decided by a seed, so the same seed
always gives the same county, and everything that could belong to somebody (a telephone number, a plate, a
postcode, an account) is made so that it cannot. It knows nothing of the database: whoever loads it
decides where things go.
"""
