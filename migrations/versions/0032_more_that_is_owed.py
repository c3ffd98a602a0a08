"""duties for votes, findings, opinions of the kent konseyi and items of the council's agenda"""

import re

import sqlalchemy as sa
from alembic import op

revision = '0032'
down_revision = '0031'
branch_labels = None
depends_on = None

NEW = ('vote', 'finding', 'council_opinion', 'agenda_item')
CHECK = 'ck_answer_duty_duty_kind'


def upgrade():
    _change(lambda values: [*values, *NEW])


def downgrade():
    _change(lambda values: [value for value in values if value not in NEW])


def _change(change):
    """The values of the CHECK, changed in place: the table and its references stay."""
    connection = op.get_bind()
    if connection.dialect.name == 'sqlite':
        sql = connection.scalar(
            sa.text("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = 'answer_duty'")
        )
        found = re.search(rf'CONSTRAINT "?{CHECK}"? CHECK \(kind IN \(([^)]*)\)\)', sql)
        values = ', '.join(f"'{value}'" for value in change(re.findall(r"'(\w+)'", found[1])))
        new = sql[: found.start(1)] + values + sql[found.end(1) :]
        version = connection.scalar(sa.text('PRAGMA schema_version'))
        connection.execute(sa.text('PRAGMA writable_schema = ON'))
        connection.execute(
            sa.text(
                "UPDATE sqlite_master SET sql = :sql WHERE type = 'table' AND name = 'answer_duty'"
            ),
            {'sql': new},
        )
        connection.execute(sa.text(f'PRAGMA schema_version = {version + 1}'))
        connection.execute(sa.text('PRAGMA writable_schema = OFF'))
        return
    old = connection.scalar(
        sa.text('SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = :name'),
        {'name': CHECK},
    )
    values = ', '.join(f"'{value}'" for value in change(re.findall(r"'(\w+)'", old)))
    op.drop_constraint(op.f(CHECK), 'answer_duty', type_='check')
    op.create_check_constraint(op.f(CHECK), 'answer_duty', f'kind IN ({values})')
