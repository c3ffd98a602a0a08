"""amendments, co-sponsors; who changed a text and why"""

import sqlalchemy as sa
from alembic import op

revision = '0017'
down_revision = '0016'
branch_labels = None
depends_on = None

AMENDMENTS = ('proposed', 'accepted', 'accepted_edited', 'declined', 'withdrawn')
COSPONSORS = ('invited', 'accepted', 'declined', 'revoked', 'expired', 'left')
STANDING = sa.text("state IN ('invited', 'accepted')")
ASKED = sa.text("state IN ('invited', 'accepted', 'declined')")


def one_of(name, values):
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def key(table, column, target):
    return sa.ForeignKeyConstraint(
        [column], [f'{target}.id'], name=op.f(f'fk_{table}_{column}')
    )


def partial(name, table, columns, where):
    op.create_index(
        name, table, columns, unique=True, sqlite_where=where, postgresql_where=where
    )


def upgrade():
    op.create_table(
        'amendment',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('municipality_id', sa.Integer(), nullable=False),
        sa.Column('proposal_id', sa.Integer(), nullable=False),
        sa.Column('author_id', sa.Integer(), nullable=False),
        sa.Column('state', one_of('amendment_state', AMENDMENTS), nullable=False),
        sa.Column('title', sa.String(length=140), nullable=False),
        sa.Column('problem', sa.Text(), nullable=False),
        sa.Column('body', sa.Text(), nullable=False),
        sa.Column('body_html', sa.Text(), nullable=False),
        sa.Column('base_title', sa.String(length=140), nullable=False),
        sa.Column('base_problem', sa.Text(), nullable=False),
        sa.Column('base_body', sa.Text(), nullable=False),
        sa.Column('reason', sa.Text(), nullable=False),
        sa.Column('proposed_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('answer', sa.Text(), nullable=False),
        sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('decided_by_id', sa.Integer(), nullable=True),
        sa.Column('became_id', sa.Integer(), nullable=True),
        key('amendment', 'municipality_id', 'municipality'),
        key('amendment', 'proposal_id', 'proposal'),
        key('amendment', 'author_id', 'person'),
        key('amendment', 'decided_by_id', 'person'),
        key('amendment', 'became_id', 'proposal'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_amendment')),
        sa.UniqueConstraint('became_id', name=op.f('uq_amendment_became_id')),
    )
    for column in ('proposal_id', 'author_id'):
        op.create_index(op.f(f'ix_amendment_{column}'), 'amendment', [column])
    partial(
        'uq_amendment_proposal_id_author_id_pending',
        'amendment',
        ['proposal_id', 'author_id'],
        sa.text("state = 'proposed'"),
    )
    op.create_table(
        'cosponsor',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('municipality_id', sa.Integer(), nullable=False),
        sa.Column('proposal_id', sa.Integer(), nullable=False),
        sa.Column('state', one_of('cosponsor_state', COSPONSORS), nullable=False),
        sa.Column('person_id', sa.Integer(), nullable=True),
        sa.Column('organisation_id', sa.Integer(), nullable=True),
        sa.Column('email', sa.String(length=254), nullable=True),
        sa.Column('mark', sa.String(length=64), nullable=True),
        sa.Column('invited_by_id', sa.Integer(), nullable=True),
        sa.Column('invited_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            'person_id IS NOT NULL OR organisation_id IS NOT NULL OR mark IS NOT NULL',
            name=op.f('ck_cosponsor_somebody'),
        ),
        key('cosponsor', 'municipality_id', 'municipality'),
        key('cosponsor', 'proposal_id', 'proposal'),
        key('cosponsor', 'person_id', 'person'),
        key('cosponsor', 'organisation_id', 'organisation'),
        key('cosponsor', 'invited_by_id', 'person'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_cosponsor')),
    )
    for column in ('person_id', 'organisation_id', 'email', 'invited_by_id'):
        op.create_index(op.f(f'ix_cosponsor_{column}'), 'cosponsor', [column])
    op.create_index('ix_cosponsor_mark_invited_at', 'cosponsor', ['mark', 'invited_at'])
    for columns, name, where in (
        ('person_id', 'standing', STANDING),
        ('organisation_id', 'asked', ASKED),
        ('mark', 'asked', ASKED),
    ):
        partial(
            f'uq_cosponsor_proposal_id_{columns}_{name}',
            'cosponsor',
            ['proposal_id', columns],
            where,
        )
    with op.batch_alter_table('proposal_version', schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                'cause',
                one_of('version_cause', ('author', 'office', 'amendment')),
                server_default='author',
                nullable=False,
            )
        )
        batch_op.add_column(sa.Column('replaced_by_id', sa.Integer(), nullable=True))
        batch_op.add_column(
            sa.Column('reason', sa.String(length=300), server_default='', nullable=False)
        )
        batch_op.add_column(sa.Column('amendment_id', sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            op.f('fk_proposal_version_replaced_by_id'), 'person', ['replaced_by_id'], ['id']
        )
        batch_op.create_foreign_key(
            op.f('fk_proposal_version_amendment_id'), 'amendment', ['amendment_id'], ['id']
        )


def downgrade():
    with op.batch_alter_table('proposal_version', schema=None) as batch_op:
        batch_op.drop_constraint(op.f('ck_proposal_version_version_cause'), type_='check')
        for name in ('amendment_id', 'replaced_by_id'):
            batch_op.drop_constraint(op.f(f'fk_proposal_version_{name}'), type_='foreignkey')
        for name in ('amendment_id', 'reason', 'replaced_by_id', 'cause'):
            batch_op.drop_column(name)
    op.drop_table('cosponsor')
    op.drop_table('amendment')
