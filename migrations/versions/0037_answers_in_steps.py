"""answers in steps, one text for several duties, settings, a municipality's own days"""

import re

import sqlalchemy as sa
from alembic import op

revision = '0037'
down_revision = '0036'
branch_labels = None
depends_on = None

STEPS = ('checking', 'checked')


def one_of(name, *values):
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def key(table, column, target):
    return sa.ForeignKeyConstraint([column], [f'{target}.id'], name=op.f(f'fk_{table}_{column}'))


def add(table, *columns):
    """Without making the table anew: rows of other tables point to it."""
    for column in columns:
        op.execute(f'ALTER TABLE {table} ADD COLUMN {column}')


def upgrade():
    change_states(lambda values: [*values, *STEPS])
    add(
        'answer',
        "legal_basis VARCHAR(400) DEFAULT '' NOT NULL",
        'checked_by_id INTEGER CONSTRAINT fk_answer_checked_by_id REFERENCES person (id)',
        'lead_id INTEGER CONSTRAINT fk_answer_lead_id REFERENCES answer (id)',
    )
    op.add_column('answer', sa.Column('checked_at', sa.DateTime(timezone=True), nullable=True))
    op.create_index(op.f('ix_answer_lead_id'), 'answer', ['lead_id'])
    for table in ('election', 'opinion_statement'):
        add(
            table,
            f'duty_id INTEGER CONSTRAINT fk_{table}_duty_id REFERENCES answer_duty (id)',
        )
        op.create_index(op.f(f'ix_{table}_duty_id'), table, ['duty_id'], unique=True)
    op.create_table(
        'also_answered',
        sa.Column('answer_id', sa.Integer(), nullable=False),
        sa.Column('duty_id', sa.Integer(), nullable=False),
        key('also_answered', 'answer_id', 'answer'),
        key('also_answered', 'duty_id', 'answer_duty'),
        sa.PrimaryKeyConstraint('answer_id', 'duty_id', name=op.f('pk_also_answered')),
    )
    op.create_index(op.f('ix_also_answered_duty_id'), 'also_answered', ['duty_id'])
    op.create_table(
        'answer_sent_back',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('municipality_id', sa.Integer(), nullable=False),
        sa.Column('answer_id', sa.Integer(), nullable=False),
        sa.Column('by_id', sa.Integer(), nullable=True),
        sa.Column('at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('note', sa.Text(), nullable=False),
        key('answer_sent_back', 'municipality_id', 'municipality'),
        key('answer_sent_back', 'answer_id', 'answer'),
        key('answer_sent_back', 'by_id', 'person'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_answer_sent_back')),
    )
    op.create_index(op.f('ix_answer_sent_back_answer_id'), 'answer_sent_back', ['answer_id'])
    op.create_table(
        'answer_settings',
        sa.Column('municipality_id', sa.Integer(), autoincrement=False, nullable=False),
        sa.Column('days', sa.Integer(), nullable=False),
        sa.Column('counting', one_of('counting', 'calendar', 'working'), nullable=False),
        sa.Column('day_off', one_of('day_off', 'next', 'previous', 'keep'), nullable=False),
        sa.Column('least_reason', sa.Integer(), nullable=False),
        sa.Column('alone', sa.Boolean(), nullable=False),
        sa.CheckConstraint('days BETWEEN 1 AND 365', name=op.f('ck_answer_settings_days')),
        sa.CheckConstraint(
            'least_reason BETWEEN 40 AND 2000', name=op.f('ck_answer_settings_least_reason')
        ),
        key('answer_settings', 'municipality_id', 'municipality'),
        sa.PrimaryKeyConstraint('municipality_id', name=op.f('pk_answer_settings')),
    )
    op.create_table(
        'own_day',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('municipality_id', sa.Integer(), nullable=False),
        sa.Column('day', sa.Date(), nullable=False),
        sa.Column('kind', one_of('day_kind', 'working', 'half', 'off'), nullable=False),
        sa.Column('name', sa.String(length=120), nullable=False),
        key('own_day', 'municipality_id', 'municipality'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_own_day')),
        sa.UniqueConstraint('municipality_id', 'day', name=op.f('uq_own_day_municipality_id_day')),
    )


def downgrade():
    for table in ('own_day', 'answer_settings', 'answer_sent_back', 'also_answered'):
        op.drop_table(table)
    for table in ('opinion_statement', 'election'):
        op.drop_index(op.f(f'ix_{table}_duty_id'), table)
        op.execute(f'ALTER TABLE {table} DROP COLUMN duty_id')
    op.drop_index(op.f('ix_answer_lead_id'), 'answer')
    for column in ('checked_at', 'lead_id', 'checked_by_id', 'legal_basis'):
        op.execute(f'ALTER TABLE answer DROP COLUMN {column}')
    op.execute("UPDATE answer SET state = 'draft' WHERE state IN ('checking', 'checked')")
    change_states(lambda values: [value for value in values if value not in STEPS])


def change_states(change):
    """The values of the CHECK, changed in place: the table and its references stay."""
    connection = op.get_bind()
    name = 'ck_answer_answer_state'
    if connection.dialect.name == 'sqlite':
        sql = connection.scalar(
            sa.text("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = 'answer'")
        )
        found = re.search(rf'CONSTRAINT "?{name}"? CHECK \(state IN \(([^)]*)\)\)', sql)
        values = ', '.join(f"'{value}'" for value in change(re.findall(r"'(\w+)'", found[1])))
        new = sql[: found.start(1)] + values + sql[found.end(1) :]
        version = connection.scalar(sa.text('PRAGMA schema_version'))
        connection.execute(sa.text('PRAGMA writable_schema = ON'))
        connection.execute(
            sa.text("UPDATE sqlite_master SET sql = :sql WHERE type = 'table' AND name = 'answer'"),
            {'sql': new},
        )
        connection.execute(sa.text(f'PRAGMA schema_version = {version + 1}'))
        connection.execute(sa.text('PRAGMA writable_schema = OFF'))
        return
    old = connection.scalar(
        sa.text('SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = :name'),
        {'name': name},
    )
    values = ', '.join(f"'{value}'" for value in change(re.findall(r"'(\w+)'", old)))
    op.drop_constraint(op.f(name), 'answer', type_='check')
    op.create_check_constraint(op.f(name), 'answer', f'state IN ({values})')
