"""How long a call takes."""

from collections.abc import Callable
from statistics import median
from time import perf_counter


def seconds(run: Callable[[], object], rounds: int) -> float:
    """The median time of a call, after a first one that is not counted."""
    run()
    times = []
    for _ in range(rounds):
        start = perf_counter()
        run()
        times.append(perf_counter() - start)
    return median(times)
