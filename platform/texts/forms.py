"""The shape of what is typed: the text, what its paragraphs were before, suggestions, answers."""

from typing import Any

from wtforms.validators import ValidationError

from kernel import text as words
from kernel.forms import (
    BaseForm,
    Choice,
    LongText,
    Radio,
    TextLine,
    length,
    optional,
    options,
    required,
)
from kernel.i18n import N_, _, lazy
from texts import queries
from texts.cutting import LONGEST, MOST, Block, cut
from texts.matching import Match, Old, match
from texts.models import SUGGESTION_LABELS, Document, SuggestionState
from texts.queries import Asked, Pending, Place
from texts.services import Rendered


def readable(_form: Any, field: Any) -> None:
    blocks = cut(field.data or "")
    if not any(block.number for block in blocks):
        raise ValidationError(_(N_("Metinde başlıktan başka bir şey yok.")))
    if len(blocks) > MOST:
        raise ValidationError(_(N_("Metin en çok %(most)s paragraf olabilir."), most=MOST))
    if any(len(block.source) > LONGEST for block in blocks):
        raise ValidationError(
            _(N_("Bir paragraf en çok %(longest)s harf olabilir."), longest=LONGEST)
        )


class SourceForm(BaseForm):
    source = LongText(lazy("Metin"), [required(), length(20, 200_000), readable])

    blocks: list[Rendered]

    def prepare(self) -> None:
        super().prepare()
        self.blocks = rendered(self.source.data or "")


def rendered(source: str) -> list[Rendered]:
    return [Rendered(block, words.markdown(_level(block))) for block in cut(source)]


def _level(block: Block) -> str:
    """Headings are all of one level: a page must not skip any."""
    return f"# {block.source.lstrip('#').strip()}" if block.is_heading else block.source


def draw_up(_activity: Any) -> SourceForm:
    return SourceForm()


def edit(text: Document) -> SourceForm:
    form = SourceForm()
    if not form.is_submitted():
        waiting = queries.find_waiting(text.id)
        form.source.data = waiting.source if waiting else ""
    return form


def renew(text: Document) -> SourceForm:
    """Begins from what is read now, or from the version that waits."""
    form = SourceForm()
    if not form.is_submitted():
        waiting = queries.find_waiting(text.id)
        form.source.data = (waiting or queries.list_versions(text.id)[0]).source
    return form


class MatchForm(BaseForm):
    """One select a paragraph: which one it was, or a new one."""

    note = LongText(lazy("Bu sürümde ne değişti, neden?"), [required(), length(10, 3000)])

    blocks: list[Rendered]
    found: list[Match]
    before: dict[int, Any]

    def same(self) -> dict[int, int]:
        return {
            place: int(self[f"p{place}"].data)
            for place in range(len(self.blocks))
            if self[f"p{place}"].data
        }


def matching(pending: Pending) -> MatchForm:
    lines = queries.list_lines(pending.text.id, pending.text.current)
    blocks = cut(pending.version.source) if pending.version else []
    before = [Old(line.paragraph_id, line.source, line.is_heading) for line in lines]
    found = match(before, blocks)
    fields: dict[str, Any] = {}
    for place, (block, one) in enumerate(zip(blocks, found, strict=True)):
        choices = [("", _(N_("Yeni paragraf")))] + [
            (str(line.paragraph_id), _name(line))
            for line in lines
            if line.is_heading == block.is_heading
        ]
        label = _(N_("Önceki sürümde hangisiydi?"))
        chosen = str(one.paragraph_id or "")
        fields[f"p{place}"] = Choice(label, [optional], choices=options(choices), default=chosen)
    form: MatchForm = type("PageOfMatches", (MatchForm,), fields)()
    form.found, form.before = found, {line.paragraph_id: line for line in lines}
    form.blocks = rendered(pending.version.source) if pending.version else []
    return form


def _name(line: queries.Line) -> str:
    beginning = words.plain(line.source, 60)
    return beginning if line.is_heading else f"§ {line.number} {beginning}"


class SuggestForm(BaseForm):
    WARN_PRIVATE = True

    words = LongText(lazy("Paragrafın önerdiğiniz hâli"), [optional, length(0, LONGEST)])
    reason = LongText(lazy("Neden böyle olmalı?"), [required(), length(10, 2000)])

    now: str

    def validate(self, extra_validators: Any = None) -> bool:
        good = super().validate(extra_validators)
        if (self.words.data or "").strip() == self.now.strip():
            self.words.errors = [_(N_("Metni değiştirmediniz."))]
            return False
        return good


def suggest(place: Place) -> SuggestForm:
    form = SuggestForm()
    form.now = place.wording.source
    if not form.is_submitted():
        form.words.data = place.wording.source
    return form


class AnswerForm(BaseForm):
    state = Radio(lazy("Karar"), [required()])
    answer = LongText(lazy("Gerekçe"), [required(), length(20, 3000)])
    office = TextLine(lazy("Yanıtlayan makam"), [required(), length(3, 160)])


GIVEN = (SuggestionState.TAKEN, SuggestionState.PARTLY, SuggestionState.DECLINED)


def answer(asked: Asked) -> AnswerForm:
    form = AnswerForm()
    form.state.choices = options((s.value, _(SUGGESTION_LABELS[s])) for s in GIVEN)
    unit = asked.text.activity.consultation.unit
    if not form.is_submitted() and unit is not None:
        form.office.data = unit.name
    return form


class DoneForm(BaseForm):
    we_did = LongText(lazy("Biz yaptık"), [optional, length(0, 2000)])


def say_done(place: Place) -> DoneForm:
    form = DoneForm()
    if not form.is_submitted():
        form.we_did.data = place.row.we_did
    return form
