"""a hidden amendment leaves room for its author's next; who entered a text may appeal"""

import sqlalchemy as sa
from alembic import op

revision = '0039'
down_revision = '0038'
branch_labels = None
depends_on = None

NAME = 'uq_amendment_proposal_id_author_id_pending'


def _index(condition):
    op.drop_index(NAME, table_name='amendment')
    op.create_index(
        NAME,
        'amendment',
        ['proposal_id', 'author_id'],
        unique=True,
        sqlite_where=sa.text(condition),
        postgresql_where=sa.text(condition),
    )


def upgrade():
    _index("state = 'proposed' AND hidden_reason = ''")
    with op.batch_alter_table('moderation_case', schema=None) as batch_op:
        batch_op.add_column(sa.Column('entered_by_id', sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f('fk_moderation_case_entered_by_id'), 'person', ['entered_by_id'], ['id']
        )


def downgrade():
    with op.batch_alter_table('moderation_case', schema=None) as batch_op:
        batch_op.drop_constraint(
            batch_op.f('fk_moderation_case_entered_by_id'), type_='foreignkey'
        )
        batch_op.drop_column('entered_by_id')
    _index("state = 'proposed'")
