"""Refusals that only the moment could see."""

from kernel.db import DomainError
from kernel.i18n import N_


class Incomplete(DomainError):
    message = N_("Danışma yayımlanmadı. Önce listedeki eksikleri giderin.")


class NothingChanged(DomainError):
    message = N_("Hiçbir şey değişmedi. Değiştirmek istediğinizi yazıp yeniden gönderin.")


class TooMany(DomainError):
    message = N_("En çok %(most)s tane ekleyebilirsiniz.")


class TooEarly(DomainError):
    message = N_("Yanıt günü, son katılım gününden (%(last)s) önce olamaz.")
    field = "answer_by"


class AfterAnswer(DomainError):
    message = N_("Katılım, yanıt gününden (%(day)s) sonra bitemez. Önce yanıt gününü değiştirin.")
    field = "closes_at"


class AlreadyOpen(DomainError):
    message = N_("Katılım başladı; başlangıcı artık değiştirilemez.")
    field = "opens_at"


class AlreadyOver(DomainError):
    message = N_("Katılımın sonu geçmişte olamaz. Bugünden sonra bir gün yazın.")
    field = "closes_at"


class VoteIsFrozen(DomainError):
    message = N_("Yayımlanmış bir oylamanın süresi ve katılım koşulları değiştirilemez.")
