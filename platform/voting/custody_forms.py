"""What custodians and the officer of the opening type. Never kept as a draft: parts are secret."""

from typing import Any, ClassVar

from kernel.forms import BaseForm, Email, LongText, TextLine, length, required
from kernel.i18n import N_, _, lazy
from voting import custody
from voting.models import Custodian, Election
from voting.plan import Invited

SAME = N_("Üç emanetçi üç ayrı kişi olmalı: aynı e-posta iki kez yazılmış.")


class CustodiansForm(BaseForm):
    """Three people, three bodies."""

    name_1 = TextLine(lazy("1. emanetçi: adı"), [required(), length(3, 160)])
    body_1 = TextLine(lazy("1. emanetçi: kurumu"), [required(), length(2, 160)])
    email_1 = Email(lazy("1. emanetçi: e-postası"), [required()])
    name_2 = TextLine(lazy("2. emanetçi: adı"), [required(), length(3, 160)])
    body_2 = TextLine(lazy("2. emanetçi: kurumu"), [required(), length(2, 160)])
    email_2 = Email(lazy("2. emanetçi: e-postası"), [required()])
    name_3 = TextLine(lazy("3. emanetçi: adı"), [required(), length(3, 160)])
    body_3 = TextLine(lazy("3. emanetçi: kurumu"), [required(), length(2, 160)])
    email_3 = Email(lazy("3. emanetçi: e-postası"), [required()])

    @property
    def people(self) -> list[Invited]:
        return [
            Invited(
                name=self[f"name_{number}"].data,
                body=self[f"body_{number}"].data,
                email=self[f"email_{number}"].data,
            )
            for number in custody.CUSTODIANS
        ]

    def validate(self, extra_validators: Any = None) -> bool:
        good = super().validate(extra_validators)
        if good and len({person.email for person in self.people}) < len(custody.CUSTODIANS):
            self.form_errors.append(_(SAME))
            return False
        return good


def custodians(election: Election) -> CustodiansForm:
    known = {
        f"{name}_{one.number}": getattr(one, name)
        for one in election.custodians
        for name in ("name", "body", "email")
    }
    return CustodiansForm(data=known)


class KeyForm(BaseForm):
    KEEP: ClassVar[bool] = False

    key = TextLine(lazy("Anahtar satırınız"), [required(), length(10, 200)])


def key(_custodian: Custodian) -> KeyForm:
    return KeyForm()


class TrialForm(BaseForm):
    KEEP: ClassVar[bool] = False

    answer = TextLine(lazy("Zarftan çıkan deneme yanıtı"), [required(), length(8, 40)])


def trial(_custodian: Custodian) -> TrialForm:
    return TrialForm()


class HalvesForm(BaseForm):
    KEEP: ClassVar[bool] = False

    lines = LongText(lazy("Zarftan çıkan iki satır"), [required(), length(20, 400)])


def halves(_custodian: Custodian) -> HalvesForm:
    return HalvesForm()


class SeedForm(BaseForm):
    seed = TextLine(lazy("Çekilen sayı, rakamlarıyla"), [required(), length(6, 100)])
    how = LongText(lazy("Nasıl, nerede, kimlerin önünde çekildi?"), [required(), length(10, 500)])


def seed(_election: Election) -> SeedForm:
    return SeedForm()
