"""`flask programme …`: the first member of the programme's team."""

import click
from flask.cli import AppGroup

from kernel import text
from kernel.db import DomainError, write
from kernel.i18n import _
from kernel.rules import NOBODY
from places import queries as places
from programme import services
from programme.models import ProgrammeRole

group = AppGroup("programme", help="The Katılıyoruz programme.")


@group.command("add")
@click.argument("email")
@click.option("--role", default=ProgrammeRole.TEAM.value, help=", ".join(ProgrammeRole))
def add(email: str, role: str) -> None:
    """Gives a role in the programme to an account whose address is confirmed.

    Who is of the team gives the others their roles on /program/masa/gorevler.
    """
    if role not in set(ProgrammeRole):
        raise click.ClickException(f"--role {role}: unknown (one of {', '.join(ProgrammeRole)})")
    address = text.email_key(email)
    person = places.find_person_by_email(address)
    if person is None or not places.has_confirmed(person.id):
        raise click.ClickException(
            f"{address}: no account with a confirmed address. Sign up with it, then repeat this."
        )
    try:
        with write():
            services.give_role(person_id=person.id, role=ProgrammeRole(role), by=NOBODY)
    except DomainError as error:
        raise click.ClickException(f"{address}: {_(error.message)}") from error
    click.echo(f"{address} is now {role} of the programme.")
