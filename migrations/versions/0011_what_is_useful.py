"""discussion: what is useful, sources, pins, summaries; comments that wait for publication"""

import sqlalchemy as sa
from alembic import op

revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None

STATES = ('visible', 'hidden', 'deleted')
MORE_STATES = ('visible', 'hidden', 'deleted', 'held', 'declined')


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


def upgrade():
    moment = 'DATETIME' if op.get_bind().dialect.name == 'sqlite' else 'TIMESTAMP WITH TIME ZONE'
    _choose('comment', 'state', 'ck_comment_comment_state', STATES, MORE_STATES)
    for column in (
        'yes_count INTEGER DEFAULT 0 NOT NULL',
        'no_count INTEGER DEFAULT 0 NOT NULL',
        'score INTEGER DEFAULT 0 NOT NULL',
        "sources JSON DEFAULT '[]' NOT NULL",
        'source_asks INTEGER DEFAULT 0 NOT NULL',
        f'pinned_at {moment}',
    ):
        op.execute(f'ALTER TABLE comment ADD COLUMN {column}')
    # Whoever took no side wrote information; the order of a side reads the column.
    op.execute(
        "UPDATE comment SET stance = 'information' WHERE parent_id IS NULL AND stance IS NULL"
    )
    op.create_index(
        'ix_comment_side', 'comment', ['thread_id', 'parent_id', 'stance', 'score', 'id']
    )
    for table, more in (('comment_rating', [sa.Column('useful', sa.Boolean(), nullable=False)]), ('source_ask', [])):
        op.create_table(table,
        sa.Column('comment_id', sa.Integer(), nullable=False),
        sa.Column('person_id', sa.Integer(), nullable=False),
        *more,
        sa.Column('at', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['comment_id'], ['comment.id'], name=op.f(f'fk_{table}_comment_id')),
        sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f(f'fk_{table}_person_id')),
        sa.PrimaryKeyConstraint('comment_id', 'person_id', name=op.f(f'pk_{table}'))
        )
        op.create_index(op.f(f'ix_{table}_person_id'), table, ['person_id'])
    op.create_table('thread_summary',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('municipality_id', sa.Integer(), nullable=False),
    sa.Column('thread_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('html', sa.Text(), nullable=False),
    sa.Column('comment_ids', sa.JSON(none_as_null=True), nullable=False),
    sa.Column('office', sa.String(length=160), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_thread_summary_by_id')),
    sa.ForeignKeyConstraint(['municipality_id'], ['municipality.id'], name=op.f('fk_thread_summary_municipality_id')),
    sa.ForeignKeyConstraint(['thread_id'], ['thread.id'], name=op.f('fk_thread_summary_thread_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_thread_summary')),
    sa.UniqueConstraint('thread_id', 'version', name=op.f('uq_thread_summary_thread_id_version'))
    )


def downgrade():
    for table in ('thread_summary', 'source_ask', 'comment_rating'):
        op.drop_table(table)
    op.drop_index('ix_comment_side', table_name='comment')
    for column in ('pinned_at', 'source_asks', 'sources', 'score', 'no_count', 'yes_count'):
        op.execute(f'ALTER TABLE comment DROP COLUMN {column}')
    op.execute("UPDATE comment SET state = 'deleted' WHERE state IN ('held', 'declined')")
    _choose('comment', 'state', 'ck_comment_comment_state', MORE_STATES, STATES)
