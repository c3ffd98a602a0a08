"""meetings of no consultation; comments that were said at a meeting"""

import sqlalchemy as sa
from alembic import op

revision = '0026'
down_revision = '0025'
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table('meeting', schema=None) as batch_op:
        batch_op.add_column(
            sa.Column('standalone', sa.Boolean(), server_default=sa.false(), nullable=False)
        )
    with op.batch_alter_table('comment', schema=None) as batch_op:
        for name, length in (('origin_subject', 300), ('origin_endpoint', 80)):
            batch_op.add_column(
                sa.Column(name, sa.String(length=length), server_default='', nullable=False)
            )
        batch_op.add_column(sa.Column('origin_id', sa.Integer(), nullable=True))
    op.create_table(
        'meeting_said',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('meeting_id', sa.Integer(), nullable=False),
        sa.Column('number', sa.Integer(), nullable=False),
        sa.Column('subject', sa.String(length=300), nullable=False),
        sa.Column('endpoint', sa.String(length=80), nullable=False),
        sa.Column('object_id', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ['meeting_id'], ['meeting.id'], name=op.f('fk_meeting_said_meeting_id')
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_meeting_said')),
        sa.UniqueConstraint(
            'meeting_id',
            'endpoint',
            'object_id',
            name=op.f('uq_meeting_said_meeting_id_endpoint_object_id'),
        ),
    )


def downgrade():
    op.drop_table('meeting_said')
    with op.batch_alter_table('comment', schema=None) as batch_op:
        for name in ('origin_id', 'origin_endpoint', 'origin_subject'):
            batch_op.drop_column(name)
    with op.batch_alter_table('meeting', schema=None) as batch_op:
        batch_op.drop_column('standalone')
