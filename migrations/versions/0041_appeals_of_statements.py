"""the case of a refused statement: its author may appeal"""

import sqlalchemy as sa
from alembic import op

revision = '0041'
down_revision = '0040'
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table('opinion_statement', schema=None) as batch_op:
        batch_op.add_column(sa.Column('case_id', sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f('fk_opinion_statement_case_id'), 'moderation_case', ['case_id'], ['id']
        )


def downgrade():
    with op.batch_alter_table('opinion_statement', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_opinion_statement_case_id'), type_='foreignkey')
        batch_op.drop_column('case_id')
