"""Self-assessment: filled in heading by heading, handed in, read, compared."""

from typing import Any

from flask import Response, abort, flash, g, render_template, request, url_for

from capacity import forms, queries, rules, services
from capacity.models import POINT_LABELS, ItemAnswer, Point, SelfAssessment
from capacity.scoring import MOST_PRIORITIES, compare, moved
from capacity.views import drawn
from capacity.views.blueprint import bp
from capacity.views.crumbs import of_work
from kernel import files
from kernel.http import Reply, allow, see_other
from kernel.i18n import _
from kernel.rules import Visitor
from programme.models import Participation
from programme.queries import get_participation


@bp.post("/program/katilimcilar/<int:participation_id>/oz-degerlendirme/<point>")
@allow(rules.begin, participation=get_participation)
def begin(participation: Participation, point: str) -> Reply:
    if point not in set(Point):
        abort(404)
    row = services.begin(participation, Point(point), by=g.visitor)
    return see_other(".self_assessment", self_assessment_id=row.id)


def _may(self_assessment: SelfAssessment) -> dict[str, Any]:
    return {
        "fill": rules.fill(g.visitor, self_assessment),
        "give_back": rules.give_back(g.visitor, self_assessment),
    }


def _common(self_assessment: SelfAssessment) -> dict[str, Any]:
    return {
        "filled": queries.result(self_assessment),
        "assessment": self_assessment,
        "point": _(POINT_LABELS[self_assessment.point]),
        "may": _may(self_assessment),
    }


def _crumbs(self_assessment: SelfAssessment) -> list[tuple[str, str]]:
    here = url_for(".self_assessment", self_assessment_id=self_assessment.id)
    return of_work(self_assessment.participation, (_("Öz değerlendirme"), here))


@bp.get("/program/oz-degerlendirme/<int:self_assessment_id>")
@allow(rules.read, self_assessment=queries.get_self_assessment)
def self_assessment(self_assessment: SelfAssessment) -> Reply:
    return render_template(
        "capacity/assessment.html",
        crumbs=of_work(self_assessment.participation),
        pair=queries.find_pair(self_assessment.participation_id),
        **_common(self_assessment),
    )


# --- filling in ---------------------------------------------------------------------------------


def _get_with(self_assessment_id: int, for_: Visitor) -> SelfAssessment:
    """Its heading must exist, too."""
    found = queries.get_self_assessment(self_assessment_id, for_=for_)
    codes = [one.code for one in queries.instrument_of(found).dimensions]
    if _heading() not in codes:
        abort(404)
    return found


def _heading() -> str:
    return str((request.view_args or {}).get("heading", ""))


def dimension_form(self_assessment: SelfAssessment) -> forms.DimensionForm:
    return forms.dimension(self_assessment, _heading())


def dimension_page(
    self_assessment: SelfAssessment, heading: str, form: forms.DimensionForm
) -> Reply:
    codes = [one.code for one in queries.instrument_of(self_assessment).dimensions]
    return render_template(
        "capacity/dimension.html",
        form=form,
        codes=codes,
        number=codes.index(heading) + 1,
        crumbs=_crumbs(self_assessment),
        **_common(self_assessment),
    )


@bp.route("/program/oz-degerlendirme/<int:self_assessment_id>/<heading>", methods=["GET", "POST"])
@allow(
    rules.fill,
    self_assessment=_get_with,
    form=dimension_form,
    page=dimension_page,
    limit="post",
)
def fill_dimension(
    self_assessment: SelfAssessment, heading: str, form: forms.DimensionForm
) -> Reply:
    services.save(self_assessment, by=g.visitor, filled=form.filled())
    if "birak" in request.form:
        flash(_("Yanıtlarınız kaydedildi. İstediğiniz zaman sürdürebilirsiniz."), "good")
        return see_other(".self_assessment", self_assessment_id=self_assessment.id)
    codes = [one.code for one in queries.instrument_of(self_assessment).dimensions]
    rest = codes[codes.index(heading) + 1 :]
    if rest:
        return see_other(".fill_dimension", self_assessment_id=self_assessment.id, heading=rest[0])
    return see_other(".hand_in", self_assessment_id=self_assessment.id)


def hand_in_page(self_assessment: SelfAssessment, form: forms.HandInForm) -> Reply:
    return render_template(
        "capacity/hand_in.html",
        form=form,
        most=MOST_PRIORITIES,
        crumbs=_crumbs(self_assessment),
        **_common(self_assessment),
    )


@bp.route("/program/oz-degerlendirme/<int:self_assessment_id>/gonder", methods=["GET", "POST"])
@allow(
    rules.fill,
    self_assessment=queries.get_self_assessment,
    form=forms.hand_in,
    page=hand_in_page,
    limit="post",
)
def hand_in(self_assessment: SelfAssessment, form: forms.HandInForm) -> Reply:
    services.hand_in(self_assessment, by=g.visitor, priorities=form.priorities.data or [])
    flash(_("Öz değerlendirmeniz gönderildi. Sonuçlarınız aşağıda."), "good")
    return see_other(".self_assessment", self_assessment_id=self_assessment.id)


@bp.post("/program/oz-degerlendirme/<int:self_assessment_id>/geri-ver")
@allow(rules.give_back, self_assessment=queries.get_self_assessment)
def give_back(self_assessment: SelfAssessment) -> Reply:
    services.give_back(self_assessment, by=g.visitor)
    flash(_("Öz değerlendirme katılımcıya geri verildi."))
    return see_other(".work", participation_id=self_assessment.participation_id)


@bp.get("/program/kanit/<int:evidence_id>")
@allow(rules.read_evidence, evidence=queries.get_evidence)
def evidence(evidence: ItemAnswer) -> Response:
    assert evidence.file is not None
    return files.hand_out(evidence.file)


# --- before and after ---------------------------------------------------------------------------


@bp.get("/program/katilimcilar/<int:participation_id>/degisim")
@allow(rules.work, participation=get_participation)
def change(participation: Participation) -> Reply:
    pair = queries.find_pair(participation.id)
    if pair is None:
        abort(404)
    before, after = pair
    changes = compare(before.result, after.result)
    rose, fell = moved(
        after.instrument, queries.given(before.assessment), queries.given(after.assessment)
    )
    return render_template(
        "capacity/change.html",
        participation=participation,
        before=before,
        after=after,
        changes=changes,
        chart=drawn.before_after(changes),
        rose=rose,
        fell=fell,
        crumbs=of_work(participation),
    )
