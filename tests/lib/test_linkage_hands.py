"""Work shared between processes comes back in order, and nothing that was there before is cleared away by them."""

import gc

import pytest

from tessera.lib.linkage.hands import hands_for, shared


def doubled(number):
    return number * 2


def cleared_up(number):
    gc.collect()
    return number


class Left:
    """Something only its own process may clear away, as an engine with threads, in a circle that is still to be found."""

    def __init__(self, marks):
        self.marks, self.itself = marks, self

    def __del__(self):
        with self.marks.open("a") as file:
            file.write("cleared\n")


@pytest.mark.parametrize("is_worth_it", [True, False])
def test_in_the_order_given_however_many(is_worth_it):
    with hands_for(is_worth_it) as hands:
        assert (hands is not None) is is_worth_it
        assert list(shared(hands, doubled, range(50))) == list(range(0, 100, 2))
        assert list(shared(hands, doubled, [])) == []


def test_what_was_left_before_is_cleared_away_once(tmp_path):
    """A database engine in a process of its own would wait for threads that are not there."""
    marks = tmp_path / "marks"
    gc.disable()
    try:
        Left(marks)
        with hands_for(True) as hands:
            assert list(shared(hands, cleared_up, range(4))) == list(range(4))
            assert not marks.exists()
    finally:
        gc.enable()
    gc.collect()
    assert marks.read_text() == "cleared\n"
