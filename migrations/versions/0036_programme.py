"""programme: terms, tracks, applications, reviews, participations, joint plans"""

import sqlalchemy as sa
from alembic import op

revision = '0036'
down_revision = '0035'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('programme_term',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('years', sa.String(length=40), nullable=False),
    sa.Column('summary', sa.Text(), nullable=False),
    sa.Column('state', sa.Enum('draft', 'published', name='term_state', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_programme_term')),
    sa.UniqueConstraint('name', name=op.f('uq_programme_term_name'))
    )
    op.create_table('programme_role',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('role', sa.Enum('team', 'reviewer', 'consultant', name='programme_role', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('since', sa.DateTime(timezone=True), nullable=False),
    sa.Column('given_by_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['given_by_id'], ['person.id'], name=op.f('fk_programme_role_given_by_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_programme_role_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_programme_role')),
    sa.UniqueConstraint('person_id', 'role', name=op.f('uq_programme_role_person_id_role'))
    )
    op.create_table('programme_track',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('term_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('municipal', 'civic', name='track_kind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('ends_on', sa.Date(), nullable=False),
    sa.Column('by_month', sa.Boolean(), nullable=False),
    sa.Column('opens_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('closes_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('results_on', sa.Date(), nullable=True),
    sa.Column('call', sa.Text(), nullable=False),
    sa.Column('call_html', sa.Text(), nullable=False),
    sa.Column('eligibility', sa.Text(), nullable=False),
    sa.Column('awaits', sa.Text(), nullable=False),
    sa.Column('awaits_html', sa.Text(), nullable=False),
    sa.Column('seats', sa.Integer(), nullable=True),
    sa.Column('least_reviews', sa.Integer(), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.CheckConstraint('closes_at > opens_at', name=op.f('ck_programme_track_closes_after_opening')),
    sa.CheckConstraint('ends_on >= starts_on', name=op.f('ck_programme_track_ends_after_start')),
    sa.CheckConstraint('least_reviews >= 2', name=op.f('ck_programme_track_two_reviews')),
    sa.ForeignKeyConstraint(['term_id'], ['programme_term.id'], name=op.f('fk_programme_track_term_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_programme_track')),
    sa.UniqueConstraint('term_id', 'kind', name=op.f('uq_programme_track_term_id_kind'))
    )
    op.create_table('programme_criterion',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('track_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('hint', sa.Text(), nullable=False),
    sa.Column('weight', sa.Integer(), nullable=False),
    sa.CheckConstraint('weight BETWEEN 1 AND 100', name=op.f('ck_programme_criterion_weight')),
    sa.ForeignKeyConstraint(['track_id'], ['programme_track.id'], name=op.f('fk_programme_criterion_track_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_programme_criterion')),
    sa.UniqueConstraint('track_id', 'name', name=op.f('uq_programme_criterion_track_id_name'))
    )
    op.create_table('programme_line',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('term_id', sa.Integer(), nullable=False),
    sa.Column('track_id', sa.Integer(), nullable=True),
    sa.Column('kind', sa.Enum('outcome', 'activity', 'event', name='line_kind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['term_id'], ['programme_term.id'], name=op.f('fk_programme_line_term_id')),
    sa.ForeignKeyConstraint(['track_id'], ['programme_track.id'], name=op.f('fk_programme_line_track_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_programme_line'))
    )
    with op.batch_alter_table('programme_line', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_programme_line_term_id'), ['term_id'], unique=False)

    op.create_table('programme_milestone',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('track_id', sa.Integer(), nullable=False),
    sa.Column('label', sa.String(length=200), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('ends_on', sa.Date(), nullable=True),
    sa.Column('source', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['track_id'], ['programme_track.id'], name=op.f('fk_programme_milestone_track_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_programme_milestone'))
    )
    with op.batch_alter_table('programme_milestone', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_programme_milestone_track_id'), ['track_id'], unique=False)

    op.create_table('programme_partner',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('track_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=160), nullable=False),
    sa.Column('role', sa.String(length=120), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['track_id'], ['programme_track.id'], name=op.f('fk_programme_partner_track_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_programme_partner')),
    sa.UniqueConstraint('track_id', 'name', name=op.f('uq_programme_partner_track_id_name'))
    )
    op.create_table('programme_application',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('track_id', sa.Integer(), nullable=False),
    sa.Column('state', sa.Enum('draft', 'submitted', 'missing', 'interview', 'accepted', 'reserve', 'refused', 'withdrawn', name='application_state', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('owner_id', sa.Integer(), nullable=True),
    sa.Column('municipality_id', sa.Integer(), nullable=True),
    sa.Column('organisation_id', sa.Integer(), nullable=True),
    sa.Column('name', sa.String(length=160), nullable=False),
    sa.Column('province', sa.String(length=80), nullable=False),
    sa.Column('population', sa.Integer(), nullable=True),
    sa.Column('contact_name', sa.String(length=120), nullable=False),
    sa.Column('contact_email', sa.String(length=254), nullable=False),
    sa.Column('contact_phone', sa.String(length=40), nullable=False),
    sa.Column('unit', sa.String(length=160), nullable=False),
    sa.Column('motivation', sa.Text(), nullable=False),
    sa.Column('practice', sa.Text(), nullable=False),
    sa.Column('commitments', sa.Text(), nullable=False),
    sa.Column('approved', sa.Boolean(), nullable=False),
    sa.Column('decision_number', sa.String(length=60), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('saved_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('submitted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('reserve_rank', sa.Integer(), nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("(state = 'reserve') = (reserve_rank IS NOT NULL)", name=op.f('ck_programme_application_reserve_ranked')),
    sa.ForeignKeyConstraint(['municipality_id'], ['municipality.id'], name=op.f('fk_programme_application_municipality_id')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_programme_application_organisation_id')),
    sa.ForeignKeyConstraint(['owner_id'], ['person.id'], name=op.f('fk_programme_application_owner_id')),
    sa.ForeignKeyConstraint(['track_id'], ['programme_track.id'], name=op.f('fk_programme_application_track_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_programme_application'))
    )
    with op.batch_alter_table('programme_application', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_programme_application_municipality_id'), ['municipality_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_programme_application_organisation_id'), ['organisation_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_programme_application_owner_id'), ['owner_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_programme_application_track_id'), ['track_id'], unique=False)
        batch_op.create_index('uq_programme_application_track_id_municipality_id_living', ['track_id', 'municipality_id'], unique=True, sqlite_where=sa.text("state <> 'withdrawn' AND municipality_id IS NOT NULL"), postgresql_where=sa.text("state <> 'withdrawn' AND municipality_id IS NOT NULL"))
        batch_op.create_index('uq_programme_application_track_id_organisation_id_living', ['track_id', 'organisation_id'], unique=True, sqlite_where=sa.text("state <> 'withdrawn' AND organisation_id IS NOT NULL"), postgresql_where=sa.text("state <> 'withdrawn' AND organisation_id IS NOT NULL"))
        batch_op.create_index('uq_programme_application_track_id_reserve_rank', ['track_id', 'reserve_rank'], unique=True, sqlite_where=sa.text("state = 'reserve'"), postgresql_where=sa.text("state = 'reserve'"))

    op.create_table('programme_application_file',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('application_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('approval', 'commitment', 'decision', 'other', name='file_kind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('file_id', sa.Uuid(), nullable=False),
    sa.Column('added_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['application_id'], ['programme_application.id'], name=op.f('fk_programme_application_file_application_id')),
    sa.ForeignKeyConstraint(['file_id'], ['stored_file.id'], name=op.f('fk_programme_application_file_file_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_programme_application_file'))
    )
    with op.batch_alter_table('programme_application_file', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_programme_application_file_application_id'), ['application_id'], unique=False)

    op.create_table('programme_application_step',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('application_id', sa.Integer(), nullable=False),
    sa.Column('state', sa.Enum('draft', 'submitted', 'missing', 'interview', 'accepted', 'reserve', 'refused', 'withdrawn', name='application_state', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('rank', sa.Integer(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['application_id'], ['programme_application.id'], name=op.f('fk_programme_application_step_application_id')),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_programme_application_step_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_programme_application_step'))
    )
    with op.batch_alter_table('programme_application_step', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_programme_application_step_application_id'), ['application_id'], unique=False)

    op.create_table('programme_participation',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('track_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=160), nullable=False),
    sa.Column('sort_key', sa.Text(), nullable=False),
    sa.Column('province', sa.String(length=80), nullable=False),
    sa.Column('population', sa.Integer(), nullable=True),
    sa.Column('municipality_id', sa.Integer(), nullable=True),
    sa.Column('organisation_id', sa.Integer(), nullable=True),
    sa.Column('application_id', sa.Integer(), nullable=True),
    sa.Column('stage', sa.Enum('admitted', 'assessment', 'capacity', 'drafting', 'comment', 'adopted', 'monitoring', 'completed', 'left', name='stage', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('stage_since', sa.DateTime(timezone=True), nullable=False),
    sa.Column('since', sa.DateTime(timezone=True), nullable=False),
    sa.Column('roadmap_title', sa.String(length=200), nullable=False),
    sa.Column('roadmap_href', sa.String(length=500), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['application_id'], ['programme_application.id'], name=op.f('fk_programme_participation_application_id')),
    sa.ForeignKeyConstraint(['municipality_id'], ['municipality.id'], name=op.f('fk_programme_participation_municipality_id')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_programme_participation_organisation_id')),
    sa.ForeignKeyConstraint(['track_id'], ['programme_track.id'], name=op.f('fk_programme_participation_track_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_programme_participation')),
    sa.UniqueConstraint('application_id', name=op.f('uq_programme_participation_application_id')),
    sa.UniqueConstraint('track_id', 'name', name=op.f('uq_programme_participation_track_id_name'))
    )
    with op.batch_alter_table('programme_participation', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_programme_participation_municipality_id'), ['municipality_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_programme_participation_organisation_id'), ['organisation_id'], unique=False)
        batch_op.create_index('uq_programme_participation_track_id_municipality_id', ['track_id', 'municipality_id'], unique=True, sqlite_where=sa.text('municipality_id IS NOT NULL'), postgresql_where=sa.text('municipality_id IS NOT NULL'))

    op.create_table('programme_review',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('application_id', sa.Integer(), nullable=False),
    sa.Column('reviewer_id', sa.Integer(), nullable=False),
    sa.Column('state', sa.Enum('assigned', 'given', 'conflict', name='review_state', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('comment', sa.Text(), nullable=False),
    sa.Column('conflict', sa.Text(), nullable=False),
    sa.Column('assigned_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('given_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['application_id'], ['programme_application.id'], name=op.f('fk_programme_review_application_id')),
    sa.ForeignKeyConstraint(['reviewer_id'], ['person.id'], name=op.f('fk_programme_review_reviewer_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_programme_review')),
    sa.UniqueConstraint('application_id', 'reviewer_id', name=op.f('uq_programme_review_application_id_reviewer_id'))
    )
    with op.batch_alter_table('programme_review', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_programme_review_reviewer_id'), ['reviewer_id'], unique=False)

    op.create_table('programme_team_member',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('application_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('unit', sa.String(length=160), nullable=False),
    sa.Column('role', sa.String(length=160), nullable=False),
    sa.ForeignKeyConstraint(['application_id'], ['programme_application.id'], name=op.f('fk_programme_team_member_application_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_programme_team_member'))
    )
    with op.batch_alter_table('programme_team_member', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_programme_team_member_application_id'), ['application_id'], unique=False)

    op.create_table('programme_consulting',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('participation_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('since', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['participation_id'], ['programme_participation.id'], name=op.f('fk_programme_consulting_participation_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_programme_consulting_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_programme_consulting')),
    sa.UniqueConstraint('participation_id', 'person_id', name=op.f('uq_programme_consulting_participation_id_person_id'))
    )
    with op.batch_alter_table('programme_consulting', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_programme_consulting_person_id'), ['person_id'], unique=False)

    op.create_table('programme_contact',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('participation_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('since', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['participation_id'], ['programme_participation.id'], name=op.f('fk_programme_contact_participation_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_programme_contact_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_programme_contact')),
    sa.UniqueConstraint('participation_id', 'person_id', name=op.f('uq_programme_contact_participation_id_person_id'))
    )
    with op.batch_alter_table('programme_contact', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_programme_contact_person_id'), ['person_id'], unique=False)

    op.create_table('programme_joint_plan',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('term_id', sa.Integer(), nullable=False),
    sa.Column('town_id', sa.Integer(), nullable=True),
    sa.Column('state', sa.Enum('idea', 'seeking', 'agreed', 'running', 'reported', 'closed', name='plan_state', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('problem', sa.Text(), nullable=False),
    sa.Column('goal', sa.Text(), nullable=False),
    sa.Column('steps', sa.Text(), nullable=False),
    sa.Column('unit', sa.String(length=160), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=True),
    sa.Column('ends_on', sa.Date(), nullable=True),
    sa.Column('report', sa.Text(), nullable=False),
    sa.Column('agreed_by_civic_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('agreed_by_town_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['created_by_id'], ['person.id'], name=op.f('fk_programme_joint_plan_created_by_id')),
    sa.ForeignKeyConstraint(['term_id'], ['programme_term.id'], name=op.f('fk_programme_joint_plan_term_id')),
    sa.ForeignKeyConstraint(['town_id'], ['programme_participation.id'], name=op.f('fk_programme_joint_plan_town_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_programme_joint_plan'))
    )
    with op.batch_alter_table('programme_joint_plan', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_programme_joint_plan_term_id'), ['term_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_programme_joint_plan_town_id'), ['town_id'], unique=False)

    op.create_table('programme_score',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('review_id', sa.Integer(), nullable=False),
    sa.Column('criterion_id', sa.Integer(), nullable=False),
    sa.Column('points', sa.Integer(), nullable=False),
    sa.CheckConstraint('points BETWEEN 0 AND 10', name=op.f('ck_programme_score_points')),
    sa.ForeignKeyConstraint(['criterion_id'], ['programme_criterion.id'], name=op.f('fk_programme_score_criterion_id')),
    sa.ForeignKeyConstraint(['review_id'], ['programme_review.id'], name=op.f('fk_programme_score_review_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_programme_score')),
    sa.UniqueConstraint('review_id', 'criterion_id', name=op.f('uq_programme_score_review_id_criterion_id'))
    )
    with op.batch_alter_table('programme_score', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_programme_score_criterion_id'), ['criterion_id'], unique=False)

    op.create_table('programme_stage_step',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('participation_id', sa.Integer(), nullable=False),
    sa.Column('stage', sa.Enum('admitted', 'assessment', 'capacity', 'drafting', 'comment', 'adopted', 'monitoring', 'completed', 'left', name='stage', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_programme_stage_step_by_id')),
    sa.ForeignKeyConstraint(['participation_id'], ['programme_participation.id'], name=op.f('fk_programme_stage_step_participation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_programme_stage_step'))
    )
    with op.batch_alter_table('programme_stage_step', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_programme_stage_step_participation_id'), ['participation_id'], unique=False)

    op.create_table('programme_plan_actor',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('plan_id', sa.Integer(), nullable=False),
    sa.Column('participation_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['participation_id'], ['programme_participation.id'], name=op.f('fk_programme_plan_actor_participation_id')),
    sa.ForeignKeyConstraint(['plan_id'], ['programme_joint_plan.id'], name=op.f('fk_programme_plan_actor_plan_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_programme_plan_actor')),
    sa.UniqueConstraint('plan_id', 'participation_id', name=op.f('uq_programme_plan_actor_plan_id_participation_id'))
    )
    with op.batch_alter_table('programme_plan_actor', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_programme_plan_actor_participation_id'), ['participation_id'], unique=False)



def downgrade():
    op.drop_table('programme_plan_actor')
    op.drop_table('programme_stage_step')
    op.drop_table('programme_score')
    op.drop_table('programme_joint_plan')
    op.drop_table('programme_contact')
    op.drop_table('programme_consulting')
    op.drop_table('programme_team_member')
    op.drop_table('programme_review')
    op.drop_table('programme_participation')
    op.drop_table('programme_application_step')
    op.drop_table('programme_application_file')
    op.drop_table('programme_application')
    op.drop_table('programme_partner')
    op.drop_table('programme_milestone')
    op.drop_table('programme_line')
    op.drop_table('programme_criterion')
    op.drop_table('programme_track')
    op.drop_table('programme_role')
    op.drop_table('programme_term')
