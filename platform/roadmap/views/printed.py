"""A version in words: for the page, the comparison and the PDF."""

from datetime import date
from typing import Any

from kernel import formats, pdf
from kernel.i18n import N_, _
from roadmap.models import CONSENT_LABELS, ORIGIN_LABELS, Consent, OriginKind, SectionWord
from roadmap.queries.snapshots import Change
from roadmap.rules import State
from roadmap.views.look import group_word, quarter, state_word

LEVELS: dict[str, str] = {
    "document": N_("Belgenin başı"),
    "goal": N_("Amaç"),
    "objective": N_("Hedef"),
    "action": N_("Eylem"),
}
FIELDS: dict[str, str] = {
    "title": N_("Ad"),
    "text": N_("Açıklama"),
    "code": N_("Kod"),
    "unit": N_("Sorumlu birim"),
    "starts_on": N_("Başlangıç"),
    "ends_on": N_("Bitiş"),
    "report_months": N_("İzleme raporu (ay)"),
    "coauthors": N_("Birlikte yazanlar"),
    "signed": N_("Birlikte yazanların sözü"),
    "budget_kurus": N_("Bütçe"),
    "plan_code": N_("Stratejik plan kodu"),
    "sdg": N_("SKA"),
    "neighbourhoods": N_("Mahalleler"),
    "partners": N_("Ortaklar"),
    "indicators": N_("Göstergeler"),
    "origins": N_("Köken"),
}


def amount(value: int | None) -> str:
    """Thousandths of a unit as people read them."""
    if value is None:
        return "–"
    whole, rest = divmod(value, 1000)
    return formats.number(whole if not rest else value / 1000)


class Shown:
    """The facts of a version's JSON as text."""

    def dates(self, action: dict[str, Any]) -> str:
        first, last = (date.fromisoformat(action[key]) for key in ("starts_on", "ends_on"))
        if action["by_quarter"]:
            begin, end = quarter(first), quarter(last)
            return begin if begin == end else f"{begin} – {end}"
        return f"{formats.day(first)} – {formats.day(last)}"

    def day(self, text: str) -> str:
        return formats.day(date.fromisoformat(text))

    def years(self, words: dict[str, Any]) -> str:
        first, last = words["starts_on"][:4], words["ends_on"][:4]
        return first if first == last else f"{first}–{last}"

    def partner(self, partner: dict[str, Any]) -> str:
        said = _(CONSENT_LABELS[Consent(partner["state"])])
        return f"{partner['name']}: {partner['role']} ({said})"

    def indicator(self, one: dict[str, Any]) -> str:
        return _(
            "%(name)s: %(baseline)s yerine %(target)s %(unit)s",
            name=one["name"],
            baseline=amount(one["baseline"]),
            target=amount(one["target"]),
            unit=one["unit"],
        )

    def origin(self, one: dict[str, Any]) -> str:
        return f"{_(ORIGIN_LABELS[OriginKind(one['kind'])])}: {one['label']}"

    def signed(self, one: dict[str, Any]) -> str:
        """A co-author's word on its section."""
        facts = {"name": one["name"], "day": self.day(one["on"]), "reason": one["reason"]}
        if SectionWord(one["word"]) is SectionWord.READY:
            return _("Birlikte yazıldı: %(name)s “bölüm hazır” dedi (%(day)s).", **facts)
        return _("%(name)s bu bölüme katılmıyor (%(day)s). Gerekçesi: %(reason)s", **facts)

    def fields(self, change: Change) -> list[tuple[str, str, str]]:
        """(label, before, after) as text, to be compared word by word."""
        return [
            (_(FIELDS[name]), self.value(name, before), self.value(name, after))
            for name, before, after in change.fields
        ]

    def value(self, name: str, value: Any) -> str:
        if value in (None, "", []):
            return ""
        if name in ("starts_on", "ends_on"):
            return self.day(value)
        if name == "budget_kurus":
            return formats.money(value)
        one = {
            "partners": self.partner,
            "indicators": self.indicator,
            "origins": self.origin,
            "signed": self.signed,
        }.get(name)
        if one is not None:
            return "; ".join(one(row) for row in value)
        return ", ".join(value) if isinstance(value, list) else str(value)


# --- the PDF ------------------------------------------------------------------------------------

WORDS: dict[str, str] = {
    "kicker": N_("Sivil Katılım Güçlendirme Yol Haritası"),
    "contents": N_("İçindekiler"),
    "foreword": N_("Sunuş"),
    "glance": N_("Eylemler bir bakışta"),
    "goal": N_("Amaç"),
    "objective": N_("Hedef"),
    "action": N_("Eylem"),
    "code": N_("Kod"),
    "unit": N_("Sorumlu birim"),
    "dates": N_("Takvim"),
    "budget": N_("Bütçe"),
    "plan_code": N_("Stratejik plan kodu"),
    "sdg": N_("SKA"),
    "neighbourhoods": N_("Mahalleler"),
    "partners": N_("Ortaklar"),
    "indicators": N_("Göstergeler"),
    "indicator": N_("Gösterge"),
    "baseline": N_("Başlangıç değeri"),
    "target": N_("Hedef değer"),
    "source": N_("Veri kaynağı"),
    "origins": N_("Neden bu eylem?"),
    "coauthors": N_("Bu bölümü birlikte yazanlar"),
    "note": N_("Bu sürümün notu"),
    "about": N_("Bu belge hakkında"),
    "fingerprint": N_("Sürümün parmak izi (SHA-256)"),
}
REPORT_WORDS: dict[str, str] = {
    "kicker": N_("İzleme raporu"),
    "contents": N_("İçindekiler"),
    "glance": N_("Eylemler bir bakışta"),
    "assessment": N_("Değerlendirme"),
    "goal": N_("Amaç"),
    "action": N_("Eylem"),
    "state": N_("Durum"),
    "progress": N_("İlerleme"),
    "end": N_("Bitiş"),
    "indicators": N_("Göstergeler"),
}


def word(name: str) -> str:
    return _(WORDS[name])


def data(
    words: dict[str, Any],
    *,
    town: str,
    version: str,
    published: str,
    decision: str,
    note: str,
    sha256: str,
) -> dict[str, Any]:
    """What `document.typ` shows; every text is translated and formatted here."""
    shown = Shown()
    lines = [town, shown.years(words), version, published, decision]
    return {
        "words": {key: word(key) for key in WORDS},
        "cover": [line for line in lines if line],
        "text": pdf.prose(words["html"]),
        "note": note,
        "sha256": sha256,
        "goals": [_goal(goal, shown) for goal in words["goals"]],
    }


def _goal(goal: dict[str, Any], shown: Shown) -> dict[str, Any]:
    return {
        "code": goal["code"],
        "title": goal["title"],
        "text": pdf.prose(goal["html"]),
        "coauthors": ", ".join(goal["coauthors"]),
        "signed": [shown.signed(one) for one in goal.get("signed", [])],
        "objectives": [
            {
                "code": one["code"],
                "title": one["title"],
                "text": pdf.prose(one["html"]),
                "actions": [_action(action, shown) for action in one["actions"]],
            }
            for one in goal["objectives"]
        ],
    }


def _action(action: dict[str, Any], shown: Shown) -> dict[str, Any]:
    budget = action["budget_kurus"]
    facts = [
        (word("unit"), action["unit"]),
        (word("dates"), shown.dates(action)),
        (word("budget"), "" if budget is None else formats.money(budget)),
        (word("plan_code"), action["plan_code"]),
        (word("sdg"), action["sdg"]),
        (word("neighbourhoods"), ", ".join(action["neighbourhoods"])),
        (word("partners"), "; ".join(shown.partner(one) for one in action["partners"])),
        (word("origins"), "; ".join(shown.origin(one) for one in action["origins"])),
    ]
    return {
        "code": action["code"],
        "title": action["title"],
        "text": pdf.prose(action["html"]),
        "unit": action["unit"],
        "dates": shown.dates(action),
        "facts": [fact for fact in facts if fact[1]],
        "indicators": [
            [
                f"{one['name']} ({one['unit']})",
                amount(one["baseline"]),
                amount(one["target"]),
                one["source"],
            ]
            for one in action["indicators"]
        ],
    }


# --- a monitoring report ------------------------------------------------------------------------


def report_counts(words: dict[str, Any]) -> list[tuple[tuple[str, str], int]]:
    """How many actions are in which state: (kind and word of the macro `status()`, number)."""
    lines = [one for goal in words["goals"] for one in goal["actions"]]
    counts = {state: sum(1 for one in lines if one["state"] == state.value) for state in State}
    return [(group_word(state), number) for state, number in counts.items() if number]


def report_data(words: dict[str, Any], *, cover: list[str]) -> dict[str, Any]:
    """What `report.typ` shows."""
    shown = Shown()
    return {
        "words": {key: _(text) for key, text in REPORT_WORDS.items()},
        "cover": [*cover, f"{shown.day(words['starts_on'])} – {shown.day(words['ends_on'])}"],
        "counts": [(said, formats.number(number)) for (_k, said), number in report_counts(words)],
        "text": pdf.prose(words["html"]),
        "goals": [
            {
                "code": goal["code"],
                "title": goal["title"],
                "actions": [_report_line(one, shown) for one in goal["actions"]],
            }
            for goal in words["goals"]
        ],
    }


def _report_line(one: dict[str, Any], shown: Shown) -> dict[str, Any]:
    reason = one["reason"]
    return {
        "title": f"{one['code']} {one['title']}",
        "unit": one["unit"],
        "reason": _("Gerekçe: %(reason)s", reason=reason) if reason else "",
        "state": state_word(State(one["state"]), one["delay"])[1],
        "progress": formats.percent(one["progress"], 100, 0),
        "end": shown.day(one["ends_on"]),
        "indicators": [
            f"{row['name']}: {amount(row['value'])} / {amount(row['target'])} {row['unit']}"
            for row in one["indicators"]
        ],
    }
