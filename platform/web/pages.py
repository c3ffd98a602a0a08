"""Every blueprint of the house, in the order of the navigation."""

from flask import Blueprint

from web import views

BLUEPRINTS: list[Blueprint] = [views.bp]
