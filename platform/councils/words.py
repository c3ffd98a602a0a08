"""Kinds, categories and outcomes of councils, with the word of each in public."""

import enum
from datetime import date

from kernel.i18n import N_

MONTHS = "Ocak Şubat Mart Nisan Mayıs Haziran Temmuz Ağustos Eylül Ekim Kasım Aralık".split()


def session_name(on: date) -> str:
    """Turkish in every language: that is what it is called."""
    return f"{MONTHS[on.month - 1]} {on.year} birleşimi"


class BodyKind(enum.StrEnum):
    GENERAL = "general"
    EXECUTIVE = "executive"
    ASSEMBLY = "assembly"  # of women, of the young, of a neighbourhood
    GROUP = "group"


BODY_KIND_LABELS: dict[BodyKind, str] = {
    BodyKind.GENERAL: N_("Genel kurul"),
    BodyKind.EXECUTIVE: N_("Yürütme kurulu"),
    BodyKind.ASSEMBLY: N_("Meclis"),
    BodyKind.GROUP: N_("Çalışma grubu"),
}


class Quorum(enum.StrEnum):
    """When a body may meet; every kent konseyi says so in its own yönerge."""

    NONE = "none"
    MAJORITY = "majority"
    SHARE = "share"
    NUMBER = "number"


QUORUM_LABELS: dict[Quorum, str] = {
    Quorum.NONE: N_("Aranmaz: gelenlerle toplanır"),
    Quorum.MAJORITY: N_("Salt çoğunluk: asıl üyelerin yarısından bir fazlası"),
    Quorum.SHARE: N_("Asıl üyelerin yüzdesi"),
    Quorum.NUMBER: N_("Kişi sayısı"),
}


class Category(enum.StrEnum):
    """Kent Konseyi Yönetmeliği m.8."""

    GOVERNOR = "governor"
    MAYOR = "mayor"
    PUBLIC_BODY = "public_body"
    MUHTAR = "muhtar"
    PARTY = "party"
    UNIVERSITY = "university"
    CHAMBER = "chamber"
    UNION = "union"
    NGO = "ngo"
    ASSEMBLY = "assembly"
    GROUP = "group"
    OTHER = "other"


CATEGORY_LABELS: dict[Category, str] = {
    Category.GOVERNOR: N_("Mülki idare amiri"),
    Category.MAYOR: N_("Belediye başkanı"),
    Category.PUBLIC_BODY: N_("Kamu kurumu"),
    Category.MUHTAR: N_("Muhtar"),
    Category.PARTY: N_("Siyasi parti"),
    Category.UNIVERSITY: N_("Üniversite"),
    Category.CHAMBER: N_("Meslek kuruluşu"),
    Category.UNION: N_("Sendika"),
    Category.NGO: N_("Dernek ve vakıf"),
    Category.ASSEMBLY: N_("Kent konseyi meclisi"),
    Category.GROUP: N_("Kent konseyi çalışma grubu"),
    Category.OTHER: N_("Diğer"),
}


class Seat(enum.StrEnum):
    FULL = "full"
    SUBSTITUTE = "substitute"


SEAT_LABELS: dict[Seat, str] = {Seat.FULL: N_("Asıl"), Seat.SUBSTITUTE: N_("Yedek")}


class Office(enum.StrEnum):
    """Whoever holds one is named in public."""

    PRESIDENT = "president"
    VICE = "vice"
    SECRETARY = "secretary"
    SPEAKER = "speaker"  # of an assembly or a working group


OFFICE_LABELS: dict[Office, str] = {
    Office.PRESIDENT: N_("Başkan"),
    Office.VICE: N_("Başkan yardımcısı"),
    Office.SECRETARY: N_("Genel sekreter"),
    Office.SPEAKER: N_("Sözcü"),
}


class Outcome(enum.StrEnum):
    """What the municipal council decided."""

    ACCEPTED = "accepted"
    PARTLY = "partly"
    REFUSED = "refused"
    INFORMATION = "information"


#: of an item of the agenda
OUTCOME_LABELS: dict[Outcome, str] = {
    Outcome.ACCEPTED: N_("Kabul edildi"),
    Outcome.PARTLY: N_("Değiştirilerek kabul edildi"),
    Outcome.REFUSED: N_("Reddedildi"),
    Outcome.INFORMATION: N_("Bilgi alındı"),
}
#: of an opinion of the kent konseyi
OPINION_LABELS: dict[Outcome, str] = {
    Outcome.ACCEPTED: N_("Uygun bulundu"),
    Outcome.PARTLY: N_("Kısmen uygun bulundu"),
    Outcome.REFUSED: N_("Uygun bulunmadı"),
    Outcome.INFORMATION: N_("Bilgi alındı"),
}
#: the kind of the macro `status()`
OUTCOME_KIND: dict[Outcome, str] = {
    Outcome.ACCEPTED: "good",
    Outcome.PARTLY: "part",
    Outcome.REFUSED: "no",
    Outcome.INFORMATION: "wait",
}
