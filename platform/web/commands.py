"""The command line: worker, places, programme, tally, demo."""

from pathlib import Path

import click
from flask import Flask
from flask.cli import AppGroup, with_appcontext
from sqlalchemy.exc import NoResultFound

from capacity import cli as capacity
from kernel import ledgers, worker
from places import cli as places
from programme import cli as programme
from web.tasks import ALWAYS, QUARTERLY, TASKS


def init_app(app: Flask) -> None:
    app.cli.add_command(run_worker)
    app.cli.add_command(capacity.group)
    app.cli.add_command(places.group)
    app.cli.add_command(programme.group)
    app.cli.add_command(tally)
    app.cli.add_command(demo)
    app.cli.add_command(voting)
    app.cli.add_command(opinions)


@click.command("worker")
@with_appcontext
def run_worker() -> None:
    """Does what is due: openings, counts, mails."""
    worker.run(TASKS, quarterly=QUARTERLY, always=ALWAYS)


@click.command(
    "tally",
    short_help="Counts an election from a file.",
    add_help_option=False,
    context_settings={"ignore_unknown_options": True},
)
@click.argument("words", nargs=-1, type=click.UNPROCESSED)
def tally(words: tuple[str, ...]) -> None:
    # The readers and counts bring NumPy along, which no web process wants.
    from voting import cli  # noqa: PLC0415

    cli.tally.main(list(words), prog_name="flask tally")


opinions = AppGroup("opinions", help="Opinion maps.")


@opinions.command(
    "analyse",
    short_help="Analyses a Polis export.",
    add_help_option=False,
    context_settings={"ignore_unknown_options": True},
)
@click.argument("words", nargs=-1, type=click.UNPROCESSED)
def analyse(words: tuple[str, ...]) -> None:
    # NumPy again: no web process wants it for this.
    from opinions import cli  # noqa: PLC0415

    cli.analyse.main(list(words), prog_name="flask opinions analyse")


@opinions.command("count", short_help="Counts what is due; the worker starts it.")
@with_appcontext
def count() -> None:
    from opinions import tasks  # noqa: PLC0415

    tasks.count()


voting = AppGroup("voting", help="Votes.")


@voting.command("publish")
@click.argument("election", type=int)
@click.argument("folder", type=click.Path(path_type=Path))
def publish(election: int, folder: Path) -> None:
    """Writes the public files of ELECTION (its number) into FOLDER, as on the page of its files."""
    from voting import queries, services  # noqa: PLC0415
    from voting.models import ElectionState  # noqa: PLC0415

    try:
        if queries.get_election(election).state is ElectionState.DRAFT:
            raise NoResultFound
        services.publish(election, folder)
    except NoResultFound:
        click.echo(f"There is no published vote with the number {election}.", err=True)
        raise SystemExit(2) from None
    except OSError as error:
        click.echo(f"{folder}: {error.strerror}", err=True)
        raise SystemExit(2) from None
    click.echo(f"Written to {folder}. Check them with: python -m verify {folder}")


@voting.command("roles")
def roles() -> None:
    """PostgreSQL: makes two roles that see the roll alone and the box alone, prints the settings.

    Run again it renews their rights and leaves their passwords.
    """
    try:
        found = ledgers.make_roles()
    except ledgers.CannotMakeRoles as reason:
        click.echo(str(reason), err=True)
        raise SystemExit(2) from None
    for name, (address, fresh) in found.items():
        click.echo(f"{name.upper()}_DATABASE_URL={address}")
        if not fresh:
            click.echo(f"# The role of the {name} was there: its password is the one you set.")


demo = AppGroup("demo", help="The demo town.")


@demo.command("load")
def load_demo() -> None:
    """Loads Çınarlı once; refuses a database with a municipality that is no demo."""
    # Its stories and their reader are for this one command.
    from demo import loader  # noqa: PLC0415

    try:
        loaded = loader.load(TASKS)
    except loader.NotADemo:
        click.echo(
            "DEMO: this database (DATABASE_URL) holds a municipality that is no demo; "
            "nothing was loaded. Start with DEMO=0 or with another database.",
            err=True,
        )
        raise SystemExit(3) from None
    click.echo("The demo town Çınarlı was loaded." if loaded else "The demo town is there.")
