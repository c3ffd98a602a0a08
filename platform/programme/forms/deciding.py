"""Forms of the team and of reviewers: what is missing, interview, decision, scores."""

from typing import Any

from wtforms.validators import ValidationError

from kernel import clock
from kernel.forms import (
    BaseForm,
    LocalMoment,
    LongText,
    Number,
    Radio,
    Several,
    between,
    length,
    optional,
    options,
    required,
)
from kernel.i18n import N_, _, lazy
from programme import queries, rules
from programme.counting import MOST
from programme.models import (
    STATE_LABELS,
    Application,
    ApplicationState,
    ProgrammeRole,
    Review,
    ReviewState,
)


def ahead(_form: Any, field: Any) -> None:
    if field.data is not None and field.data <= clock.now():
        raise ValidationError(_(N_("Gelecekte bir gün ve saat yazın.")))


class MissingForm(BaseForm):
    reason = LongText(lazy("Ne eksik?"), [required(), length(10, 2000)])
    due_at = LocalMoment(lazy("Tamamlamak için son an"), [required(), ahead])


class InterviewForm(BaseForm):
    reason = LongText(lazy("Nerede, ne konuşulacak?"), [required(), length(10, 2000)])
    at = LocalMoment(lazy("Görüşme günü ve saati"), [required(), ahead])


class DecideForm(BaseForm):
    state = Radio(lazy("Karar"), [required()])
    reason = LongText(lazy("Gerekçe"), [required(), length(20, 3000)])


class AssignForm(BaseForm):
    reviewers = Several(lazy("Değerlendirenler"), [optional])


class ConflictForm(BaseForm):
    reason = LongText(lazy("Çıkar çatışması nedir?"), [required(), length(5, 1000)])


class ReviewForm(BaseForm):
    """A number for each criterion, `points_<id>`; made for one track."""

    comment = LongText(lazy("Görüşünüz"), [required(), length(20, 5000)])

    def points(self) -> dict[int, int]:
        return {
            int(name.removeprefix("points_")): field.data
            for name, field in self._fields.items()
            if name.startswith("points_")
        }


def missing(application: Application) -> MissingForm:
    return MissingForm()


def interview(application: Application) -> InterviewForm:
    return InterviewForm()


def decide(application: Application) -> DecideForm:
    form = DecideForm()
    possible = (ApplicationState.ACCEPTED, ApplicationState.RESERVE, ApplicationState.REFUSED)
    targets = rules.targets(application.state, rules.Actor.TEAM)
    form.state.choices = options((s, _(STATE_LABELS[s])) for s in possible if s in targets)
    return form


def assign(application: Application) -> AssignForm:
    form = AssignForm()
    holders = queries.list_roles(ProgrammeRole.REVIEWER)
    form.reviewers.choices = options((row.person_id, row.person.name) for row in holders)
    if not form.is_submitted():
        form.reviewers.data = [str(review.reviewer_id) for review in application.reviews]
    return form


def conflict(review: Review) -> ConflictForm:
    return ConflictForm()


def review(review: Review) -> ReviewForm:
    fields = {
        f"points_{one.id}": Number(one.name, [required(), between(0, MOST)])
        for one in review.application.track.criteria
    }
    form: ReviewForm = type("ReviewForm", (ReviewForm,), fields)()
    if not form.is_submitted() and review.state is ReviewState.GIVEN:
        form.comment.data = review.comment
        for score in review.scores:
            form[f"points_{score.criterion_id}"].data = score.points
    return form
