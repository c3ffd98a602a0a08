"""the session that took up an item which stands on the agenda of a later one"""

import sqlalchemy as sa
from alembic import op

revision = '0040'
down_revision = '0039'
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table('council_item', schema=None) as batch_op:
        batch_op.add_column(sa.Column('first_sitting_id', sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f('fk_council_item_first_sitting_id'),
            'council_sitting',
            ['first_sitting_id'],
            ['id'],
        )


def downgrade():
    with op.batch_alter_table('council_item', schema=None) as batch_op:
        batch_op.drop_constraint(
            batch_op.f('fk_council_item_first_sitting_id'), type_='foreignkey'
        )
        batch_op.drop_column('first_sitting_id')
