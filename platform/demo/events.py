"""What the town's story is told in: a moment, an order within it, and what happens."""

from collections.abc import Callable
from datetime import datetime

from kernel.db import write

Event = tuple[datetime, int, Callable[[], object]]


def in_write(happen: Callable[[], object]) -> Callable[[], None]:
    def run() -> None:
        with write():
            happen()

    return run
