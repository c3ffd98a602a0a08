"""What the worker does for councils."""

from councils import services

window_over = services.window_over
