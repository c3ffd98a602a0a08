"""co-authors' words on their sections; indicators and partners that changed or were withdrawn"""

import sqlalchemy as sa
from alembic import op

revision = '0043'
down_revision = '0042'
branch_labels = None
depends_on = None

MOMENT = {'sqlite': 'DATETIME', 'postgresql': 'TIMESTAMP WITH TIME ZONE'}
#: inline, without making the tables anew: rows of other tables point to them
COLUMNS = [
    (
        'roadmap_coauthor',
        "word VARCHAR(40) CONSTRAINT ck_roadmap_coauthor_section_word "
        "CHECK (word IN ('ready', 'disagrees'))",
    ),
    (
        'roadmap_coauthor',
        "word_reason TEXT DEFAULT '' NOT NULL "
        "CONSTRAINT ck_roadmap_coauthor_disagrees_with_reason "
        "CHECK (word IS NULL OR word = 'ready' OR word_reason <> '')",
    ),
    ('roadmap_coauthor', 'word_at {moment}'),
    (
        'roadmap_coauthor',
        'word_by_id INTEGER CONSTRAINT fk_roadmap_coauthor_word_by_id REFERENCES person (id)',
    ),
    ('action_partner', 'withdrawn_at {moment}'),
    ('action_partner', "withdrawn_reason VARCHAR(400) DEFAULT '' NOT NULL"),
    ('action_indicator', 'withdrawn_at {moment}'),
]


def upgrade():
    moment = MOMENT[op.get_bind().dialect.name]
    for table, column in COLUMNS:
        op.execute(f'ALTER TABLE {table} ADD COLUMN {column.format(moment=moment)}')
    op.create_table(
        'action_indicator_change',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('indicator_id', sa.Integer(), nullable=False),
        sa.Column('at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('by_id', sa.Integer(), nullable=True),
        sa.Column('reason', sa.String(length=400), nullable=False),
        sa.Column('before', sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ['by_id'], ['person.id'], name=op.f('fk_action_indicator_change_by_id')
        ),
        sa.ForeignKeyConstraint(
            ['indicator_id'],
            ['action_indicator.id'],
            name=op.f('fk_action_indicator_change_indicator_id'),
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_action_indicator_change')),
    )
    op.create_index(
        'ix_action_indicator_change_indicator_id', 'action_indicator_change', ['indicator_id']
    )


def downgrade():
    op.drop_table('action_indicator_change')
    op.drop_column('action_indicator', 'withdrawn_at')
    op.drop_column('action_partner', 'withdrawn_reason')
    op.drop_column('action_partner', 'withdrawn_at')
    # The reason's CHECK names the word: it goes first.
    for name in ('word_reason', 'word_by_id', 'word_at', 'word'):
        op.execute(f'ALTER TABLE roadmap_coauthor DROP COLUMN {name}')
