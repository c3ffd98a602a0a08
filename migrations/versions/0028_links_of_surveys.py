"""which addresses got a survey's link, as marks"""

import sqlalchemy as sa
from alembic import op

revision = '0028'
down_revision = '0027'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        'survey_invited',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('survey_id', sa.Integer(), nullable=False),
        sa.Column('mark', sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ['survey_id'], ['survey.id'], name=op.f('fk_survey_invited_survey_id')
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_survey_invited')),
        sa.UniqueConstraint('survey_id', 'mark', name=op.f('uq_survey_invited_survey_id_mark')),
    )


def downgrade():
    op.drop_table('survey_invited')
