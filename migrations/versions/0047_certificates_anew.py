"""codes of certificates that were given anew"""

import sqlalchemy as sa
from alembic import op

revision = '0047'
down_revision = '0046'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        'capacity_old_code',
        sa.Column('code', sa.String(length=20), nullable=False),
        sa.Column('certificate_id', sa.Integer(), nullable=False),
        sa.Column('replaced_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('replaced_by_id', sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ['certificate_id'],
            ['capacity_certificate.id'],
            name=op.f('fk_capacity_old_code_certificate_id'),
        ),
        sa.ForeignKeyConstraint(
            ['replaced_by_id'], ['person.id'], name=op.f('fk_capacity_old_code_replaced_by_id')
        ),
        sa.PrimaryKeyConstraint('code', name=op.f('pk_capacity_old_code')),
    )
    op.create_index(
        op.f('ix_capacity_old_code_certificate_id'), 'capacity_old_code', ['certificate_id']
    )


def downgrade():
    op.drop_table('capacity_old_code')
