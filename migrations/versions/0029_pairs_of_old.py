"""looks for pairs among proposals that were published before pairs were kept"""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = '0029'
down_revision = '0028'
branch_labels = None
depends_on = None

TASK = 'proposals.pair_old'
ERRAND = sa.table(
    'errand',
    sa.column('key', sa.String),
    sa.column('kind', sa.String),
    sa.column('state', sa.String),
    sa.column('task', sa.String),
    sa.column('body', sa.JSON),
    sa.column('due_at', sa.DateTime(timezone=True)),
    sa.column('attempts', sa.Integer),
    sa.column('changed_at', sa.DateTime(timezone=True)),
)


def upgrade():
    """The worker does it piece by piece; here it would hold up the start."""
    proposals = sa.table('proposal', sa.column('id'))
    if op.get_bind().scalar(sa.select(proposals.c.id).limit(1)) is None:
        return
    now = datetime.now(UTC)
    op.bulk_insert(
        ERRAND,
        [
            {
                'key': f'{TASK}:0',
                'kind': 'moment',
                'state': 'waiting',
                'task': TASK,
                'body': {'after_id': 0},
                'due_at': now,
                'attempts': 0,
                'changed_at': now,
            }
        ],
    )


def downgrade():
    op.execute(ERRAND.delete().where(ERRAND.c.task == TASK))
