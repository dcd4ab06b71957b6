"""Commands are served in the order in which they came, whatever happens to one of them."""

import threading
from itertools import pairwise

import pytest

from registry.turns import Turns


def waiting(turns: Turns) -> int:
    return len(turns._waiting)


def test_turns_are_given_in_the_order_of_arrival() -> None:
    turns, served = Turns(), []
    threads = []
    with turns:
        for number in range(20):

            def take(mine: int = number) -> None:
                with turns:
                    served.append(mine)

            thread = threading.Thread(target=take)
            thread.start()
            while waiting(turns) <= number:
                thread.join(0.001)
            threads.append(thread)
    for thread in threads:
        thread.join()
    assert served == list(range(20))


def test_no_two_hold_the_turn_at_once() -> None:
    turns, spans = Turns(), []
    counter = iter(range(10_000))

    def take() -> None:
        for _ in range(50):
            with turns:
                spans.append((next(counter), next(counter)))

    threads = [threading.Thread(target=take) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(spans) == 400
    assert all(end < start for (_, end), (start, _) in pairwise(spans))


def test_a_command_that_fails_passes_its_turn_on() -> None:
    turns = Turns()
    with pytest.raises(ValueError, match="refused"), turns:
        raise ValueError("refused")
    with turns:
        assert waiting(turns) == 0
