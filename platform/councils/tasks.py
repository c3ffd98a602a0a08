"""What the worker does for councils."""

from councils import services

remind_decision = services.remind_decision
remind_opinion = services.remind_opinion
window_over = services.window_over
