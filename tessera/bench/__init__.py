"""Measuring the real site on the fictional area: what `tessera bench` prints and how it gets it."""
