"""`flask capacity instrument …`: questions of the self-assessment that the team wrote."""

from pathlib import Path

import click
from flask.cli import AppGroup

from capacity import services
from capacity.instruments import Fault, read
from kernel.db import write

group = AppGroup("capacity", help="Capacity work of the programme.")
instrument = AppGroup("instrument", help="Instruments of self-assessment.")
group.add_command(instrument)


@instrument.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--check", is_flag=True, help="Only look at it.")
def take_in(file: Path, check: bool) -> None:
    """Takes in FILE: a new instrument, or the next version of one.

    New assessments of its track are filled in with it; those that are begun keep theirs.
    """
    try:
        told = read(file.read_text("utf-8"))
        with write() as session:
            row = services.take_in(told)
            words = f"{row.code}, version {row.version}, {row.track}"
            if check:
                session.rollback()
    except (Fault, UnicodeDecodeError) as error:
        raise click.ClickException(f"{file.name}: {error}") from error
    count = sum(len(one["items"]) for one in told["dimensions"])
    click.echo(f"{words}: {count} items. {'Not taken in.' if check else 'Taken in.'}")
