"""Writes of proposals: one verb, one function."""

from proposals.services.categories import add_category
from proposals.services.errors import (
    AlreadyPublished,
    AlreadyScreened,
    AlreadySupported,
    AlreadyWithdrawn,
    CategoryExists,
    NumberTaken,
)
from proposals.services.screening import put_on_ballot, refuse
from proposals.services.supporting import follow, support, unfollow, unsupport
from proposals.services.writing import (
    Accepted,
    Content,
    discard,
    edit,
    forget,
    publish,
    save_draft,
    withdraw,
)

__all__ = [
    "Accepted",
    "AlreadyPublished",
    "AlreadyScreened",
    "AlreadySupported",
    "AlreadyWithdrawn",
    "CategoryExists",
    "Content",
    "NumberTaken",
    "add_category",
    "discard",
    "edit",
    "follow",
    "forget",
    "publish",
    "put_on_ballot",
    "refuse",
    "save_draft",
    "support",
    "unfollow",
    "unsupport",
    "withdraw",
]
