"""moderation: decisions with consequences, holds before publication, suspensions, appeals, settings"""

import sqlalchemy as sa
from alembic import op

revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None

GROUNDS = ('insult', 'hate', 'personal_data', 'advertising', 'off_topic', 'illegal', 'other')
MORE_GROUNDS = (*GROUNDS[:-1], 'duplicate', 'other')
STATES = ('open', 'hidden', 'dismissed')
MORE_STATES = ('open', 'hidden', 'edit', 'dismissed')


def _listed(values):
    return '(' + ', '.join(f"'{value}'" for value in values) + ')'


def _choose(table, column, name, old, new):
    """Another list of values for a column. SQLite keeps its tables: what hangs on them stays."""
    if op.get_bind().dialect.name == 'postgresql':
        op.drop_constraint(op.f(name), table, type_='check')
        op.create_check_constraint(op.f(name), table, f'{column} IN {_listed(new)}')
        return
    bind = op.get_bind()
    before, after = (f'{column} IN {_listed(values)}' for values in (old, new))
    number = bind.exec_driver_sql('PRAGMA schema_version').scalar()
    bind.exec_driver_sql('PRAGMA writable_schema = ON')
    done = bind.exec_driver_sql(
        'UPDATE sqlite_master SET sql = replace(sql, ?, ?) '
        "WHERE type = 'table' AND name = ? AND instr(sql, ?) > 0",
        (before, after, table, before),
    )
    assert done.rowcount == 1, (table, column)
    bind.exec_driver_sql(f'PRAGMA schema_version = {number + 1}')
    bind.exec_driver_sql('PRAGMA writable_schema = OFF')


def _add(table, *columns):
    """Without making the table anew: rows of other tables point to it."""
    for column in columns:
        op.execute(f'ALTER TABLE {table} ADD COLUMN {column}')


def upgrade():
    op.create_table('suspension',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('municipality_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('since', sa.DateTime(timezone=True), nullable=False),
    sa.Column('until', sa.DateTime(timezone=True), nullable=False),
    sa.Column('suspended_by_id', sa.Integer(), nullable=True),
    sa.Column('lifted_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['municipality_id'], ['municipality.id'], name=op.f('fk_suspension_municipality_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_suspension_person_id')),
    sa.ForeignKeyConstraint(['suspended_by_id'], ['person.id'], name=op.f('fk_suspension_suspended_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_suspension'))
    )
    op.create_index(op.f('ix_suspension_municipality_id'), 'suspension', ['municipality_id'])
    op.create_index('ix_suspension_person_id_until', 'suspension', ['person_id', 'until'])
    _choose('moderation_case', 'ground', 'ck_moderation_case_ground', GROUNDS, MORE_GROUNDS)
    _choose('moderation_case', 'state', 'ck_moderation_case_case_state', STATES, MORE_STATES)
    _choose('report', 'ground', 'ck_report_ground', GROUNDS, MORE_GROUNDS)
    _add('moderation_case',
        'author_id INTEGER CONSTRAINT fk_moderation_case_author_id REFERENCES person (id)',
        "cause VARCHAR(40) DEFAULT 'report' NOT NULL CONSTRAINT ck_moderation_case_cause "
        "CHECK (cause IN ('report', 'hold', 'own'))",
        "hold VARCHAR(40) CONSTRAINT ck_moderation_case_hold "
        "CHECK (hold IN ('new_account', 'unproven', 'trap')) "
        "CONSTRAINT ck_moderation_case_hold_has_a_reason "
        "CHECK ((cause = 'hold') = (hold IS NOT NULL))",
        "decision VARCHAR(40) CONSTRAINT ck_moderation_case_decision "
        "CHECK (decision IN ('keep', 'edit', 'hide', 'publish', 'decline'))",
        'warned BOOLEAN DEFAULT false NOT NULL',
        'suspension_id INTEGER CONSTRAINT fk_moderation_case_suspension_id '
        'REFERENCES suspension (id)',
    )
    op.create_index(op.f('ix_moderation_case_author_id'), 'moderation_case', ['author_id'])
    op.execute("UPDATE moderation_case SET decision = 'hide' WHERE state = 'hidden'")
    op.execute(
        "UPDATE moderation_case SET decision = 'keep' "
        "WHERE state = 'dismissed' AND decided_by_id IS NOT NULL"
    )
    op.execute(
        'UPDATE moderation_case SET author_id = '
        '(SELECT author_id FROM comment WHERE comment.case_id = moderation_case.id)'
    )
    op.create_table('appeal',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('municipality_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('state', sa.Enum('waiting', 'upheld', 'reversed', name='appeal_state', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('decided_by_id', sa.Integer(), nullable=True),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['case_id'], ['moderation_case.id'], name=op.f('fk_appeal_case_id')),
    sa.ForeignKeyConstraint(['decided_by_id'], ['person.id'], name=op.f('fk_appeal_decided_by_id')),
    sa.ForeignKeyConstraint(['municipality_id'], ['municipality.id'], name=op.f('fk_appeal_municipality_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_appeal_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_appeal')),
    sa.UniqueConstraint('case_id', name=op.f('uq_appeal_case_id'))
    )
    op.create_index('ix_appeal_municipality_id_state', 'appeal', ['municipality_id', 'state'])
    op.create_index(op.f('ix_appeal_person_id'), 'appeal', ['person_id'])
    op.create_table('moderation_settings',
    sa.Column('municipality_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('hold_new', sa.Boolean(), nullable=False),
    sa.Column('new_days', sa.Integer(), nullable=False),
    sa.Column('appeal_days', sa.Integer(), nullable=False),
    sa.CheckConstraint('appeal_days BETWEEN 1 AND 60', name=op.f('ck_moderation_settings_appeal_days')),
    sa.CheckConstraint('new_days BETWEEN 1 AND 90', name=op.f('ck_moderation_settings_new_days')),
    sa.ForeignKeyConstraint(['municipality_id'], ['municipality.id'], name=op.f('fk_moderation_settings_municipality_id')),
    sa.PrimaryKeyConstraint('municipality_id', name=op.f('pk_moderation_settings'))
    )


def downgrade():
    op.drop_table('moderation_settings')
    op.drop_table('appeal')
    op.drop_index(op.f('ix_moderation_case_author_id'), table_name='moderation_case')
    for column in ('suspension_id', 'warned', 'decision', 'hold', 'cause', 'author_id'):
        op.execute(f'ALTER TABLE moderation_case DROP COLUMN {column}')
    op.execute("UPDATE moderation_case SET ground = 'other' WHERE ground = 'duplicate'")
    op.execute("UPDATE moderation_case SET state = 'dismissed' WHERE state = 'edit'")
    op.execute("UPDATE report SET ground = 'other' WHERE ground = 'duplicate'")
    _choose('report', 'ground', 'ck_report_ground', MORE_GROUNDS, GROUNDS)
    _choose('moderation_case', 'state', 'ck_moderation_case_case_state', MORE_STATES, STATES)
    _choose('moderation_case', 'ground', 'ck_moderation_case_ground', MORE_GROUNDS, GROUNDS)
    op.drop_table('suspension')
