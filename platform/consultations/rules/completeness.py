"""What stands between a draft and its publication."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from consultations.models import (
    Activity,
    Consultation,
    Promise,
)
from kernel import clock, rules
from kernel.i18n import N_


class Missing(rules.Reason):
    """What stands between a draft and its publication."""

    SUMMARY = N_("Kısa özet yazılmadı.")
    BODY = N_("Açıklama metni yazılmadı.")
    UNIT = N_("Yanıtı hangi birimin vereceği seçilmedi.")
    CAN_CHANGE = N_("Neyin değişebileceği yazılmadı.")
    CANNOT_CHANGE = N_("Neyin değişmeyeceği yazılmadı.")
    LEVEL = N_("Katılım düzeyi seçilmedi.")
    DECIDED_BY = N_("Son kararı kimin vereceği yazılmadı.")
    OFFICE = N_("Sözü hangi makamın imzaladığı yazılmadı.")
    ANSWER_BY = N_("Yanıt günü belirlenmedi.")
    ANSWER_BY_PAST = N_("Yanıt günü geçmişte kaldı.")
    ANSWER_BY_EARLY = N_("Yanıt günü, son katılım gününden önce.")
    TEXT_BRACKETS = N_("Metinde şablondan kalan köşeli parantezler var.")
    PROMISE_BRACKETS = N_("Sözde şablondan kalan köşeli parantezler var.")
    ACTIVITY = N_("Katılım adımı yok. En az bir adım gerekiyor.")
    DATES = N_("Hiçbir katılım adımının tarihi yok. En az birinin tarihini yazın.")
    CLOSED_ALREADY = N_("Bir katılım adımının süresi şimdiden dolmuş.")


@dataclass(frozen=True)
class Gap:
    missing: Missing
    #: the endpoint that mends it, and the place on its page
    endpoint: str
    anchor: str = ""


def gaps(consultation: Consultation, promise: Promise, activities: Sequence[Activity]) -> list[Gap]:
    """The completeness list; an empty one may be published."""
    frame = {
        Missing.SUMMARY: not consultation.summary.strip(),
        Missing.BODY: not consultation.body.strip(),
        Missing.UNIT: consultation.unit_id is None,
        Missing.TEXT_BRACKETS: "[" in consultation.summary + consultation.body,
    }
    found = [Gap(what, "consultations.edit") for what, is_missing in frame.items() if is_missing]
    found += [Gap(what, "consultations.edit_promise") for what in _promise_gaps(promise)]
    found += [
        Gap(what, "consultations.work", "adimlar")
        for what in _activity_gaps(activities, promise.answer_by)
    ]
    return found


def _promise_gaps(promise: Promise) -> list[Missing]:
    missing = {
        Missing.CAN_CHANGE: not promise.can_change.strip(),
        Missing.CANNOT_CHANGE: not promise.cannot_change.strip(),
        Missing.LEVEL: promise.level is None,
        Missing.DECIDED_BY: not promise.decided_by.strip(),
        Missing.OFFICE: not promise.office.strip(),
        Missing.ANSWER_BY: promise.answer_by is None,
        Missing.ANSWER_BY_PAST: promise.answer_by is not None and promise.answer_by < clock.today(),
        Missing.PROMISE_BRACKETS: "[" in promise.can_change + promise.cannot_change,
    }
    return [what for what, is_missing in missing.items() if is_missing]


def _activity_gaps(activities: Sequence[Activity], answer_by: date | None) -> list[Missing]:
    if not activities:
        return [Missing.ACTIVITY]
    ends = [row.closes_at for row in activities if row.closes_at is not None]
    found = []
    if all(row.opens_at is None for row in activities):
        found.append(Missing.DATES)
    if any(end <= clock.now() for end in ends):
        found.append(Missing.CLOSED_ALREADY)
    if answer_by is not None and ends and answer_by < clock.last_day(max(ends)):
        found.append(Missing.ANSWER_BY_EARLY)
    return found
