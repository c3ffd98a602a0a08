"""writers of an application, partners of a term, the roadmap of a participant"""

import sqlalchemy as sa
from alembic import op

revision = '0044'
down_revision = '0043'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        'programme_writer',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('application_id', sa.Integer(), nullable=False),
        sa.Column('email', sa.String(length=254), nullable=False),
        sa.Column('person_id', sa.Integer(), nullable=True),
        sa.Column('invited_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('accepted_at', sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ['application_id'],
            ['programme_application.id'],
            name=op.f('fk_programme_writer_application_id'),
        ),
        sa.ForeignKeyConstraint(
            ['person_id'], ['person.id'], name=op.f('fk_programme_writer_person_id')
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_programme_writer')),
        sa.UniqueConstraint(
            'application_id', 'email', name=op.f('uq_programme_writer_application_id_email')
        ),
    )
    op.create_index(op.f('ix_programme_writer_email'), 'programme_writer', ['email'])
    op.create_index(op.f('ix_programme_writer_person_id'), 'programme_writer', ['person_id'])
    op.create_table(
        'programme_partner_seat',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('term_id', sa.Integer(), nullable=False),
        sa.Column('person_id', sa.Integer(), nullable=False),
        sa.Column('name', sa.String(length=160), nullable=False),
        sa.Column('since', sa.DateTime(timezone=True), nullable=False),
        sa.Column('given_by_id', sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ['term_id'], ['programme_term.id'], name=op.f('fk_programme_partner_seat_term_id')
        ),
        sa.ForeignKeyConstraint(
            ['person_id'], ['person.id'], name=op.f('fk_programme_partner_seat_person_id')
        ),
        sa.ForeignKeyConstraint(
            ['given_by_id'], ['person.id'], name=op.f('fk_programme_partner_seat_given_by_id')
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_programme_partner_seat')),
        sa.UniqueConstraint(
            'term_id', 'person_id', name=op.f('uq_programme_partner_seat_term_id_person_id')
        ),
    )
    op.create_index(
        op.f('ix_programme_partner_seat_person_id'), 'programme_partner_seat', ['person_id']
    )
    # By hand on both: a table rebuilt by SQLite's batch mode loses the rows that refer to it.
    op.execute(
        "ALTER TABLE programme_participation ADD COLUMN roadmap_id INTEGER "
        "CONSTRAINT fk_programme_participation_roadmap_id REFERENCES roadmap (id)"
    )
    op.create_index(
        op.f('ix_programme_participation_roadmap_id'), 'programme_participation', ['roadmap_id']
    )


def downgrade():
    op.drop_index(op.f('ix_programme_participation_roadmap_id'), 'programme_participation')
    op.execute("ALTER TABLE programme_participation DROP COLUMN roadmap_id")
    op.drop_table('programme_partner_seat')
    op.drop_table('programme_writer')
