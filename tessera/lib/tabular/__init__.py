"""Lists that somebody hands over, read row by row: CSV, XLSX and JSON, however long, broken or hostile.

A file is read as a stream and never whole. What cannot be read stops it with one sentence (`Refused`); what is wrong
with one row is said of that row and its column (`Row.faults`), and the others are read. Cells are text and stay text:
nothing is evaluated.
"""

from tessera.lib.tabular.delimited import CHOOSE_OLDER, CHOOSE_UTF_8, NotLetters, cells_of
from tessera.lib.tabular.opening import Listed, Opened, opened
from tessera.lib.tabular.rows import MISSING, Fault, Limits, Refused, Row
from tessera.lib.tabular.written import MENDED, SAID_WRONG, escaped, header_to_mend, lines_of, unescaped

__all__ = [
    "CHOOSE_OLDER",
    "CHOOSE_UTF_8",
    "MENDED",
    "MISSING",
    "SAID_WRONG",
    "Fault",
    "Limits",
    "Listed",
    "NotLetters",
    "Opened",
    "Refused",
    "Row",
    "cells_of",
    "escaped",
    "header_to_mend",
    "lines_of",
    "opened",
    "unescaped",
]
