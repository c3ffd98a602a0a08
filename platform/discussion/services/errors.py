"""Refusals that only the moment could see."""

from kernel.db import DomainError
from kernel.i18n import N_


class ParentGone(DomainError):
    message = N_("Yanıtladığınız yorum artık yok. Yazdığınızı yeni bir yorum olarak gönderin.")


class NotYourVoice(DomainError):
    message = N_("Bu kuruluş ya da birim adına yazma yetkiniz yok.")
    field = "speaker"


class AlreadyAsked(DomainError):
    message = N_("Bu yorum için kaynak istediniz. Yazarına haber verildi.")


class NoLongerPossible(DomainError):
    message = N_("Bu karar artık verilemez. Sayfayı yenileyip son durumu görün.")
