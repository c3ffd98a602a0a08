"""why somebody is told, and when each kind comes by mail"""

import sqlalchemy as sa
from alembic import op

revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None

KINDS = ('answers', 'mine', 'followed', 'radar', 'places', 'meetings', 'votes', 'work')
HOWS = ('at_once', 'daily', 'weekly', 'never')


def one_of(name, values):
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade():
    op.create_table(
        'notice_preference',
        sa.Column('person_id', sa.Integer(), nullable=False),
        sa.Column('kind', one_of('notice_kind', KINDS), nullable=False),
        sa.Column('how', one_of('how', HOWS), nullable=False),
        sa.ForeignKeyConstraint(
            ['person_id'], ['person.id'], name=op.f('fk_notice_preference_person_id')
        ),
        sa.PrimaryKeyConstraint('person_id', 'kind', name=op.f('pk_notice_preference')),
    )
    with op.batch_alter_table('notice', schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                'kind', one_of('notice_kind', KINDS), server_default='followed', nullable=False
            )
        )
        batch_op.add_column(
            sa.Column('waits', sa.Boolean(), server_default=sa.false(), nullable=False)
        )
        batch_op.add_column(sa.Column('ends_at', sa.DateTime(timezone=True), nullable=True))


def downgrade():
    with op.batch_alter_table('notice', schema=None) as batch_op:
        batch_op.drop_constraint(op.f('ck_notice_notice_kind'), type_='check')
        batch_op.drop_column('ends_at')
        batch_op.drop_column('waits')
        batch_op.drop_column('kind')
    op.drop_table('notice_preference')
