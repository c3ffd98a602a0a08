"""`flask places …`: the register, a municipality that joins, its first administrator."""

import sys

import click
from flask.cli import AppGroup

from kernel import text
from kernel.db import DomainError, write
from kernel.i18n import _
from kernel.rules import Role
from places import gazetteer, queries, rules
from places.models import Municipality, Unit
from places.services import registering
from places.services import staff as services

group = AppGroup("places", help="Municipalities, the register of places, staff.")
municipality_group = AppGroup("municipality", help="Municipalities of this installation.")
staff_group = AppGroup("staff", help="Roles of people.")
group.add_command(municipality_group)
group.add_command(staff_group)


@group.command("import")
def import_register() -> None:
    """Takes in provinces, districts, municipalities and neighbourhoods; may be repeated."""
    tables = (gazetteer.provinces, gazetteer.districts, gazetteer.municipalities)
    total = sum(1 for rows in (*tables, gazetteer.neighbourhoods) for _row in rows())
    with write(), click.progressbar(length=total, label="Register", hidden=not _terminal()) as bar:
        for table, rows in registering.register_rows():
            registering.take_in(table, rows)
            bar.update(len(rows))
    click.echo(f"{total} rows of the register are in.")


def _terminal() -> bool:
    return sys.stdout.isatty()


@municipality_group.command("add")
@click.option("--slug", required=True, help="First part of its addresses: a-z, 0-9, hyphens.")
@click.option("--name", required=True, help='Short: "Çınarlı".')
@click.option("--official-name", default="", help='"Çınarlı Belediyesi" when left out.')
@click.option("--registered", help='Its id in the register: "district:1829", "town:1002".')
def add_municipality(slug: str, name: str, official_name: str, registered: str | None) -> None:
    """A municipality joins, with the neighbourhoods of its district and both legal texts."""
    if fault := rules.slug_fault(slug):
        raise click.ClickException(f"--slug {slug}: {fault}")
    official = official_name or f"{name} Belediyesi"
    texts = {
        kind: (body := registering.first_text(kind, official), text.markdown(body))
        for kind in registering.FIRST_TEXTS
    }
    try:
        with write():
            made = registering.add_municipality(
                slug=slug, name=name, official_name=official, registered_id=registered, texts=texts
            )
            count = len(queries.list_neighbourhoods(made.id))
    except registering.SlugTaken as error:
        raise click.ClickException(f"--slug {slug}: taken by another municipality") from error
    except registering.NotRegistered as error:
        raise click.ClickException(
            f"--registered {registered}: not in the register (run `flask places import` first)"
        ) from error
    click.echo(f"{official} is at /{slug}/ with {count} neighbourhoods.")
    click.echo("Read its privacy notice and community rules before you open it (Masam, Metinler).")


@staff_group.command("add")
@click.argument("email")
@click.option("--municipality", "slug", required=True, help="Its slug.")
@click.option("--role", required=True, help=", ".join(role.value for role in Role))
@click.option("--unit", "unit_name", help="Name of the unit, for a unit officer.")
def add_staff(email: str, slug: str, role: str, unit_name: str | None) -> None:
    """Gives a role to an account; without one, sends an invitation by mail."""
    address = text.email_key(email)
    if address.count("@") != 1 or "." not in address.rpartition("@")[2]:
        raise click.ClickException(f"{email}: not an e-mail address")
    municipality = queries.find_municipality(slug)
    if municipality is None:
        known = ", ".join(row.slug for row in queries.list_municipalities()) or "none yet"
        raise click.ClickException(f"--municipality {slug}: unknown (known: {known})")
    if role not in set(Role):
        raise click.ClickException(f"--role {role}: unknown (one of {', '.join(Role)})")
    unit = _unit(municipality, unit_name)
    if role == Role.UNIT_OFFICER and unit is None:
        raise click.ClickException("--unit: a unit officer needs one")
    try:
        with write():
            done = _grant(address, municipality, Role(role), unit.id if unit else None)
    except DomainError as error:
        raise click.ClickException(f"{address}: {_(error.message)}") from error
    click.echo(done)


def _unit(municipality: Municipality, name: str | None) -> Unit | None:
    if name is None:
        return None
    units = queries.list_units(municipality.id)
    for unit in units:
        if text.fold(unit.name) == text.fold(name):
            return unit
    known = ", ".join(unit.name for unit in units) or "none yet"
    raise click.ClickException(f"--unit {name}: unknown (known: {known})")


def _grant(address: str, municipality: Municipality, role: Role, unit_id: int | None) -> str:
    """Without a proof the account may be somebody else's: that address is invited too."""
    person = queries.find_person_by_email(address)
    if person is not None and queries.has_confirmed(person.id):
        services.grant(
            person_id=person.id,
            municipality_id=municipality.id,
            role=role,
            unit_id=unit_id,
            by=None,
        )
        return f"{address} is now {role.value} of {municipality.official_name}."
    services.invite(municipality, email=address, role=role, unit_id=unit_id, by=None)
    return f"{address} has no confirmed account; an invitation goes out by mail."
