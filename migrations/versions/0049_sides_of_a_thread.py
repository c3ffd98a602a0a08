"""the order of each side of a thread, for an index that PostgreSQL walks"""

import sqlalchemy as sa
from alembic import op

revision = '0049'
down_revision = '0048'
branch_labels = None
depends_on = None

TOP = sa.text('parent_id IS NULL')


def upgrade():
    op.drop_index('ix_comment_side', table_name='comment')
    op.create_index(
        'ix_comment_side',
        'comment',
        ['thread_id', 'stance', 'score', 'id'],
        sqlite_where=TOP,
        postgresql_where=TOP,
    )


def downgrade():
    op.drop_index('ix_comment_side', table_name='comment')
    op.create_index(
        'ix_comment_side', 'comment', ['thread_id', 'parent_id', 'stance', 'score', 'id']
    )
