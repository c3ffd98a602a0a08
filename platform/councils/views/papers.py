"""Minutes of a body's meeting as a printed document."""

from pathlib import Path
from typing import Any

from flask import Response, abort, g

from councils import queries, rules
from councils.models import Gathering
from councils.views.blueprint import bp
from councils.views.council import attendance, quorum_words
from councils.words import CATEGORY_LABELS, SEAT_LABELS
from kernel import formats, pdf
from kernel.http import allow, as_file
from kernel.i18n import _, ngettext
from meetings.queries import list_minutes

TEMPLATES = Path(__file__).parent.parent / "templates" / "councils"
PDF = "application/pdf"


@bp.get("/<slug>/kent-konseyi/toplantilar/<int:gathering_id>/tutanak.pdf")
@allow(rules.see_gathering, gathering=queries.get_gathering)
def minutes(gathering: Gathering) -> Response:
    """Without names: for everybody."""
    versions = list_minutes(gathering.meeting_id)
    if not versions:
        abort(404)
    data = _head(gathering) | {
        "minutes": pdf.prose(versions[0].html),
        "agenda": pdf.prose(gathering.meeting.agenda_html),
        "votes": [_vote(row) for row in queries.list_votes(gathering.id)],
        "opinions": [
            row.title for row in queries.list_adopted(gathering.id, gathering.municipality_id)
        ],
        "published": _(
            "Sürüm %(number)s, yayım: %(date)s",
            number=versions[0].version,
            date=formats.day(versions[0].published_at),
        ),
    }
    return _print("minutes.typ", data, _("Tutanak"), gathering, made_at=versions[0].published_at)


@bp.get("/<slug>/masa/kent-konseyi/toplantilar/<int:gathering_id>/hazirun.pdf")
@allow(rules.read_attendance, gathering=queries.get_gathering)
def attendance_sheet(gathering: Gathering) -> Response:
    """With names and room to sign: for the file of the kent konseyi alone."""
    data = _head(gathering) | {
        "people": [
            [
                member.name or _("Silinmiş hesap"),
                _(CATEGORY_LABELS[member.category]),
                member.represents,
                _(SEAT_LABELS[member.seat]),
            ]
            for member in queries.list_present_names(gathering.id)
        ]
    }
    return _print("attendance.typ", data, _("Hazirun listesi"), gathering, private=True)


def _head(gathering: Gathering) -> dict[str, Any]:
    meeting, seen = gathering.meeting, attendance(gathering)
    facts = [
        [_("Organ"), gathering.body.name],
        [_("Gün"), f"{formats.long_day(meeting.starts_at)}, {formats.hour(meeting.starts_at)}"],
        [_("Yer"), meeting.place],
        [_("Yeter sayı"), quorum_words(gathering.quorum, gathering.quorum_value)],
    ]
    if seen["present"] is not None:
        words = _(
            "%(members)s asıl üyeden %(present)s kişi; gereken %(needed)s. %(met)s",
            members=seen["members"],
            present=seen["present"],
            needed=seen["needed"],
            met=_("Yeter sayı var.") if seen["met"] else _("Yeter sayı yok."),
        )
        facts.append([_("Hazirun"), words])
    return {
        "council": gathering.body.organisation.name,
        "title": meeting.title,
        "facts": facts,
        "words": {
            "minutes": _("Tutanak"),
            "agenda": _("Gündem"),
            "votes": _("Oylamalar"),
            "question": _("Konu"),
            "for": _("Kabul"),
            "against": _("Ret"),
            "abstain": _("Çekimser"),
            "result": _("Sonuç"),
            "opinions": _("Kabul edilen görüşler"),
            "attendance": _("Hazirun listesi"),
            "name": _("Ad"),
            "category": _("Kesim"),
            "represents": _("Temsil ettiği"),
            "seat": _("Üyelik"),
            "signature": _("İmza"),
            "chair": _("Divan başkanı"),
            "clerk": _("Yazman"),
        },
    }


def _vote(row: queries.VoteRow) -> list[str]:
    if row.election_id is not None:
        return [row.question, "–", "–", "–", _house_vote(row)]
    passed = _("Kabul edildi") if row.passed else _("Kabul edilmedi")
    counts = (row.votes_for, row.votes_against, row.votes_abstain)
    return [row.question, *(str(one) for one in counts), passed]


def _house_vote(row: queries.VoteRow) -> str:
    """Kind, outcome and turnout; no figure that the vote's own page does not give."""
    words = [_("Adlı oy") if row.named else _("Gizli oy")]
    words.append(row.outcome if row.counted else _("Oylama sürüyor"))
    if row.voters:
        voted = ngettext("%(num)s kişi oy verdi", "%(num)s kişi oy verdi", row.voters)
        words.append(voted)
    return ". ".join(word.rstrip(".") for word in words if word) + "."


def _print(
    template: str,
    data: dict[str, Any],
    heading: str,
    gathering: Gathering,
    *,
    private: bool = False,
    made_at: Any = None,
) -> Response:
    content = pdf.make(
        TEMPLATES / template,
        data,
        title=f"{heading}: {gathering.meeting.title}",
        footer=f"{gathering.body.organisation.name} · {g.municipality.official_name}",
        made_at=made_at,
    )
    name = f"{Path(template).stem}-{gathering.id}.pdf"
    return as_file(content, name, PDF, private=private)
