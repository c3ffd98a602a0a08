"""files of Polis conversations on their way"""

import sqlalchemy as sa
from alembic import op

revision = '0042'
down_revision = '0041'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        'opinion_import',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('conversation_id', sa.Integer(), nullable=False),
        sa.Column(
            'state',
            sa.Enum(
                'checked',
                'waiting',
                'done',
                'failed',
                name='import_state',
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column('language', sa.String(length=2), nullable=False),
        sa.Column('file_hash', sa.String(length=64), nullable=False),
        sa.Column('people', sa.Integer(), nullable=False),
        sa.Column('answers', sa.Integer(), nullable=False),
        sa.Column('statements', sa.Integer(), nullable=False),
        sa.Column('rejected', sa.Integer(), nullable=False),
        sa.Column('files', sa.LargeBinary(), nullable=True),
        sa.Column('at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('fault', sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(
            ['conversation_id'],
            ['opinion_conversation.id'],
            name=op.f('fk_opinion_import_conversation_id'),
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_opinion_import')),
        sa.UniqueConstraint('conversation_id', name=op.f('uq_opinion_import_conversation_id')),
    )


def downgrade():
    op.drop_table('opinion_import')
