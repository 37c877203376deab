"""Work on many lots shared between as many processes as there are cores."""

from __future__ import annotations

import gc
import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from multiprocessing import get_all_start_methods, get_context
from multiprocessing.pool import Pool
from typing import TypeVar

ON_THE_WAY = 8

Given = TypeVar("Given")
Made = TypeVar("Made")


@contextmanager
def hands_for(is_worth_it: bool) -> Iterator[Pool | None]:
    """As many processes as there are cores; none where one will do, or where they could not share what is in memory."""
    many = os.cpu_count() or 1
    if not is_worth_it or many < 2 or "fork" not in get_all_start_methods():
        yield None
        return
    with get_context("fork").Pool(many, _begin) as hands:
        yield hands


def _begin() -> None:
    """What each process does first: leave what it was born with alone, and interruptions to the command itself."""
    # An engine that was left to be cleared away would be waited for in vain: its threads are not here.
    gc.freeze()
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def shared(hands: Pool | None, work: Callable[[Given], Made], lots: Iterable[Given]) -> Iterator[Made]:
    """The work done on each lot, in their order. Only a few lots are on the way at once, however many there are."""
    if hands is None:
        yield from map(work, lots)
        return
    lots = iter(lots)
    on_the_way = deque(hands.apply_async(work, (lot,)) for lot in islice(lots, ON_THE_WAY))
    while on_the_way:
        made = on_the_way.popleft().get()
        on_the_way.extend(hands.apply_async(work, (lot,)) for lot in islice(lots, 1))
        yield made
