"""Every blueprint of the house, in the order of the navigation."""

from flask import Blueprint

from accounts import views as accounts
from discussion.views import moderating as discussion
from moderation import views as moderation
from web import views

BLUEPRINTS: list[Blueprint] = [
    views.bp,
    accounts.bp,
    discussion.bp,
    moderation.bp,
]
