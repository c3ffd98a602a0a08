"""What can be refused when a proposal is written, supported or screened."""

from kernel.db import DomainError
from kernel.i18n import N_


class NoLongerPossible(DomainError):
    message = N_("Bu karar artık verilemez. Sayfayı yenileyip son durumu görün.")


class AlreadyPublished(DomainError):
    message = N_("Bu öneri zaten yayımlandı.")


class AlreadyScreened(DomainError):
    message = N_("Bu öneri daha önce ele alındı. Karar bir kez verilir.")


class AlreadyWithdrawn(DomainError):
    message = N_("Bu öneri zaten geri çekildi.")


class AlreadySupported(DomainError):
    constraint = "uq_support_proposal_id_person_id"
    message = N_("Bu öneriyi zaten desteklediniz.")


class NumberTaken(DomainError):
    constraint = "uq_proposal_municipality_id_number"
    message = N_("Bu numara az önce başka bir öneriye verildi. Yeniden gönderin.")


class CategoryExists(DomainError):
    constraint = "uq_category_municipality_id_name"
    message = N_("Bu adda bir konu zaten var.")
    field = "name"


class StandsBehind(DomainError):
    message = N_("Ortağı olduğunuz öneriyi ayrıca desteklemeniz gerekmez.")


class ReasonMissing(DomainError):
    message = N_("Bu öneriye destek ya da yorum geldi. Neyi neden değiştirdiğinizi yazın.")
    field = "reason"


class EditedTooOften(DomainError):
    message = N_("Bu önerinin metni son 24 saatte %(most)s kez değişti. Yarın yeniden deneyin.")


class NothingChanged(DomainError):
    message = N_("Metinde hiçbir şeyi değiştirmediniz. Önerdiğiniz yeni sözleri yazın.")
    field = "body"


class AlreadyAmended(DomainError):
    constraint = "uq_amendment_proposal_id_author_id_pending"
    message = N_("Bu öneride yazarı bekleyen bir değişiklik öneriniz zaten var.")


class TooManyAmendments(DomainError):
    message = N_(
        "Bu öneride yazarı bekleyen çok sayıda değişiklik önerisi var. Onlar karara bağlanınca "
        "yeniden deneyin."
    )


class AlreadyDecided(DomainError):
    message = N_("Bu değişiklik önerisi az önce karara bağlandı ya da geri çekildi.")


class TextMoved(DomainError):
    message = N_(
        "Siz bu sayfadayken önerinin metni değişti. Aşağıdaki yeni karşılaştırmaya bakıp yeniden "
        "gönderin."
    )


class AlreadyBecame(DomainError):
    constraint = "uq_amendment_became_id"
    message = N_("Bu değişiklik daha önce ayrı bir öneriye dönüştürüldü.")


class NotStanding(DomainError):
    message = N_("Bu öneri az önce birleştirildi ya da geri çekildi. Sayfayı yenileyin.")


class SupportsUsedUp(DomainError):
    message = N_(
        "Bu adımda en çok %(most)s öneriyi destekleyebilirsiniz. Birinden desteğinizi geri "
        "alırsanız yerine bunu destekleyebilirsiniz."
    )


class AlreadyInvited(DomainError):
    constraint = "uq_cosponsor_proposal_id_mark_asked"
    message = N_("Bu adres bu öneri için daha önce davet edildi.")
    field = "email"


class OrganisationInvited(DomainError):
    constraint = "uq_cosponsor_proposal_id_organisation_id_asked"
    message = N_("Bu kuruluş bu öneri için daha önce davet edildi.")
    field = "organisation"


class AlreadyStanding(DomainError):
    constraint = "uq_cosponsor_proposal_id_person_id_standing"
    message = N_("Bu önerinin zaten ortağısınız.")


class AlreadyAnswered(DomainError):
    message = N_("Bu davet yanıtlandı ya da geri alındı.")


class TooManyInvitations(DomainError):
    message = N_(
        "Yanıt bekleyen %(most)s davetiniz var. Biri yanıtlanınca ya da siz geri alınca yenisini "
        "gönderebilirsiniz."
    )


class OwnAddress(DomainError):
    message = N_("Bu sizin adresiniz.")
    field = "email"


class AddressAskedEnough(DomainError):
    message = N_("Bu adrese bugün yeterince davet gitti. Yarın yeniden deneyin.")
    field = "email"


class NotAnOrganisation(DomainError):
    message = N_("Bu kuruluş bu önerinin ortağı olamaz. Listeden başka birini seçin.")
    field = "organisation"
