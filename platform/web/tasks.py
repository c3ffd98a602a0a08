"""Which function does which moment; a moment without a line here is a programming error."""

from accounts import services as accounts
from kernel.worker import Task

TASKS: dict[str, Task] = {
    "accounts.send_reset": accounts.send_reset,
}
