"""Arrays get from a confined process to its parent whole, in order, and stay as they are."""

from contextlib import closing

import numpy as np

from synthscope.core.confined import confined
from synthscope.core.shared_arrays import SharedSlots

LIMITS = {"memory_MB": 500, "seconds": 20}


def made(slots, count, told=None):
    for number in range(count):
        array = slots.new((3, 5 + number % 2), "f4")
        array[:] = number
        if told is not None:
            told[0] = number
        yield slots.place(array)


def test_all_arrays_come_in_order_and_are_not_written_over():
    with closing(SharedSlots(3 * 6 * 4)) as slots:
        found = [slots.take(place) for place in confined(made, slots, 20, **LIMITS)]
    assert [array.shape for array in found] == [(3, 5), (3, 6)] * 10
    assert all((array == number).all() for number, array in enumerate(found))
    found[0][:] = 7  # they are the parent's own
    assert (found[1] == 1).all()


def test_the_child_makes_no_more_than_there_are_slots():
    told = np.frombuffer(SharedSlots(8)._memory, np.int64)
    with (
        closing(SharedSlots(3 * 6 * 4, count=2)) as slots,
        closing(confined(made, slots, 20, told, **LIMITS)) as places,
    ):
        for number, place in enumerate(places):
            assert number <= told[0] <= number + 1
            slots.take(place)
