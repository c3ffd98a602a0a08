"""decisions that are written now and published later"""

import sqlalchemy as sa
from alembic import op

revision = '0030'
down_revision = '0029'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        'prepared_decision',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('municipality_id', sa.Integer(), nullable=False),
        sa.Column('proposal_id', sa.Integer(), nullable=False),
        sa.Column('prepared_by_id', sa.Integer(), nullable=True),
        sa.Column('prepared_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('publish_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('ruling', sa.JSON(none_as_null=True), nullable=False),
        sa.ForeignKeyConstraint(
            ['municipality_id'], ['municipality.id'], name=op.f('fk_prepared_decision_municipality_id')
        ),
        sa.ForeignKeyConstraint(
            ['proposal_id'], ['proposal.id'], name=op.f('fk_prepared_decision_proposal_id')
        ),
        sa.ForeignKeyConstraint(
            ['prepared_by_id'], ['person.id'], name=op.f('fk_prepared_decision_prepared_by_id')
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_prepared_decision')),
        sa.UniqueConstraint('proposal_id', name=op.f('uq_prepared_decision_proposal_id')),
    )
    with op.batch_alter_table('prepared_decision', schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f('ix_prepared_decision_municipality_id'), ['municipality_id'], unique=False
        )


def downgrade():
    op.drop_table('prepared_decision')
