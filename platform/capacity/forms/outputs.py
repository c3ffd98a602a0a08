"""Grants and good practice."""

from typing import Any

from capacity import queries
from capacity.instruments import CURRENT, get_instrument
from capacity.models import GRANT_LABELS, Grant, GrantState, Practice
from capacity.services import PracticeText
from capacity.services.outputs import MOVES
from kernel import clock
from kernel.forms import (
    BaseForm,
    Choice,
    Day,
    Lira,
    LongText,
    MarkdownText,
    Radio,
    TextLine,
    Upload,
    between,
    length,
    optional,
    options,
    required,
)
from kernel.i18n import _, lazy
from programme.models import Participation

#: a mini grant, in kuruş
MOST = 100_000_000


class GrantForm(BaseForm):
    purpose = TextLine(lazy("Ne için?"), [required(), length(5, 300)])
    amount = Lira(lazy("Tutar"), [required(), between(1, MOST)])
    report_due_on = Day(lazy("Raporun son günü"), [required()])
    plan = Choice(lazy("Hangi ortak eylem planı için?"), [optional])


def give_grant(participation: Participation) -> GrantForm:
    form = GrantForm()
    plans = queries.list_plans(participation.id)
    form.plan.choices = options([("", _("Plana bağlı değil")), *((p.id, p.title) for p in plans)])
    return form


class MoveForm(BaseForm):
    state = Radio(lazy("Yeni durum"), [required()])
    on = Day(lazy("Hangi gün?"), [required()])
    file = Upload(lazy("İmzalı sözleşme"), [optional])
    note = LongText(lazy("Not ya da gerekçe"), [optional, length(0, 1000)])


def move_grant(grant: Grant) -> MoveForm:
    """The next state and the way out; the report is its receiver's."""
    form = MoveForm(data={"on": clock.today()})
    following = MOVES.get(grant.state)
    states = [following] if following not in (None, GrantState.REPORTED) else []
    form.state.choices = options(
        (state.value, _(GRANT_LABELS[state])) for state in (*states, GrantState.CANCELLED) if state
    )
    return form


class ReportForm(BaseForm):
    report = LongText(lazy("Ne yapıldı, ne değişti, para nereye gitti?"), [required(), length(30)])
    file = Upload(lazy("Rapor dosyası"), [optional])


def report_grant(grant: Grant) -> ReportForm:
    return ReportForm(data={"report": grant.report})


class PracticeForm(BaseForm):
    WARN_PRIVATE = True
    title = TextLine(lazy("Başlık"), [required(), length(5, 160)])
    summary = LongText(lazy("Tek cümleyle"), [required(), length(20, 400)])
    topic = Choice(lazy("Hangi başlıktan?"), [required()])
    body = MarkdownText(lazy("Ne yaptınız, ne oldu, ne önerirsiniz?"), [required(), length(100)])

    def told(self) -> PracticeText:
        return {
            "title": self.title.data,
            "summary": self.summary.data,
            "topic": self.topic.data,
            "body": self.body.data,
            "html": self.body.html,
        }


def topics() -> list[tuple[str, str]]:
    """The headings of the self-assessment: what is weak there is looked up here."""
    return [(one.code, str(one.title)) for one in get_instrument(*CURRENT).dimensions]


def _practice(obj: Any = None) -> PracticeForm:
    form = PracticeForm(obj=obj)
    form.topic.choices = options(topics())
    return form


def write_practice(_participation: Participation) -> PracticeForm:
    return _practice()


def edit_practice(practice: Practice) -> PracticeForm:
    return _practice(practice)
