"""The risk instrument: what was ticked and noted, the visible rule, and the professional's decision."""
