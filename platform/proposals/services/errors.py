"""What can be refused when a proposal is written, supported or screened."""

from kernel.db import DomainError
from kernel.i18n import N_


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
