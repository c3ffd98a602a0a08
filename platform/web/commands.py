"""The command line: worker, places, voting, demo."""

import click
from flask import Flask

from kernel import worker
from web.tasks import TASKS


def init_app(app: Flask) -> None:
    app.cli.add_command(run_worker)


@click.command("worker")
def run_worker() -> None:
    """Does what is due: openings, counts, mails."""
    worker.run(TASKS)
