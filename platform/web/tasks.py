"""Which function does which moment; a moment without a line here is a programming error."""

from kernel.worker import Task

TASKS: dict[str, Task] = {}
