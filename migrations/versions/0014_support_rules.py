"""a threshold of supports, and how many one person may give"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade():
    op.add_column("activity", sa.Column("support_threshold", sa.Integer(), nullable=True))
    op.add_column("activity", sa.Column("support_limit", sa.Integer(), nullable=True))
    op.add_column(
        "proposal", sa.Column("threshold_reached_at", sa.DateTime(timezone=True), nullable=True)
    )


def downgrade():
    op.drop_column("proposal", "threshold_reached_at")
    op.drop_column("activity", "support_limit")
    op.drop_column("activity", "support_threshold")
