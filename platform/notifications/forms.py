"""When each kind of news comes by mail."""

from collections.abc import Mapping
from typing import Any

from wtforms import BooleanField

from kernel.forms import BaseForm, Choice, options, required
from kernel.i18n import lazy
from notifications.models import HOW_LABELS, KIND_LABELS, How, NoticeKind


def _how(kind: NoticeKind) -> Any:
    choices = [(how.value, lazy(label)) for how, label in HOW_LABELS.items()]
    return Choice(lazy(KIND_LABELS[kind]), [required()], choices=options(choices))


class ChooseForm(BaseForm):
    mail = BooleanField(lazy("Haberleri e-postayla da gönderin"))
    answers = _how(NoticeKind.ANSWERS)
    mine = _how(NoticeKind.MINE)
    followed = _how(NoticeKind.FOLLOWED)
    radar = _how(NoticeKind.RADAR)
    places = _how(NoticeKind.PLACES)
    meetings = _how(NoticeKind.MEETINGS)
    votes = _how(NoticeKind.VOTES)
    work = _how(NoticeKind.WORK)

    def hows(self) -> dict[NoticeKind, How]:
        return {kind: How(self[kind.value].data) for kind in NoticeKind}


def choose(mail: bool, hows: Mapping[NoticeKind, How]) -> ChooseForm:
    return ChooseForm(data={"mail": mail, **{kind.value: how.value for kind, how in hows.items()}})
