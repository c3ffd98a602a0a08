"""Forms of amendments and co-sponsors."""

from typing import Any, ClassVar

from kernel.forms import (
    BaseForm,
    Choice,
    Email,
    HiddenField,
    LongText,
    MarkdownText,
    TextLine,
    length,
    optional,
    options,
    required,
)
from kernel.i18n import N_, _, lazy
from moderation.forms import LONGEST, Guarded, few_links
from places import queries as places
from proposals import authorship
from proposals.models import Amendment, Proposal


class TextForm(BaseForm):
    """The words of a proposal, to be written anew."""

    WARN_PRIVATE: ClassVar[bool] = True

    title = TextLine(lazy("Öneri, bir cümleyle"), [required(), length(5, 140)])
    problem = LongText(lazy("Sorun nedir?"), [required(), length(10, 1500)])
    body = MarkdownText(lazy("Ne öneriliyor?"), [required(), length(10, LONGEST), few_links()])

    def words(self) -> dict[str, str]:
        return {
            "title": self.title.data,
            "problem": self.problem.data,
            "body": self.body.data,
            "body_html": self.body.html,
        }


class AmendForm(TextForm, Guarded):
    reason = LongText(
        lazy("Neden değişmeli?"),
        [required(N_("Yazarın anlaması için nedenini yazın.")), length(10, 500)],
    )


def amend(proposal: Proposal) -> AmendForm:
    form = AmendForm(data=_words(proposal))
    form.guards = f"municipality:{proposal.municipality_id}"
    return form


def _words(text: authorship.Text) -> dict[str, Any]:
    return {"title": text.title, "problem": text.problem, "body": text.body}


class AcceptForm(TextForm):
    answer = LongText(lazy("Notunuz"), [optional, length(3, 500)])
    seen = HiddenField()


def accept(amendment: Amendment) -> AcceptForm:
    """The amender's words; what they left alone stands as it is now."""
    now = amendment.proposal
    words = {
        part: getattr(now, part)
        if authorship.same(getattr(amendment, f"base_{part}"), getattr(amendment, part))
        else getattr(amendment, part)
        for part in ("title", "problem", "body")
    }
    return AcceptForm(data={**words, "seen": authorship.text_mark(now)})


class DeclineForm(BaseForm):
    WARN_PRIVATE: ClassVar[bool] = True

    answer = LongText(
        lazy("Gerekçe"),
        [required(N_("Değişikliği öneren, nedenini okumak isteyecek.")), length(10, 500)],
    )


def decline(amendment: Amendment) -> DeclineForm:
    return DeclineForm()


class InviteForm(BaseForm):
    """A person by address or an organisation of the list: one of the two."""

    KEEP: ClassVar[bool] = False

    email = Email(lazy("E-posta adresi"), [optional])
    organisation = Choice(lazy("Kuruluş"), [optional])

    def validate(self, extra_validators: Any = None) -> bool:
        good = super().validate(extra_validators)
        if good and bool(self.email.data) == bool(self.organisation.data):
            self.email.errors = [_(N_("Bir e-posta adresi yazın ya da bir kuruluş seçin."))]
            return False
        return good


def invite(proposal: Proposal) -> InviteForm:
    form = InviteForm()
    organisations = [
        (row.id, row.name)
        for row in places.list_organisations(proposal.municipality_id)
        if row.id != proposal.organisation_id
    ]
    form.organisation.choices = options([("", lazy("Seçilmedi")), *organisations])
    return form
