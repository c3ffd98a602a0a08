"""The way to a page."""

from flask import url_for

from kernel.i18n import _
from programme.models import Participation

Crumbs = list[tuple[str, str]]


def of_programme(*more: tuple[str, str]) -> Crumbs:
    return [(_("Program"), url_for("programme.index")), *more]


def of_work(participation: Participation, *more: tuple[str, str]) -> Crumbs:
    return of_programme(
        (participation.name, url_for("capacity.work", participation_id=participation.id)), *more
    )
