"""Bodies of the kent konseyi, seats, meetings, attendance and votes."""

from typing import Any

from flask import g
from wtforms.validators import ValidationError

from councils import queries
from councils.models import Body, Gathering, Member
from councils.services.bodies import BodyDetails, MemberDetails
from councils.words import (
    BODY_KIND_LABELS,
    CATEGORY_LABELS,
    OFFICE_LABELS,
    QUORUM_LABELS,
    SEAT_LABELS,
    BodyKind,
    Category,
    Office,
    Quorum,
    Seat,
)
from kernel import clock
from kernel.forms import (
    BaseForm,
    Choice,
    Day,
    Email,
    LongText,
    Number,
    Radio,
    Several,
    TextLine,
    between,
    length,
    optional,
    options,
    required,
)
from kernel.i18n import N_, _, lazy
from meetings.forms import TopicForm, with_topics
from places.models import Municipality
from places.queries import find_person_by_email


def _labelled(labels: Any) -> Any:
    return options((one.value, lazy(text)) for one, text in labels.items())


class BodyForm(BaseForm):
    kind = Radio(lazy("Ne tür bir organ?"), [required()], choices=_labelled(BODY_KIND_LABELS))
    name = TextLine(lazy("Adı"), [required(), length(3, 160)])
    about = LongText(lazy("Ne yapar?"), [optional, length(0, 2000)])
    quorum = Radio(
        lazy("Toplantı yeter sayısı"),
        [required()],
        choices=_labelled(QUORUM_LABELS),
        default=Quorum.MAJORITY.value,
    )
    quorum_value = Number(lazy("Yüzde ya da kişi sayısı"), [between(0, 10_000)])

    def validate_quorum_value(self, field: Any) -> None:
        counted = self.quorum.data in (Quorum.SHARE, Quorum.NUMBER)
        if counted and not field.data:
            raise ValidationError(_(N_("Yüzdeyi ya da kişi sayısını yazın.")))
        if self.quorum.data == Quorum.SHARE and (field.data or 0) > 100:
            raise ValidationError(_(N_("Yüzde 100’den büyük olamaz.")))

    def details(self) -> BodyDetails:
        return {
            "kind": BodyKind(self.kind.data),
            "name": self.name.data,
            "about": self.about.data or "",
            "quorum": Quorum(self.quorum.data),
            "quorum_value": self.quorum_value.data or 0,
        }


def add_body(_municipality: Municipality) -> BodyForm:
    return BodyForm()


def edit_body(body: Body) -> BodyForm:
    return BodyForm(obj=body)


class MemberForm(BaseForm):
    name = TextLine(lazy("Adı soyadı"), [required(), length(3, 160)])
    category = Choice(lazy("Hangi kesimden?"), [required()], choices=_labelled(CATEGORY_LABELS))
    represents = TextLine(lazy("Temsil ettiği kuruluş ya da mahalle"), [optional, length(0, 200)])
    seat = Radio(
        lazy("Üyelik"), [required()], choices=_labelled(SEAT_LABELS), default=Seat.FULL.value
    )
    office = Choice(lazy("Görevi"), [optional])
    from_on = Day(lazy("Görev başlangıcı"), [required()])
    until_on = Day(lazy("Görev sonu"), [optional])
    email = Email(lazy("Hesabının e-posta adresi"), [optional])

    def details(self, person_id: int | None = None) -> MemberDetails:
        """An address without an account here links nothing, and says nothing about it."""
        found = find_person_by_email(self.email.data) if self.email.data else None
        return {
            "category": Category(self.category.data),
            "name": self.name.data,
            "represents": self.represents.data or "",
            "seat": Seat(self.seat.data),
            "office": Office(self.office.data) if self.office.data else None,
            "from_on": self.from_on.data,
            "until_on": self.until_on.data,
            "person_id": person_id if found is None else found.id,
        }


def _offices(form: MemberForm) -> MemberForm:
    held = [(one.value, lazy(text)) for one, text in OFFICE_LABELS.items()]
    form.office.choices = options([("", lazy("Görevi yok")), *held])
    return form


def add_member(_body: Body) -> MemberForm:
    return _offices(MemberForm(from_on=clock.today()))


def edit_member(member: Member) -> MemberForm:
    form = _offices(MemberForm(obj=member))
    if not form.is_submitted():
        form.office.data = member.office.value if member.office else ""
    return form


class TermForm(BaseForm):
    from_on = Day(lazy("Yeni dönemin ilk günü"), [required()])


def begin_term(_body: Body) -> TermForm:
    return TermForm(from_on=clock.today())


class RollForm(BaseForm):
    election_id = Choice(lazy("Hangi oylamanın listesine?"), [required()])


def put_on_roll(_body: Body) -> RollForm:
    form = RollForm()
    form.election_id.choices = options(queries.list_drafts(g.municipality.id))
    return form


def call(body: Body) -> TopicForm:
    """Who calls it is the body."""
    return with_topics(TopicForm(), body.municipality_id)


class HeadsForm(BaseForm):
    #: names are read, never kept with a draft
    KEEP = False
    present = Several(lazy("Kim geldi?"), [optional])

    def ids(self) -> list[int]:
        return [int(one) for one in self.present.data or []]


def count_heads(gathering: Gathering) -> HeadsForm:
    form = HeadsForm()
    day = clock.local(gathering.meeting.starts_at).date()
    form.present.choices = options(
        (member.id, _described(member))
        for member in queries.list_members(gathering.body_id, on=day)
    )
    if not form.is_submitted():
        form.present.data = [str(one) for one in queries.list_present(gathering.id)]
    return form


def _described(member: Member) -> str:
    said = [member.name or _("Silinmiş hesap"), member.represents, _(SEAT_LABELS[member.seat])]
    return " · ".join(filter(None, said))


class VoteForm(BaseForm):
    question = TextLine(lazy("Ne oylandı?"), [required(), length(5, 300)])
    kind = Radio(
        lazy("Nasıl oylandı?"),
        [required()],
        choices=options(
            [
                ("open", lazy("Toplantıda, açık oyla")),
                ("secret", lazy("Oylama sayfasında, gizli ya da adlı oyla")),
            ]
        ),
        default="open",
    )
    votes_for = Number(lazy("Kabul oyu"), [between(0, 10_000)])
    votes_against = Number(lazy("Ret oyu"), [optional, between(0, 10_000)])
    votes_abstain = Number(lazy("Çekimser oy"), [optional, between(0, 10_000)])
    election_id = Choice(lazy("Oylama sayfasındaki oylama"))

    def validate_votes_for(self, field: Any) -> None:
        if self.kind.data == "open" and field.data is None:
            raise ValidationError(_(N_("Açık oylamada sayıları yazın.")))

    def validate_election_id(self, field: Any) -> None:
        if self.kind.data == "secret" and not field.data:
            raise ValidationError(
                _(N_("Bu oylar burada sayılmaz. Kent konseyinin oylamasını seçin."))
            )

    def values(self) -> dict[str, Any]:
        if self.kind.data == "secret":
            return {"votes": None, "election_id": int(self.election_id.data)}
        counts = (self.votes_for.data, self.votes_against.data or 0, self.votes_abstain.data or 0)
        return {"votes": counts, "election_id": None}


def record_vote(_gathering: Gathering) -> VoteForm:
    form = VoteForm()
    held = queries.list_elections(g.municipality.id)
    form.election_id.choices = options([("", lazy("Seçin")), *held])
    return form
