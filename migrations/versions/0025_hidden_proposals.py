"""proposals that wait for a moderator, are not published, or are hidden; hidden amendments"""

import re

import sqlalchemy as sa
from alembic import op

revision = '0025'
down_revision = '0024'
branch_labels = None
depends_on = None

NEW = ('held', 'declined', 'hidden')


def _states(change):
    """The values of a CHECK, changed in place: the table has triggers of its search."""
    connection, name = op.get_bind(), 'ck_proposal_proposal_state'
    if connection.dialect.name == 'postgresql':
        old = connection.scalar(
            sa.text('SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = :name'),
            {'name': name},
        )
        values = ', '.join(f"'{value}'" for value in change(re.findall(r"'(\w+)'", old)))
        op.drop_constraint(op.f(name), 'proposal', type_='check')
        op.create_check_constraint(op.f(name), 'proposal', f'state IN ({values})')
        return
    sql = connection.scalar(
        sa.text("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = 'proposal'")
    )
    found = re.search(rf'CONSTRAINT "?{name}"? CHECK \(state IN \(([^)]*)\)\)', sql)
    values = ', '.join(f"'{value}'" for value in change(re.findall(r"'(\w+)'", found[1])))
    new = sql[: found.start(1)] + values + sql[found.end(1) :]
    version = connection.scalar(sa.text('PRAGMA schema_version'))
    connection.execute(sa.text('PRAGMA writable_schema = ON'))
    connection.execute(
        sa.text("UPDATE sqlite_master SET sql = :sql WHERE type = 'table' AND name = 'proposal'"),
        {'sql': new},
    )
    connection.execute(sa.text(f'PRAGMA schema_version = {version + 1}'))
    connection.execute(sa.text('PRAGMA writable_schema = OFF'))


def upgrade():
    _states(lambda values: [*values, *NEW])
    for table in ('proposal', 'amendment'):
        op.execute(
            f'ALTER TABLE {table} ADD COLUMN case_id INTEGER '
            f'CONSTRAINT fk_{table}_case_id REFERENCES moderation_case (id)'
        )
    op.add_column('amendment', sa.Column('hidden_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column(
        'amendment', sa.Column('hidden_reason', sa.Text(), server_default='', nullable=False)
    )
    op.add_column(
        'stored_file',
        sa.Column('withheld', sa.Boolean(), server_default=sa.false(), nullable=False),
    )
    op.create_table(
        'hidden_proposal',
        sa.Column('proposal_id', sa.Integer(), autoincrement=False, nullable=False),
        sa.Column('title', sa.String(length=140), nullable=False),
        sa.Column('problem', sa.Text(), nullable=False),
        sa.Column('body', sa.Text(), nullable=False),
        sa.Column('body_html', sa.Text(), nullable=False),
        sa.Column('latitude', sa.Double(), nullable=True),
        sa.Column('longitude', sa.Double(), nullable=True),
        sa.Column('attachment_id', sa.Uuid(), nullable=True),
        sa.Column('reason', sa.Text(), nullable=False),
        sa.Column('hidden_at', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ['proposal_id'], ['proposal.id'], name=op.f('fk_hidden_proposal_proposal_id')
        ),
        sa.ForeignKeyConstraint(
            ['attachment_id'], ['stored_file.id'], name=op.f('fk_hidden_proposal_attachment_id')
        ),
        sa.PrimaryKeyConstraint('proposal_id', name=op.f('pk_hidden_proposal')),
    )


def downgrade():
    op.drop_table('hidden_proposal')
    op.drop_column('stored_file', 'withheld')
    op.drop_column('amendment', 'hidden_reason')
    op.drop_column('amendment', 'hidden_at')
    for table in ('amendment', 'proposal'):
        if op.get_bind().dialect.name == 'postgresql':
            op.drop_constraint(op.f(f'fk_{table}_case_id'), table, type_='foreignkey')
        op.drop_column(table, 'case_id')
    _states(lambda values: [value for value in values if value not in NEW])
