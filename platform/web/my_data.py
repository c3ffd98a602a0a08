"""What is kept about one person, and what goes with their account: a written list of packages.

A house test makes one person with a row in every table that names a person and compares.
"""

from collections.abc import Callable
from typing import Any

import accounts.queries
import accounts.services
import answers.queries
import answers.services
import capacity.queries
import capacity.services
import consultations.queries
import councils.queries
import councils.services
import discussion.queries
import discussion.services
import following.queries
import following.services
import journeys.queries
import journeys.services
import meetings.queries
import meetings.services
import moderation.queries
import moderation.services
import notifications.queries
import notifications.services
import opinions.queries
import opinions.services
import places.queries
import places.services
import programme.queries
import programme.services
import proposals.queries
import proposals.services
import roadmap.queries
import surveys.queries
import surveys.services
import texts.queries
import voting.queries
import voting.services
from kernel import audit, clock, drafts
from kernel.db import DomainError
from kernel.i18n import N_
from kernel.page_cache import touch_owners
from places.queries import list_municipalities, list_sole_administrations

Export = Callable[[int], dict[str, list[dict[str, Any]]]]

EXPORTS: list[Export] = [
    accounts.queries.export,
    places.queries.export,
    notifications.queries.export,
    journeys.queries.export,
    moderation.queries.export,
    answers.queries.export,
    discussion.queries.export,
    meetings.queries.export,
    consultations.queries.export,
    proposals.queries.export,
    surveys.queries.export,
    opinions.queries.export,
    texts.queries.export,
    voting.queries.export,
    councils.queries.export,
    roadmap.queries.export,
    following.queries.export,
    programme.queries.export,
    capacity.queries.export,
]

#: From the top floor down: the roll of a vote finds its proofs while they are still there, and
#: places finds invitations by the address that accounts empties.
FORGETS: list[Callable[[int], None]] = [
    capacity.services.forget,
    councils.services.forget,
    voting.services.forget,
    programme.services.forget,
    following.services.forget,
    surveys.services.forget,
    opinions.services.forget,
    proposals.services.forget,
    discussion.services.forget,
    meetings.services.forget,
    answers.services.forget,
    moderation.services.forget,
    journeys.services.forget,
    notifications.services.forget,
    places.services.forget,
    accounts.services.forget,
]


class SoleAdministrator(DomainError):
    message = N_(
        "Tek yöneticisi olduğunuz bir belediye var: %(places)s. Önce başka birine yönetici "
        "yetkisi verin."
    )


def export(person_id: int) -> dict[str, Any]:
    """Everything, by package; every value is text, a number or nothing."""
    kept: dict[str, Any] = {"exported_at": clock.now().isoformat()}
    for package in EXPORTS:
        kept |= package(person_id)
    kept["kept_drafts"] = [
        {"path": draft.path, "fields": draft.fields, "kept_at": draft.kept_at.isoformat()}
        for draft in drafts.list_kept(person_id)
    ]
    return kept


def forget(person_id: int) -> None:
    """Contributions stay as "silinmiş hesap"; everything that only concerns the person goes."""
    alone = list_sole_administrations(person_id)
    if alone:
        raise SoleAdministrator(places=", ".join(alone))
    for package in FORGETS:
        package(person_id)
    audit.record("accounts.delete", by=person_id)
    # The name stood on pages of any municipality.
    touch_owners(["all", *(f"m:{place.slug}" for place in list_municipalities())])
