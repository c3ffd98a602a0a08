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
    # Without making the table anew: rows of other tables point to it.
    op.execute(
        'ALTER TABLE moderation_case ADD COLUMN entered_by_id INTEGER '
        'CONSTRAINT fk_moderation_case_entered_by_id REFERENCES person (id)'
    )


def downgrade():
    op.execute('ALTER TABLE moderation_case DROP COLUMN entered_by_id')
    _index("state = 'proposed'")
