"""which trigrams stand in which proposal: likeness goes by the rare ones"""

import re

import sqlalchemy as sa
from alembic import op

revision = '0019'
down_revision = '0018'
branch_labels = None
depends_on = None


def _grams(folded):
    words = (f'  {word} ' for word in re.findall(r'\w+', folded))
    found = {word[start : start + 3] for word in words for start in range(len(word) - 2)}
    return {gram for gram in found if not gram.startswith('  ')}


def upgrade():
    table = op.create_table(
        'proposal_gram',
        sa.Column('municipality_id', sa.Integer(), autoincrement=False, nullable=False),
        sa.Column('gram', sa.String(length=3), nullable=False),
        sa.Column('proposal_id', sa.Integer(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint('municipality_id', 'gram', 'proposal_id', name=op.f('pk_proposal_gram')),
        sqlite_with_rowid=False,
    )
    connection = op.get_bind()
    rows = connection.execute(
        sa.text("SELECT id, municipality_id, folded FROM proposal WHERE state = 'published'")
    ).all()
    for number, municipality, folded in rows:
        grams = [
            {'municipality_id': municipality, 'gram': gram, 'proposal_id': number}
            for gram in _grams(folded)
        ]
        if grams:
            op.bulk_insert(table, grams)


def downgrade():
    op.drop_table('proposal_gram')
