"""Who may do what: the kent konseyi's side and the municipal council's side apart."""

from datetime import datetime
from typing import Any, Protocol

from councils.models import Body, Document, Gathering, Item, Member, Opinion, Sitting
from kernel import clock, rules
from kernel.i18n import N_
from kernel.rules import Denied, Role, Visitor, closed, may_write, works_as
from meetings import rules as meetings

#: of the kent konseyi
COUNCIL = (Role.COUNCIL_OFFICER, Role.ADMINISTRATOR)
#: of the municipal council
MUNICIPAL = (Role.OFFICER, Role.ADMINISTRATOR)


class Reason(rules.Reason):
    BODY_ENDED = N_("Bu organın görevi sona erdi.")
    LEFT = N_("Bu üyelik sona erdi.")
    NOT_BEGUN = N_("Toplantı henüz başlamadı.")
    CALLED_OFF = N_("Bu toplantı iptal edildi.")
    HANDED = N_("Bu görüş belediyeye sunuldu.")
    NOT_HANDED = N_("Bu görüş henüz belediyeye sunulmadı.")
    ON_AGENDA = N_("Bu görüş meclis gündeminde.")
    UNDECIDED = N_("Belediye meclisi bu konuda henüz karar vermedi.")
    TOLD = N_("Karar kent konseyine bildirildi.")
    NOT_TOLD = N_("Karar kent konseyine henüz bildirilmedi.")
    ANNOUNCED = N_("Bu karar kamuoyuna duyuruldu.")
    SITTING_CANCELLED = N_("Bu birleşim iptal edildi.")
    SITTING_HELD = N_("Bu birleşim yapıldı; günü değiştirilemez.")
    SITTING_AHEAD = N_("Karar, birleşim başlayınca yazılır.")
    DECIDED = N_("Belediye meclisi bu maddeyi karara bağladı.")
    REFERRED = N_("Bu madde zaten komisyonda.")
    NOT_DECIDED = N_("Belediye meclisi bu maddeyi henüz karara bağlamadı.")
    RETURNED = N_("Belediye başkanı bu kararı meclise geri gönderdi.")
    FINAL = N_("Bu karar kesinleşti; artık geri gönderilemez.")
    WINDOW_OPEN = N_("Bu madde için söz zaten açık.")
    NOT_OPEN = N_("Bu madde için söz henüz açılmadı.")
    WINDOW_OVER = N_("Bu madde için söz süresi doldu.")


class Windowed(Protocol):
    @property
    def municipality_id(self) -> int: ...
    @property
    def opens_at(self) -> datetime | None: ...
    @property
    def closes_at(self) -> datetime | None: ...


# --- the kent konseyi ---------------------------------------------------------------------------


def run_council(visitor: Visitor, municipality: Any) -> Denied | None:
    return works_as(visitor, municipality.id, *COUNCIL)


def edit_body(visitor: Visitor, body: Body) -> Denied | None:
    if body.ended_on is not None:
        return closed(Reason.BODY_ENDED)
    return works_as(visitor, body.municipality_id, *COUNCIL)


#: seats are filled and meetings called while the body stands
call = edit_body


def begin_term(visitor: Visitor, body: Body) -> Denied | None:
    """Also of a body that has ended: it goes on with new members."""
    return works_as(visitor, body.municipality_id, *COUNCIL)


def read_members(visitor: Visitor, body: Body) -> Denied | None:
    """Names of members: whoever runs the kent konseyi, and the auditor."""
    return works_as(visitor, body.municipality_id, *COUNCIL, Role.AUDITOR)


def edit_member(visitor: Visitor, member: Member) -> Denied | None:
    if member.left_on is not None:
        return closed(Reason.LEFT)
    return works_as(visitor, member.municipality_id, *COUNCIL)


def see_gathering(visitor: Visitor, gathering: Gathering) -> Denied | None:
    """With its meeting."""
    return meetings.see(visitor, gathering.meeting)


def read_attendance(visitor: Visitor, gathering: Gathering) -> Denied | None:
    """The sheet with names."""
    return works_as(visitor, gathering.municipality_id, *COUNCIL, Role.AUDITOR)


def count_heads(visitor: Visitor, gathering: Gathering) -> Denied | None:
    """Hazirun; also afterwards, when a signature was overlooked."""
    if gathering.meeting.cancelled_reason:
        return closed(Reason.CALLED_OFF)
    if gathering.meeting.starts_at > clock.now():
        return closed(Reason.NOT_BEGUN)
    return works_as(visitor, gathering.municipality_id, *COUNCIL)


record_vote = count_heads


def hand_over(visitor: Visitor, opinion: Opinion) -> Denied | None:
    if opinion.handed_on is not None:
        return closed(Reason.HANDED)
    return works_as(visitor, opinion.municipality_id, *COUNCIL)


def take_up(visitor: Visitor, opinion: Opinion) -> Denied | None:
    """Onto the agenda of a session."""
    if opinion.handed_on is None:
        return closed(Reason.NOT_HANDED)
    if opinion.item_id is not None:
        return closed(Reason.ON_AGENDA)
    return works_as(visitor, opinion.municipality_id, *MUNICIPAL)


def tell(visitor: Visitor, opinion: Opinion) -> Denied | None:
    """The municipality tells the kent konseyi what the council decided."""
    if opinion.told_on is not None:
        return closed(Reason.TOLD)
    if opinion.item is None or opinion.item.decided_on is None:
        return closed(Reason.UNDECIDED)
    return works_as(visitor, opinion.municipality_id, *MUNICIPAL)


def announce(visitor: Visitor, opinion: Opinion) -> Denied | None:
    if opinion.announced_on is not None:
        return closed(Reason.ANNOUNCED)
    if opinion.told_on is None:
        return closed(Reason.NOT_TOLD)
    return works_as(visitor, opinion.municipality_id, *COUNCIL, Role.OFFICER)


# --- the municipal council ----------------------------------------------------------------------


def run_sittings(visitor: Visitor, municipality: Any) -> Denied | None:
    return works_as(visitor, municipality.id, *MUNICIPAL)


def postpone(visitor: Visitor, sitting: Sitting) -> Denied | None:
    if sitting.cancelled_at is not None:
        return closed(Reason.SITTING_CANCELLED)
    if sitting.starts_at <= clock.now():
        return closed(Reason.SITTING_HELD)
    return works_as(visitor, sitting.municipality_id, *MUNICIPAL)


cancel = postpone


def add_item(visitor: Visitor, sitting: Sitting) -> Denied | None:
    """Also after the session: a subject may be taken up on the day itself."""
    if sitting.cancelled_at is not None:
        return closed(Reason.SITTING_CANCELLED)
    return works_as(visitor, sitting.municipality_id, *MUNICIPAL)


def edit_item(visitor: Visitor, item: Item) -> Denied | None:
    if item.decided_on is not None:
        return closed(Reason.DECIDED)
    return works_as(visitor, item.municipality_id, *MUNICIPAL)


def refer(visitor: Visitor, item: Item) -> Denied | None:
    if item.decided_on is None and item.referred_on is not None:
        return closed(Reason.REFERRED)
    return edit_item(visitor, item)


def decide(visitor: Visitor, item: Item) -> Denied | None:
    if item.decided_on is not None:
        return closed(Reason.DECIDED)
    if item.sitting.cancelled_at is not None:
        return closed(Reason.SITTING_CANCELLED)
    if item.sitting.starts_at > clock.now():
        return closed(Reason.SITTING_AHEAD)
    return works_as(visitor, item.municipality_id, *MUNICIPAL)


def follow_up(visitor: Visitor, item: Item) -> Denied | None:
    """Days of what comes after the decision; they may be corrected."""
    if item.decided_on is None:
        return closed(Reason.NOT_DECIDED)
    if item.returned_on is not None:
        return closed(Reason.RETURNED)
    return works_as(visitor, item.municipality_id, *MUNICIPAL)


def give_back(visitor: Visitor, item: Item) -> Denied | None:
    """The mayor wants it discussed again; not what is final already."""
    if denied := follow_up(visitor, item):
        return denied
    return closed(Reason.FINAL) if item.final_on or item.sent_on else None


def add_document(visitor: Visitor, item: Item) -> Denied | None:
    return works_as(visitor, item.municipality_id, *MUNICIPAL)


def remove_document(visitor: Visitor, paper: Document) -> Denied | None:
    return add_document(visitor, paper.item)


def is_open(item: Windowed) -> bool:
    now = clock.now()
    return (
        item.opens_at is not None
        and item.opens_at <= now
        and (item.closes_at is None or now < item.closes_at)
    )


def open_window(visitor: Visitor, item: Item) -> Denied | None:
    """Before the session or after the decision; a window that has closed may be opened again."""
    if is_open(item):
        return closed(Reason.WINDOW_OPEN)
    return works_as(visitor, item.municipality_id, *MUNICIPAL)


def close_window(visitor: Visitor, item: Item) -> Denied | None:
    if denied := _shut(item):
        return denied
    return works_as(visitor, item.municipality_id, *MUNICIPAL)


def _shut(item: Windowed) -> Denied | None:
    if is_open(item):
        return None
    waiting = item.opens_at is None or item.opens_at > clock.now()
    return closed(Reason.NOT_OPEN if waiting else Reason.WINDOW_OVER)


def comment(visitor: Visitor, item: Windowed) -> Denied | None:
    return _shut(item) or may_write(visitor, item.municipality_id)
