"""the first tables"""

import sqlalchemy as sa
from alembic import op


revision = '0001'
down_revision = None
branch_labels = None
depends_on = None


# Full-text search and the guards of the append-only record: no model describes them.
SQLITE = [
    "CREATE TRIGGER audit_line_no_update BEFORE UPDATE ON audit_line BEGIN SELECT RAISE(ABORT, 'audit_line is append-only'); END",
    "CREATE TRIGGER audit_line_no_delete BEFORE DELETE ON audit_line BEGIN SELECT RAISE(ABORT, 'audit_line is append-only'); END",
    "CREATE VIRTUAL TABLE proposal_search USING fts5(folded, folded_all, content='proposal', content_rowid='id', tokenize='trigram')",
    'CREATE TRIGGER proposal_search_insert AFTER INSERT ON proposal BEGIN INSERT INTO proposal_search(rowid, folded, folded_all) VALUES (new.id, new.folded, new.folded_all); END',
    "CREATE TRIGGER proposal_search_delete AFTER DELETE ON proposal BEGIN INSERT INTO proposal_search(proposal_search, rowid, folded, folded_all) VALUES ('delete', old.id, old.folded, old.folded_all); END",
    "CREATE TRIGGER proposal_search_update AFTER UPDATE OF folded, folded_all ON proposal BEGIN INSERT INTO proposal_search(proposal_search, rowid, folded, folded_all) VALUES ('delete', old.id, old.folded, old.folded_all); INSERT INTO proposal_search(rowid, folded, folded_all) VALUES (new.id, new.folded, new.folded_all); END",
]
POSTGRESQL = [
    "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$",
    'CREATE TRIGGER audit_line_append_only BEFORE UPDATE OR DELETE ON audit_line FOR EACH ROW EXECUTE FUNCTION refuse_change()',
    'CREATE EXTENSION IF NOT EXISTS pg_trgm',
    'CREATE INDEX ix_proposal_folded_trgm ON proposal USING gin (folded gin_trgm_ops)',
    'CREATE INDEX ix_proposal_folded_all_trgm ON proposal USING gin (folded_all gin_trgm_ops)',
]


def upgrade() -> None:
    op.create_table('audit_line',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('municipality_id', sa.Integer(), nullable=True),
    sa.Column('person_id', sa.Integer(), nullable=True),
    sa.Column('verb', sa.String(length=80), nullable=False),
    sa.Column('object_kind', sa.String(length=40), nullable=True),
    sa.Column('object_id', sa.String(length=40), nullable=True),
    sa.Column('before', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('after', sa.JSON(none_as_null=True), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_audit_line'))
    )
    with op.batch_alter_table('audit_line', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_audit_line_at'), ['at'], unique=False)
        batch_op.create_index(batch_op.f('ix_audit_line_municipality_id'), ['municipality_id'], unique=False)

    op.create_table('data_version',
    sa.Column('owner', sa.String(length=70), nullable=False),
    sa.Column('number', sa.String(length=32), nullable=False),
    sa.PrimaryKeyConstraint('owner', name=op.f('pk_data_version'))
    )
    op.create_table('draft',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('owner', sa.String(length=64), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=True),
    sa.Column('path', sa.String(length=500), nullable=False),
    sa.Column('fields', sa.JSON(none_as_null=True), nullable=False),
    sa.Column('kept_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_draft'))
    )
    with op.batch_alter_table('draft', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_draft_owner'), ['owner'], unique=False)
        batch_op.create_index(batch_op.f('ix_draft_person_id'), ['person_id'], unique=False)

    op.create_table('errand',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=200), nullable=False),
    sa.Column('kind', sa.Enum('mail', 'moment', name='kind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('state', sa.Enum('waiting', 'sending', 'done', 'failed', 'unknown', 'cancelled', name='state', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('task', sa.String(length=80), nullable=False),
    sa.Column('body', sa.JSON(none_as_null=True), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('message_id', sa.String(length=200), nullable=True),
    sa.Column('person_id', sa.Integer(), nullable=True),
    sa.Column('municipality_id', sa.Integer(), nullable=True),
    sa.Column('last_error', sa.String(length=300), nullable=True),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_errand')),
    sa.UniqueConstraint('key', name=op.f('uq_errand_key'))
    )
    with op.batch_alter_table('errand', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_errand_municipality_id'), ['municipality_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_errand_person_id'), ['person_id'], unique=False)
        batch_op.create_index('ix_errand_state_due_at', ['state', 'due_at'], unique=False)

    op.create_table('person',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('email', sa.String(length=254), nullable=True),
    sa.Column('password_hash', sa.String(length=200), nullable=True),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('language', sa.String(length=2), nullable=False),
    sa.Column('digest', sa.Enum('daily', 'none', name='digest', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('deleted_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('deleted_at IS NULL OR email IS NULL', name=op.f('ck_person_deleted_is_empty')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_person')),
    sa.UniqueConstraint('email', name=op.f('uq_person_email'))
    )
    op.create_table('province',
    sa.Column('id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('sort_key', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_province'))
    )
    op.create_table('stored_file',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('municipality_id', sa.Integer(), nullable=True),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('mime', sa.String(length=120), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('stored_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_stored_file'))
    )
    with op.batch_alter_table('stored_file', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_stored_file_municipality_id'), ['municipality_id'], unique=False)

    op.create_table('throttle',
    sa.Column('key', sa.String(length=64), nullable=False),
    sa.Column('count', sa.Integer(), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('key', name=op.f('pk_throttle'))
    )
    with op.batch_alter_table('throttle', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_throttle_expires_at'), ['expires_at'], unique=False)

    op.create_table('worker_seen',
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('seen_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_worker_seen'))
    )
    op.create_table('district',
    sa.Column('id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('province_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('sort_key', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['province_id'], ['province.id'], name=op.f('fk_district_province_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_district'))
    )
    with op.batch_alter_table('district', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_district_province_id'), ['province_id'], unique=False)

    op.create_table('email_proof',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('email', sa.String(length=254), nullable=False),
    sa.Column('confirmed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_email_proof_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_email_proof'))
    )
    with op.batch_alter_table('email_proof', schema=None) as batch_op:
        batch_op.create_index('uq_email_proof_person_id_living', ['person_id'], unique=True, sqlite_where=sa.text('ended_at IS NULL'), postgresql_where=sa.text('ended_at IS NULL'))

    op.create_table('sign_in',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('token_hash', sa.String(length=64), nullable=False),
    sa.Column('device', sa.String(length=80), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_sign_in_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sign_in')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_sign_in_token_hash'))
    )
    with op.batch_alter_table('sign_in', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_sign_in_person_id'), ['person_id'], unique=False)

    op.create_table('registered_municipality',
    sa.Column('id', sa.String(length=20), nullable=False),
    sa.Column('province_id', sa.Integer(), nullable=False),
    sa.Column('district_id', sa.Integer(), nullable=True),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('kind', sa.String(length=40), nullable=False),
    sa.Column('sort_key', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['district_id'], ['district.id'], name=op.f('fk_registered_municipality_district_id')),
    sa.ForeignKeyConstraint(['province_id'], ['province.id'], name=op.f('fk_registered_municipality_province_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_registered_municipality'))
    )
    with op.batch_alter_table('registered_municipality', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_registered_municipality_district_id'), ['district_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_registered_municipality_province_id'), ['province_id'], unique=False)

    op.create_table('registered_neighbourhood',
    sa.Column('id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('district_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('sort_key', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['district_id'], ['district.id'], name=op.f('fk_registered_neighbourhood_district_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_registered_neighbourhood'))
    )
    with op.batch_alter_table('registered_neighbourhood', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_registered_neighbourhood_district_id'), ['district_id'], unique=False)

    op.create_table('municipality',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('slug', sa.String(length=60), nullable=False),
    sa.Column('host', sa.String(length=200), nullable=True),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('official_name', sa.String(length=160), nullable=False),
    sa.Column('registered_id', sa.String(length=20), nullable=True),
    sa.Column('brand_hue', sa.Integer(), nullable=False),
    sa.Column('logo_id', sa.Uuid(), nullable=True),
    sa.Column('logo_name', sa.String(length=120), nullable=False),
    sa.Column('logo_alt', sa.String(length=160), nullable=False),
    sa.Column('help_desk', sa.String(length=120), nullable=False),
    sa.Column('is_demo', sa.Boolean(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('brand_hue BETWEEN 0 AND 359', name=op.f('ck_municipality_brand_hue')),
    sa.ForeignKeyConstraint(['logo_id'], ['stored_file.id'], name=op.f('fk_municipality_logo_id')),
    sa.ForeignKeyConstraint(['registered_id'], ['registered_municipality.id'], name=op.f('fk_municipality_registered_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_municipality')),
    sa.UniqueConstraint('host', name=op.f('uq_municipality_host')),
    sa.UniqueConstraint('slug', name=op.f('uq_municipality_slug'))
    )
    op.create_table('category',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('municipality_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('sort_key', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['municipality_id'], ['municipality.id'], name=op.f('fk_category_municipality_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_category')),
    sa.UniqueConstraint('municipality_id', 'name', name=op.f('uq_category_municipality_id_name'))
    )
    op.create_table('counter',
    sa.Column('municipality_id', sa.Integer(), nullable=False),
    sa.Column('letter', sa.String(length=4), nullable=False),
    sa.Column('year', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('last', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['municipality_id'], ['municipality.id'], name=op.f('fk_counter_municipality_id')),
    sa.PrimaryKeyConstraint('municipality_id', 'letter', 'year', name=op.f('pk_counter'))
    )
    op.create_table('journey',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('municipality_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('proposal', 'consultation', 'action', name='kind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('status', sa.Enum('published', 'on_ballot', 'refused', 'chosen', 'not_chosen', 'accepted', 'partly', 'forwarded', 'postponed', 'withdrawn', 'on_roadmap', 'open', 'ended_early', 'answered', 'planned', 'started', 'completed', 'cancelled', name='status', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('subject', sa.String(length=300), nullable=False),
    sa.Column('endpoint', sa.String(length=80), nullable=False),
    sa.Column('object_id', sa.Integer(), nullable=False),
    sa.Column('moved_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['municipality_id'], ['municipality.id'], name=op.f('fk_journey_municipality_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_journey'))
    )
    with op.batch_alter_table('journey', schema=None) as batch_op:
        batch_op.create_index('ix_journey_municipality_id_kind_status', ['municipality_id', 'kind', 'status'], unique=False)

    op.create_table('legal_text',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('municipality_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('privacy', 'community', name='legal_kind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('html', sa.Text(), nullable=False),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('published_by_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['municipality_id'], ['municipality.id'], name=op.f('fk_legal_text_municipality_id')),
    sa.ForeignKeyConstraint(['published_by_id'], ['person.id'], name=op.f('fk_legal_text_published_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_legal_text')),
    sa.UniqueConstraint('municipality_id', 'kind', 'version', name=op.f('uq_legal_text_municipality_id_kind_version'))
    )
    op.create_table('meeting',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('municipality_id', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('place', sa.String(length=200), nullable=False),
    sa.Column('link', sa.String(length=300), nullable=False),
    sa.Column('access', sa.Text(), nullable=False),
    sa.Column('starts_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('cancelled_reason', sa.Text(), nullable=False),
    sa.CheckConstraint('ends_at > starts_at', name=op.f('ck_meeting_ends_after_start')),
    sa.ForeignKeyConstraint(['municipality_id'], ['municipality.id'], name=op.f('fk_meeting_municipality_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_meeting'))
    )
    with op.batch_alter_table('meeting', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_meeting_municipality_id'), ['municipality_id'], unique=False)

    op.create_table('moderation_case',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('municipality_id', sa.Integer(), nullable=False),
    sa.Column('state', sa.Enum('open', 'hidden', 'dismissed', name='case_state', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('subject', sa.String(length=300), nullable=False),
    sa.Column('endpoint', sa.String(length=80), nullable=False),
    sa.Column('object_id', sa.Integer(), nullable=False),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('decided_by_id', sa.Integer(), nullable=True),
    sa.Column('ground', sa.Enum('insult', 'hate', 'personal_data', 'advertising', 'off_topic', 'illegal', 'other', name='ground', native_enum=False, create_constraint=True, length=40), nullable=True),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['decided_by_id'], ['person.id'], name=op.f('fk_moderation_case_decided_by_id')),
    sa.ForeignKeyConstraint(['municipality_id'], ['municipality.id'], name=op.f('fk_moderation_case_municipality_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_moderation_case'))
    )
    with op.batch_alter_table('moderation_case', schema=None) as batch_op:
        batch_op.create_index('ix_moderation_case_municipality_id_state', ['municipality_id', 'state'], unique=False)

    op.create_table('neighbourhood',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('municipality_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('sort_key', sa.Text(), nullable=False),
    sa.Column('registered_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['municipality_id'], ['municipality.id'], name=op.f('fk_neighbourhood_municipality_id')),
    sa.ForeignKeyConstraint(['registered_id'], ['registered_neighbourhood.id'], name=op.f('fk_neighbourhood_registered_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_neighbourhood'))
    )
    with op.batch_alter_table('neighbourhood', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_neighbourhood_municipality_id'), ['municipality_id'], unique=False)

    op.create_table('notice',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('municipality_id', sa.Integer(), nullable=True),
    sa.Column('key', sa.String(length=120), nullable=False),
    sa.Column('message', sa.String(length=400), nullable=False),
    sa.Column('facts', sa.JSON(none_as_null=True), nullable=False),
    sa.Column('subject', sa.String(length=300), nullable=False),
    sa.Column('endpoint', sa.String(length=80), nullable=False),
    sa.Column('object_id', sa.Integer(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('read_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('digested_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['municipality_id'], ['municipality.id'], name=op.f('fk_notice_municipality_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_notice_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_notice')),
    sa.UniqueConstraint('person_id', 'key', name=op.f('uq_notice_person_id_key'))
    )
    with op.batch_alter_table('notice', schema=None) as batch_op:
        batch_op.create_index('ix_notice_person_id_at', ['person_id', 'at'], unique=False)
        batch_op.create_index('ix_notice_undigested', ['person_id', 'digested_at'], unique=False)

    op.create_table('organisation',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('municipality_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=160), nullable=False),
    sa.Column('sort_key', sa.Text(), nullable=False),
    sa.Column('kind', sa.Enum('ngo', 'student_club', 'social_enterprise', 'chamber', 'city_council', 'university', name='organisation_kind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('about', sa.Text(), nullable=False),
    sa.Column('contact_email', sa.String(length=254), nullable=False),
    sa.Column('state', sa.Enum('applied', 'verified', 'refused', name='organisation_state', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('applied_by_id', sa.Integer(), nullable=True),
    sa.Column('applied_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('decided_by_id', sa.Integer(), nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['applied_by_id'], ['person.id'], name=op.f('fk_organisation_applied_by_id')),
    sa.ForeignKeyConstraint(['decided_by_id'], ['person.id'], name=op.f('fk_organisation_decided_by_id')),
    sa.ForeignKeyConstraint(['municipality_id'], ['municipality.id'], name=op.f('fk_organisation_municipality_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_organisation')),
    sa.UniqueConstraint('municipality_id', 'name', name=op.f('uq_organisation_municipality_id_name'))
    )
    op.create_table('thread',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('municipality_id', sa.Integer(), nullable=False),
    sa.Column('subject', sa.String(length=300), nullable=False),
    sa.Column('endpoint', sa.String(length=80), nullable=False),
    sa.Column('object_id', sa.Integer(), nullable=False),
    sa.Column('comment_count', sa.Integer(), nullable=False),
    sa.Column('for_count', sa.Integer(), nullable=False),
    sa.Column('against_count', sa.Integer(), nullable=False),
    sa.Column('information_count', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['municipality_id'], ['municipality.id'], name=op.f('fk_thread_municipality_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_thread'))
    )
    with op.batch_alter_table('thread', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_thread_municipality_id'), ['municipality_id'], unique=False)

    op.create_table('unit',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('municipality_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=160), nullable=False),
    sa.Column('sort_key', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['municipality_id'], ['municipality.id'], name=op.f('fk_unit_municipality_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_unit')),
    sa.UniqueConstraint('municipality_id', 'name', name=op.f('uq_unit_municipality_id_name'))
    )
    op.create_table('answer_duty',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('municipality_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('consultation', 'proposal', name='duty_kind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('subject', sa.String(length=300), nullable=False),
    sa.Column('endpoint', sa.String(length=80), nullable=False),
    sa.Column('object_id', sa.Integer(), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=True),
    sa.Column('assigned_to_id', sa.Integer(), nullable=True),
    sa.Column('journey_id', sa.Integer(), nullable=True),
    sa.Column('first_due_on', sa.Date(), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('answered_on', sa.Date(), nullable=True),
    sa.Column('released_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['assigned_to_id'], ['person.id'], name=op.f('fk_answer_duty_assigned_to_id')),
    sa.ForeignKeyConstraint(['journey_id'], ['journey.id'], name=op.f('fk_answer_duty_journey_id')),
    sa.ForeignKeyConstraint(['municipality_id'], ['municipality.id'], name=op.f('fk_answer_duty_municipality_id')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_answer_duty_unit_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_answer_duty'))
    )
    with op.batch_alter_table('answer_duty', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_answer_duty_assigned_to_id'), ['assigned_to_id'], unique=False)
        batch_op.create_index('ix_answer_duty_municipality_id_answered_on', ['municipality_id', 'answered_on'], unique=False)
        batch_op.create_index(batch_op.f('ix_answer_duty_unit_id'), ['unit_id'], unique=False)

    op.create_table('comment',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('municipality_id', sa.Integer(), nullable=False),
    sa.Column('thread_id', sa.Integer(), nullable=False),
    sa.Column('parent_id', sa.Integer(), nullable=True),
    sa.Column('author_id', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.Integer(), nullable=True),
    sa.Column('office', sa.String(length=160), nullable=False),
    sa.Column('stance', sa.Enum('for', 'against', 'information', name='stance', native_enum=False, create_constraint=True, length=40), nullable=True),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('html', sa.Text(), nullable=False),
    sa.Column('state', sa.Enum('visible', 'hidden', 'deleted', name='comment_state', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('hidden_reason', sa.Text(), nullable=False),
    sa.Column('case_id', sa.Integer(), nullable=True),
    sa.Column('reply_count', sa.Integer(), nullable=False),
    sa.Column('posted_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('edited_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('parent_id IS NULL OR stance IS NULL', name=op.f('ck_comment_replies_have_no_stance')),
    sa.ForeignKeyConstraint(['author_id'], ['person.id'], name=op.f('fk_comment_author_id')),
    sa.ForeignKeyConstraint(['case_id'], ['moderation_case.id'], name=op.f('fk_comment_case_id')),
    sa.ForeignKeyConstraint(['municipality_id'], ['municipality.id'], name=op.f('fk_comment_municipality_id')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_comment_organisation_id')),
    sa.ForeignKeyConstraint(['parent_id'], ['comment.id'], name=op.f('fk_comment_parent_id')),
    sa.ForeignKeyConstraint(['thread_id'], ['thread.id'], name=op.f('fk_comment_thread_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_comment'))
    )
    with op.batch_alter_table('comment', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_comment_author_id'), ['author_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_comment_parent_id'), ['parent_id'], unique=False)
        batch_op.create_index('ix_comment_thread_id_parent_id_id', ['thread_id', 'parent_id', 'id'], unique=False)

    op.create_table('invitation',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('municipality_id', sa.Integer(), nullable=False),
    sa.Column('email', sa.String(length=254), nullable=False),
    sa.Column('role', sa.Enum('administrator', 'officer', 'council_officer', 'moderator', 'unit_officer', 'approver', 'desk_officer', 'auditor', name='role', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=True),
    sa.Column('invited_by_id', sa.Integer(), nullable=True),
    sa.Column('invited_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('accepted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('accepted_by_id', sa.Integer(), nullable=True),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['accepted_by_id'], ['person.id'], name=op.f('fk_invitation_accepted_by_id')),
    sa.ForeignKeyConstraint(['invited_by_id'], ['person.id'], name=op.f('fk_invitation_invited_by_id')),
    sa.ForeignKeyConstraint(['municipality_id'], ['municipality.id'], name=op.f('fk_invitation_municipality_id')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_invitation_unit_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_invitation'))
    )
    with op.batch_alter_table('invitation', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_invitation_municipality_id'), ['municipality_id'], unique=False)

    op.create_table('journey_follower',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('journey_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('why', sa.Enum('author', 'supporter', 'follower', name='why', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('since', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['journey_id'], ['journey.id'], name=op.f('fk_journey_follower_journey_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_journey_follower_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_journey_follower')),
    sa.UniqueConstraint('journey_id', 'person_id', name=op.f('uq_journey_follower_journey_id_person_id'))
    )
    with op.batch_alter_table('journey_follower', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_journey_follower_person_id'), ['person_id'], unique=False)

    op.create_table('journey_step',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('journey_id', sa.Integer(), nullable=False),
    sa.Column('status', sa.Enum('published', 'on_ballot', 'refused', 'chosen', 'not_chosen', 'accepted', 'partly', 'forwarded', 'postponed', 'withdrawn', 'on_roadmap', 'open', 'ended_early', 'answered', 'planned', 'started', 'completed', 'cancelled', name='status', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('office', sa.String(length=160), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('subject', sa.String(length=300), nullable=False),
    sa.Column('endpoint', sa.String(length=80), nullable=False),
    sa.Column('object_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_journey_step_by_id')),
    sa.ForeignKeyConstraint(['journey_id'], ['journey.id'], name=op.f('fk_journey_step_journey_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_journey_step'))
    )
    with op.batch_alter_table('journey_step', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_journey_step_journey_id'), ['journey_id'], unique=False)

    op.create_table('letter_request',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('municipality_id', sa.Integer(), nullable=False),
    sa.Column('neighbourhood_id', sa.Integer(), nullable=False),
    sa.Column('full_name', sa.String(length=160), nullable=False),
    sa.Column('address', sa.String(length=400), nullable=False),
    sa.Column('birth_year', sa.Integer(), nullable=True),
    sa.Column('requested_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('posted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('posted_by_id', sa.Integer(), nullable=True),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('cancelled_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['municipality_id'], ['municipality.id'], name=op.f('fk_letter_request_municipality_id')),
    sa.ForeignKeyConstraint(['neighbourhood_id'], ['neighbourhood.id'], name=op.f('fk_letter_request_neighbourhood_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_letter_request_person_id')),
    sa.ForeignKeyConstraint(['posted_by_id'], ['person.id'], name=op.f('fk_letter_request_posted_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_letter_request'))
    )
    with op.batch_alter_table('letter_request', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_letter_request_municipality_id'), ['municipality_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_letter_request_person_id'), ['person_id'], unique=False)

    op.create_table('notice_shown',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('legal_text_id', sa.Integer(), nullable=False),
    sa.Column('shown_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['legal_text_id'], ['legal_text.id'], name=op.f('fk_notice_shown_legal_text_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_notice_shown_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_notice_shown'))
    )
    with op.batch_alter_table('notice_shown', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_notice_shown_person_id'), ['person_id'], unique=False)

    op.create_table('report',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('ground', sa.Enum('insult', 'hate', 'personal_data', 'advertising', 'off_topic', 'illegal', 'other', name='ground', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['case_id'], ['moderation_case.id'], name=op.f('fk_report_case_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_report_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_report')),
    sa.UniqueConstraint('case_id', 'person_id', name=op.f('uq_report_case_id_person_id'))
    )
    with op.batch_alter_table('report', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_report_person_id'), ['person_id'], unique=False)

    op.create_table('representative',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('since', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_representative_organisation_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_representative_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_representative')),
    sa.UniqueConstraint('organisation_id', 'person_id', name=op.f('uq_representative_organisation_id_person_id'))
    )
    with op.batch_alter_table('representative', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_representative_person_id'), ['person_id'], unique=False)

    op.create_table('residence',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('municipality_id', sa.Integer(), nullable=False),
    sa.Column('neighbourhood_id', sa.Integer(), nullable=False),
    sa.Column('declared_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['municipality_id'], ['municipality.id'], name=op.f('fk_residence_municipality_id')),
    sa.ForeignKeyConstraint(['neighbourhood_id'], ['neighbourhood.id'], name=op.f('fk_residence_neighbourhood_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_residence_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_residence')),
    sa.UniqueConstraint('person_id', 'municipality_id', name=op.f('uq_residence_person_id_municipality_id'))
    )
    op.create_table('residence_proof',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('municipality_id', sa.Integer(), nullable=False),
    sa.Column('neighbourhood_id', sa.Integer(), nullable=True),
    sa.Column('kind', sa.Enum('desk', 'letter', 'register', name='proof_kind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('birth_year', sa.Integer(), nullable=True),
    sa.Column('verified_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('verified_by_id', sa.Integer(), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_by_id', sa.Integer(), nullable=True),
    sa.Column('end_reason', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['ended_by_id'], ['person.id'], name=op.f('fk_residence_proof_ended_by_id')),
    sa.ForeignKeyConstraint(['municipality_id'], ['municipality.id'], name=op.f('fk_residence_proof_municipality_id')),
    sa.ForeignKeyConstraint(['neighbourhood_id'], ['neighbourhood.id'], name=op.f('fk_residence_proof_neighbourhood_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_residence_proof_person_id')),
    sa.ForeignKeyConstraint(['verified_by_id'], ['person.id'], name=op.f('fk_residence_proof_verified_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_residence_proof'))
    )
    with op.batch_alter_table('residence_proof', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_residence_proof_municipality_id'), ['municipality_id'], unique=False)
        batch_op.create_index('uq_residence_proof_person_id_municipality_id_living', ['person_id', 'municipality_id'], unique=True, sqlite_where=sa.text('ended_at IS NULL'), postgresql_where=sa.text('ended_at IS NULL'))

    op.create_table('staff',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('municipality_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('role', sa.Enum('administrator', 'officer', 'council_officer', 'moderator', 'unit_officer', 'approver', 'desk_officer', 'auditor', name='role', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=True),
    sa.Column('since', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['municipality_id'], ['municipality.id'], name=op.f('fk_staff_municipality_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_staff_person_id')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_staff_unit_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_staff')),
    sa.UniqueConstraint('municipality_id', 'person_id', 'role', name=op.f('uq_staff_municipality_id_person_id_role'))
    )
    with op.batch_alter_table('staff', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_staff_person_id'), ['person_id'], unique=False)

    op.create_table('thread_follower',
    sa.Column('thread_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('since', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_thread_follower_person_id')),
    sa.ForeignKeyConstraint(['thread_id'], ['thread.id'], name=op.f('fk_thread_follower_thread_id')),
    sa.PrimaryKeyConstraint('thread_id', 'person_id', name=op.f('pk_thread_follower'))
    )
    op.create_table('answer',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('municipality_id', sa.Integer(), nullable=False),
    sa.Column('duty_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('state', sa.Enum('draft', 'approved', 'published', 'replaced', name='answer_state', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('decision', sa.Enum('accepted', 'partly', 'refused', 'forwarded', 'postponed', name='decision', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('summary', sa.String(length=400), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('reason_html', sa.Text(), nullable=False),
    sa.Column('office', sa.String(length=160), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=True),
    sa.Column('document_number', sa.String(length=60), nullable=False),
    sa.Column('remedies', sa.Text(), nullable=False),
    sa.Column('drafted_by_id', sa.Integer(), nullable=True),
    sa.Column('drafted_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('approved_by_id', sa.Integer(), nullable=True),
    sa.Column('approved_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('published_by_id', sa.Integer(), nullable=True),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('change_reason', sa.Text(), nullable=False),
    sa.CheckConstraint("state <> 'published' OR published_at IS NOT NULL", name=op.f('ck_answer_published_dated')),
    sa.ForeignKeyConstraint(['approved_by_id'], ['person.id'], name=op.f('fk_answer_approved_by_id')),
    sa.ForeignKeyConstraint(['drafted_by_id'], ['person.id'], name=op.f('fk_answer_drafted_by_id')),
    sa.ForeignKeyConstraint(['duty_id'], ['answer_duty.id'], name=op.f('fk_answer_duty_id')),
    sa.ForeignKeyConstraint(['municipality_id'], ['municipality.id'], name=op.f('fk_answer_municipality_id')),
    sa.ForeignKeyConstraint(['published_by_id'], ['person.id'], name=op.f('fk_answer_published_by_id')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_answer_unit_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_answer')),
    sa.UniqueConstraint('duty_id', 'version', name=op.f('uq_answer_duty_id_version'))
    )
    op.create_table('comment_version',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('comment_id', sa.Integer(), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('html', sa.Text(), nullable=False),
    sa.Column('replaced_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['comment_id'], ['comment.id'], name=op.f('fk_comment_version_comment_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_comment_version'))
    )
    with op.batch_alter_table('comment_version', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_comment_version_comment_id'), ['comment_id'], unique=False)

    op.create_table('consultation',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('municipality_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.String(length=20), nullable=True),
    sa.Column('state', sa.Enum('draft', 'published', 'ended', 'withdrawn', name='consultation_state', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('template', sa.Enum('park', 'mobility', 'budget', 'decision', name='template', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('asked_by', sa.Enum('municipality', 'city_council', 'municipal_council', name='asked_by', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('summary', sa.Text(), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('body_html', sa.Text(), nullable=False),
    sa.Column('area', sa.String(length=200), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=True),
    sa.Column('preview_token', sa.String(length=64), nullable=False),
    sa.Column('created_by_id', sa.Integer(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_reason', sa.Text(), nullable=False),
    sa.Column('duty_id', sa.Integer(), nullable=True),
    sa.Column('journey_id', sa.Integer(), nullable=True),
    sa.Column('folded', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['created_by_id'], ['person.id'], name=op.f('fk_consultation_created_by_id')),
    sa.ForeignKeyConstraint(['duty_id'], ['answer_duty.id'], name=op.f('fk_consultation_duty_id')),
    sa.ForeignKeyConstraint(['journey_id'], ['journey.id'], name=op.f('fk_consultation_journey_id')),
    sa.ForeignKeyConstraint(['municipality_id'], ['municipality.id'], name=op.f('fk_consultation_municipality_id')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_consultation_unit_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_consultation')),
    sa.UniqueConstraint('duty_id', name=op.f('uq_consultation_duty_id')),
    sa.UniqueConstraint('journey_id', name=op.f('uq_consultation_journey_id'))
    )
    with op.batch_alter_table('consultation', schema=None) as batch_op:
        batch_op.create_index('ix_consultation_municipality_id_state', ['municipality_id', 'state'], unique=False)

    op.create_table('activity',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('municipality_id', sa.Integer(), nullable=False),
    sa.Column('consultation_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('proposals', 'discussion', 'vote', name='activity_kind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('title', sa.String(length=160), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('opens_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('closes_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('eligibility', sa.Enum('everyone', 'email', 'resident', name='eligibility', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('min_age', sa.Integer(), nullable=True),
    sa.Column('neighbourhood_ids', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('minutes', sa.Integer(), nullable=True),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('contribution_count', sa.Integer(), nullable=False),
    sa.Column('thread_id', sa.Integer(), nullable=True),
    sa.Column('endpoint', sa.String(length=80), nullable=False),
    sa.Column('object_id', sa.Integer(), nullable=True),
    sa.Column('done_note', sa.String(length=300), nullable=False),
    sa.CheckConstraint('closes_at IS NULL OR closes_at > opens_at', name=op.f('ck_activity_closes_after_opening')),
    sa.ForeignKeyConstraint(['consultation_id'], ['consultation.id'], name=op.f('fk_activity_consultation_id')),
    sa.ForeignKeyConstraint(['municipality_id'], ['municipality.id'], name=op.f('fk_activity_municipality_id')),
    sa.ForeignKeyConstraint(['thread_id'], ['thread.id'], name=op.f('fk_activity_thread_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_activity'))
    )
    with op.batch_alter_table('activity', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_activity_consultation_id'), ['consultation_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_activity_municipality_id'), ['municipality_id'], unique=False)

    op.create_table('consultation_change',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('consultation_id', sa.Integer(), nullable=False),
    sa.Column('message', sa.String(length=200), nullable=False),
    sa.Column('facts', sa.JSON(none_as_null=True), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('office', sa.String(length=160), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_consultation_change_by_id')),
    sa.ForeignKeyConstraint(['consultation_id'], ['consultation.id'], name=op.f('fk_consultation_change_consultation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_consultation_change'))
    )
    with op.batch_alter_table('consultation_change', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_consultation_change_consultation_id'), ['consultation_id'], unique=False)

    op.create_table('consultation_meeting',
    sa.Column('consultation_id', sa.Integer(), nullable=False),
    sa.Column('meeting_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['consultation_id'], ['consultation.id'], name=op.f('fk_consultation_meeting_consultation_id')),
    sa.ForeignKeyConstraint(['meeting_id'], ['meeting.id'], name=op.f('fk_consultation_meeting_meeting_id')),
    sa.PrimaryKeyConstraint('consultation_id', 'meeting_id', name=op.f('pk_consultation_meeting'))
    )
    op.create_table('document',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('consultation_id', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('file_id', sa.Uuid(), nullable=False),
    sa.Column('unit_name', sa.String(length=160), nullable=False),
    sa.Column('added_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['consultation_id'], ['consultation.id'], name=op.f('fk_document_consultation_id')),
    sa.ForeignKeyConstraint(['file_id'], ['stored_file.id'], name=op.f('fk_document_file_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_document'))
    )
    with op.batch_alter_table('document', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_document_consultation_id'), ['consultation_id'], unique=False)

    op.create_table('phase',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('consultation_id', sa.Integer(), nullable=False),
    sa.Column('label', sa.String(length=120), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=True),
    sa.Column('ends_on', sa.Date(), nullable=True),
    sa.Column('approximate', sa.String(length=60), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['consultation_id'], ['consultation.id'], name=op.f('fk_phase_consultation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_phase'))
    )
    with op.batch_alter_table('phase', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_phase_consultation_id'), ['consultation_id'], unique=False)

    op.create_table('promise',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('consultation_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('can_change', sa.Text(), nullable=False),
    sa.Column('cannot_change', sa.Text(), nullable=False),
    sa.Column('level', sa.Enum('inform', 'consult', 'involve', 'collaborate', 'empower', name='level', native_enum=False, create_constraint=True, length=40), nullable=True),
    sa.Column('decided_by', sa.String(length=200), nullable=False),
    sa.Column('answer_by', sa.Date(), nullable=True),
    sa.Column('office', sa.String(length=160), nullable=False),
    sa.Column('document_number', sa.String(length=60), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('made_by_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['consultation_id'], ['consultation.id'], name=op.f('fk_promise_consultation_id')),
    sa.ForeignKeyConstraint(['made_by_id'], ['person.id'], name=op.f('fk_promise_made_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_promise')),
    sa.UniqueConstraint('consultation_id', 'version', name=op.f('uq_promise_consultation_id_version'))
    )
    op.create_table('responsible',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('consultation_id', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=160), nullable=False),
    sa.Column('note', sa.String(length=300), nullable=False),
    sa.ForeignKeyConstraint(['consultation_id'], ['consultation.id'], name=op.f('fk_responsible_consultation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_responsible'))
    )
    with op.batch_alter_table('responsible', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_responsible_consultation_id'), ['consultation_id'], unique=False)

    op.create_table('election',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('municipality_id', sa.Integer(), nullable=False),
    sa.Column('consultation_id', sa.Integer(), nullable=False),
    sa.Column('activity_id', sa.Integer(), nullable=False),
    sa.Column('state', sa.Enum('draft', 'frozen', 'counted', 'cancelled', name='election_state', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('question', sa.String(length=300), nullable=False),
    sa.Column('consequence', sa.Text(), nullable=False),
    sa.Column('rule', sa.Enum('single', 'approval', name='rule', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('max_choices', sa.Integer(), nullable=False),
    sa.Column('seats', sa.Integer(), nullable=False),
    sa.Column('quorum_percent', sa.Integer(), nullable=True),
    sa.Column('definition', sa.Text(), nullable=True),
    sa.Column('definition_sha256', sa.String(length=64), nullable=True),
    sa.Column('frozen_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('counted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('result', sa.JSON(none_as_null=True), nullable=True),
    sa.ForeignKeyConstraint(['activity_id'], ['activity.id'], name=op.f('fk_election_activity_id')),
    sa.ForeignKeyConstraint(['consultation_id'], ['consultation.id'], name=op.f('fk_election_consultation_id')),
    sa.ForeignKeyConstraint(['municipality_id'], ['municipality.id'], name=op.f('fk_election_municipality_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_election')),
    sa.UniqueConstraint('activity_id', name=op.f('uq_election_activity_id'))
    )
    with op.batch_alter_table('election', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_election_consultation_id'), ['consultation_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_election_municipality_id'), ['municipality_id'], unique=False)

    op.create_table('proposal',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('municipality_id', sa.Integer(), nullable=False),
    sa.Column('consultation_id', sa.Integer(), nullable=False),
    sa.Column('activity_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.String(length=20), nullable=True),
    sa.Column('state', sa.Enum('draft', 'published', 'withdrawn', name='proposal_state', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('author_id', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.Integer(), nullable=True),
    sa.Column('title', sa.String(length=140), nullable=False),
    sa.Column('problem', sa.Text(), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('body_html', sa.Text(), nullable=False),
    sa.Column('excerpt', sa.String(length=220), nullable=False),
    sa.Column('neighbourhood_id', sa.Integer(), nullable=True),
    sa.Column('category_id', sa.Integer(), nullable=True),
    sa.Column('cost_kurus', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('attachment_id', sa.Uuid(), nullable=True),
    sa.Column('shuffle', sa.Integer(), nullable=False),
    sa.Column('folded', sa.Text(), nullable=False),
    sa.Column('folded_all', sa.Text(), nullable=False),
    sa.Column('support_count', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('journey_id', sa.Integer(), nullable=True),
    sa.Column('thread_id', sa.Integer(), nullable=True),
    sa.Column('duty_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['activity_id'], ['activity.id'], name=op.f('fk_proposal_activity_id')),
    sa.ForeignKeyConstraint(['attachment_id'], ['stored_file.id'], name=op.f('fk_proposal_attachment_id')),
    sa.ForeignKeyConstraint(['author_id'], ['person.id'], name=op.f('fk_proposal_author_id')),
    sa.ForeignKeyConstraint(['category_id'], ['category.id'], name=op.f('fk_proposal_category_id')),
    sa.ForeignKeyConstraint(['consultation_id'], ['consultation.id'], name=op.f('fk_proposal_consultation_id')),
    sa.ForeignKeyConstraint(['duty_id'], ['answer_duty.id'], name=op.f('fk_proposal_duty_id')),
    sa.ForeignKeyConstraint(['journey_id'], ['journey.id'], name=op.f('fk_proposal_journey_id')),
    sa.ForeignKeyConstraint(['municipality_id'], ['municipality.id'], name=op.f('fk_proposal_municipality_id')),
    sa.ForeignKeyConstraint(['neighbourhood_id'], ['neighbourhood.id'], name=op.f('fk_proposal_neighbourhood_id')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_proposal_organisation_id')),
    sa.ForeignKeyConstraint(['thread_id'], ['thread.id'], name=op.f('fk_proposal_thread_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_proposal')),
    sa.UniqueConstraint('duty_id', name=op.f('uq_proposal_duty_id')),
    sa.UniqueConstraint('journey_id', name=op.f('uq_proposal_journey_id')),
    sa.UniqueConstraint('municipality_id', 'number', name=op.f('uq_proposal_municipality_id_number')),
    sa.UniqueConstraint('thread_id', name=op.f('uq_proposal_thread_id'))
    )
    with op.batch_alter_table('proposal', schema=None) as batch_op:
        batch_op.create_index('ix_proposal_activity_id_state_published_at_id', ['activity_id', 'state', 'published_at', 'id'], unique=False)
        batch_op.create_index('ix_proposal_activity_id_state_shuffle_id', ['activity_id', 'state', 'shuffle', 'id'], unique=False)
        batch_op.create_index('ix_proposal_activity_id_state_support_count_id', ['activity_id', 'state', 'support_count', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_proposal_author_id'), ['author_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_proposal_consultation_id'), ['consultation_id'], unique=False)
        batch_op.create_index('ix_proposal_counts', ['municipality_id', 'state', 'category_id', 'neighbourhood_id', 'activity_id'], unique=False)
        batch_op.create_index('ix_proposal_municipality_id_state_published_at', ['municipality_id', 'state', 'published_at'], unique=False)
        batch_op.create_index('ix_proposal_municipality_id_state_support_count_id', ['municipality_id', 'state', 'support_count', 'id'], unique=False)

    op.create_table('action',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('municipality_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.String(length=20), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('html', sa.Text(), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=True),
    sa.Column('answer_id', sa.Integer(), nullable=True),
    sa.Column('proposal_id', sa.Integer(), nullable=True),
    sa.Column('consultation_id', sa.Integer(), nullable=True),
    sa.Column('state', sa.Enum('planned', 'started', 'completed', 'cancelled', name='action_state', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('ends_on', sa.Date(), nullable=False),
    sa.Column('first_ends_on', sa.Date(), nullable=False),
    sa.Column('completed_on', sa.Date(), nullable=True),
    sa.Column('progress', sa.Integer(), nullable=False),
    sa.Column('budget_kurus', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('spent_kurus', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('journey_id', sa.Integer(), nullable=True),
    sa.CheckConstraint('ends_on >= starts_on', name=op.f('ck_action_ends_after_start')),
    sa.CheckConstraint('progress BETWEEN 0 AND 100', name=op.f('ck_action_progress')),
    sa.ForeignKeyConstraint(['answer_id'], ['answer.id'], name=op.f('fk_action_answer_id')),
    sa.ForeignKeyConstraint(['consultation_id'], ['consultation.id'], name=op.f('fk_action_consultation_id')),
    sa.ForeignKeyConstraint(['journey_id'], ['journey.id'], name=op.f('fk_action_journey_id')),
    sa.ForeignKeyConstraint(['municipality_id'], ['municipality.id'], name=op.f('fk_action_municipality_id')),
    sa.ForeignKeyConstraint(['proposal_id'], ['proposal.id'], name=op.f('fk_action_proposal_id')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_action_unit_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_action')),
    sa.UniqueConstraint('journey_id', name=op.f('uq_action_journey_id')),
    sa.UniqueConstraint('municipality_id', 'number', name=op.f('uq_action_municipality_id_number'))
    )
    with op.batch_alter_table('action', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_action_answer_id'), ['answer_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_action_consultation_id'), ['consultation_id'], unique=False)
        batch_op.create_index('ix_action_municipality_id_state', ['municipality_id', 'state'], unique=False)
        batch_op.create_index(batch_op.f('ix_action_proposal_id'), ['proposal_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_action_unit_id'), ['unit_id'], unique=False)

    op.create_table('ballot',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('election_id', sa.Integer(), nullable=False),
    sa.Column('tag', sa.String(length=64), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('choice', sa.JSON(none_as_null=True), nullable=False),
    sa.ForeignKeyConstraint(['election_id'], ['election.id'], name=op.f('fk_ballot_election_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ballot')),
    sa.UniqueConstraint('election_id', 'tag', 'revision', name=op.f('uq_ballot_election_id_tag_revision')),
    sqlite_with_rowid=False
    )
    with op.batch_alter_table('ballot', schema=None) as batch_op:
        batch_op.create_index('ix_ballot_election_id_tag', ['election_id', 'tag'], unique=False)

    op.create_table('election_note',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('election_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('message', sa.String(length=300), nullable=False),
    sa.Column('facts', sa.JSON(none_as_null=True), nullable=False),
    sa.ForeignKeyConstraint(['election_id'], ['election.id'], name=op.f('fk_election_note_election_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_election_note'))
    )
    with op.batch_alter_table('election_note', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_election_note_election_id'), ['election_id'], unique=False)

    op.create_table('election_option',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('election_id', sa.Integer(), nullable=False),
    sa.Column('proposal_id', sa.Integer(), nullable=True),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('cost_kurus', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['election_id'], ['election.id'], name=op.f('fk_election_option_election_id')),
    sa.ForeignKeyConstraint(['proposal_id'], ['proposal.id'], name=op.f('fk_election_option_proposal_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_election_option')),
    sa.UniqueConstraint('election_id', 'proposal_id', name=op.f('uq_election_option_election_id_proposal_id'))
    )
    with op.batch_alter_table('election_option', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_election_option_election_id'), ['election_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_election_option_proposal_id'), ['proposal_id'], unique=False)

    op.create_table('proposal_version',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('proposal_id', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=140), nullable=False),
    sa.Column('problem', sa.Text(), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('body_html', sa.Text(), nullable=False),
    sa.Column('replaced_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['proposal_id'], ['proposal.id'], name=op.f('fk_proposal_version_proposal_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_proposal_version'))
    )
    with op.batch_alter_table('proposal_version', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_proposal_version_proposal_id'), ['proposal_id'], unique=False)

    op.create_table('roll_entry',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('election_id', sa.Integer(), nullable=False),
    sa.Column('email_proof_id', sa.Integer(), nullable=True),
    sa.Column('residence_proof_id', sa.Integer(), nullable=True),
    sa.Column('identity_tag', sa.String(length=64), nullable=False),
    sa.CheckConstraint('(email_proof_id IS NULL) OR (residence_proof_id IS NULL)', name=op.f('ck_roll_entry_one_proof')),
    sa.ForeignKeyConstraint(['election_id'], ['election.id'], name=op.f('fk_roll_entry_election_id')),
    sa.ForeignKeyConstraint(['email_proof_id'], ['email_proof.id'], name=op.f('fk_roll_entry_email_proof_id')),
    sa.ForeignKeyConstraint(['residence_proof_id'], ['residence_proof.id'], name=op.f('fk_roll_entry_residence_proof_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_roll_entry')),
    sa.UniqueConstraint('election_id', 'email_proof_id', name=op.f('uq_roll_entry_election_id_email_proof_id')),
    sa.UniqueConstraint('election_id', 'identity_tag', name=op.f('uq_roll_entry_election_id_identity_tag')),
    sa.UniqueConstraint('election_id', 'residence_proof_id', name=op.f('uq_roll_entry_election_id_residence_proof_id'))
    )
    with op.batch_alter_table('roll_entry', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_roll_entry_email_proof_id'), ['email_proof_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_roll_entry_residence_proof_id'), ['residence_proof_id'], unique=False)

    op.create_table('support',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('proposal_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('since', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_support_person_id')),
    sa.ForeignKeyConstraint(['proposal_id'], ['proposal.id'], name=op.f('fk_support_proposal_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_support')),
    sa.UniqueConstraint('proposal_id', 'person_id', name=op.f('uq_support_proposal_id_person_id'))
    )
    with op.batch_alter_table('support', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_support_person_id'), ['person_id'], unique=False)

    op.create_table('action_update',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('action_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('office', sa.String(length=160), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('html', sa.Text(), nullable=False),
    sa.Column('progress', sa.Integer(), nullable=False),
    sa.Column('spent_kurus', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('old_ends_on', sa.Date(), nullable=True),
    sa.Column('new_ends_on', sa.Date(), nullable=True),
    sa.Column('delay_reason', sa.String(length=400), nullable=False),
    sa.Column('evidence_id', sa.Uuid(), nullable=True),
    sa.CheckConstraint("new_ends_on IS NULL OR delay_reason <> ''", name=op.f('ck_action_update_delay_has_reason')),
    sa.CheckConstraint('progress BETWEEN 0 AND 100', name=op.f('ck_action_update_progress')),
    sa.ForeignKeyConstraint(['action_id'], ['action.id'], name=op.f('fk_action_update_action_id')),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_action_update_by_id')),
    sa.ForeignKeyConstraint(['evidence_id'], ['stored_file.id'], name=op.f('fk_action_update_evidence_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_action_update'))
    )
    with op.batch_alter_table('action_update', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_action_update_action_id'), ['action_id'], unique=False)


    if op.get_bind().dialect.name == "sqlite":
        statements = SQLITE
    else:
        statements = POSTGRESQL
    for statement in statements:
        op.execute(sa.text(statement.replace(":", r"\:")))


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE proposal_search")
    with op.batch_alter_table('action_update', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_action_update_action_id'))

    op.drop_table('action_update')
    with op.batch_alter_table('support', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_support_person_id'))

    op.drop_table('support')
    with op.batch_alter_table('roll_entry', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_roll_entry_residence_proof_id'))
        batch_op.drop_index(batch_op.f('ix_roll_entry_email_proof_id'))

    op.drop_table('roll_entry')
    with op.batch_alter_table('proposal_version', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_proposal_version_proposal_id'))

    op.drop_table('proposal_version')
    with op.batch_alter_table('election_option', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_election_option_proposal_id'))
        batch_op.drop_index(batch_op.f('ix_election_option_election_id'))

    op.drop_table('election_option')
    with op.batch_alter_table('election_note', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_election_note_election_id'))

    op.drop_table('election_note')
    with op.batch_alter_table('ballot', schema=None) as batch_op:
        batch_op.drop_index('ix_ballot_election_id_tag')

    op.drop_table('ballot')
    with op.batch_alter_table('action', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_action_unit_id'))
        batch_op.drop_index(batch_op.f('ix_action_proposal_id'))
        batch_op.drop_index('ix_action_municipality_id_state')
        batch_op.drop_index(batch_op.f('ix_action_consultation_id'))
        batch_op.drop_index(batch_op.f('ix_action_answer_id'))

    op.drop_table('action')
    with op.batch_alter_table('proposal', schema=None) as batch_op:
        batch_op.drop_index('ix_proposal_municipality_id_state_support_count_id')
        batch_op.drop_index('ix_proposal_municipality_id_state_published_at')
        batch_op.drop_index('ix_proposal_counts')
        batch_op.drop_index(batch_op.f('ix_proposal_consultation_id'))
        batch_op.drop_index(batch_op.f('ix_proposal_author_id'))
        batch_op.drop_index('ix_proposal_activity_id_state_support_count_id')
        batch_op.drop_index('ix_proposal_activity_id_state_shuffle_id')
        batch_op.drop_index('ix_proposal_activity_id_state_published_at_id')

    op.drop_table('proposal')
    with op.batch_alter_table('election', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_election_municipality_id'))
        batch_op.drop_index(batch_op.f('ix_election_consultation_id'))

    op.drop_table('election')
    with op.batch_alter_table('responsible', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_responsible_consultation_id'))

    op.drop_table('responsible')
    op.drop_table('promise')
    with op.batch_alter_table('phase', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_phase_consultation_id'))

    op.drop_table('phase')
    with op.batch_alter_table('document', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_document_consultation_id'))

    op.drop_table('document')
    op.drop_table('consultation_meeting')
    with op.batch_alter_table('consultation_change', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_consultation_change_consultation_id'))

    op.drop_table('consultation_change')
    with op.batch_alter_table('activity', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_activity_municipality_id'))
        batch_op.drop_index(batch_op.f('ix_activity_consultation_id'))

    op.drop_table('activity')
    with op.batch_alter_table('consultation', schema=None) as batch_op:
        batch_op.drop_index('ix_consultation_municipality_id_state')

    op.drop_table('consultation')
    with op.batch_alter_table('comment_version', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_comment_version_comment_id'))

    op.drop_table('comment_version')
    op.drop_table('answer')
    op.drop_table('thread_follower')
    with op.batch_alter_table('staff', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_staff_person_id'))

    op.drop_table('staff')
    with op.batch_alter_table('residence_proof', schema=None) as batch_op:
        batch_op.drop_index('uq_residence_proof_person_id_municipality_id_living', sqlite_where=sa.text('ended_at IS NULL'), postgresql_where=sa.text('ended_at IS NULL'))
        batch_op.drop_index(batch_op.f('ix_residence_proof_municipality_id'))

    op.drop_table('residence_proof')
    op.drop_table('residence')
    with op.batch_alter_table('representative', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_representative_person_id'))

    op.drop_table('representative')
    with op.batch_alter_table('report', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_report_person_id'))

    op.drop_table('report')
    with op.batch_alter_table('notice_shown', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_notice_shown_person_id'))

    op.drop_table('notice_shown')
    with op.batch_alter_table('letter_request', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_letter_request_person_id'))
        batch_op.drop_index(batch_op.f('ix_letter_request_municipality_id'))

    op.drop_table('letter_request')
    with op.batch_alter_table('journey_step', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_journey_step_journey_id'))

    op.drop_table('journey_step')
    with op.batch_alter_table('journey_follower', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_journey_follower_person_id'))

    op.drop_table('journey_follower')
    with op.batch_alter_table('invitation', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_invitation_municipality_id'))

    op.drop_table('invitation')
    with op.batch_alter_table('comment', schema=None) as batch_op:
        batch_op.drop_index('ix_comment_thread_id_parent_id_id')
        batch_op.drop_index(batch_op.f('ix_comment_parent_id'))
        batch_op.drop_index(batch_op.f('ix_comment_author_id'))

    op.drop_table('comment')
    with op.batch_alter_table('answer_duty', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_answer_duty_unit_id'))
        batch_op.drop_index('ix_answer_duty_municipality_id_answered_on')
        batch_op.drop_index(batch_op.f('ix_answer_duty_assigned_to_id'))

    op.drop_table('answer_duty')
    op.drop_table('unit')
    with op.batch_alter_table('thread', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_thread_municipality_id'))

    op.drop_table('thread')
    op.drop_table('organisation')
    with op.batch_alter_table('notice', schema=None) as batch_op:
        batch_op.drop_index('ix_notice_undigested')
        batch_op.drop_index('ix_notice_person_id_at')

    op.drop_table('notice')
    with op.batch_alter_table('neighbourhood', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_neighbourhood_municipality_id'))

    op.drop_table('neighbourhood')
    with op.batch_alter_table('moderation_case', schema=None) as batch_op:
        batch_op.drop_index('ix_moderation_case_municipality_id_state')

    op.drop_table('moderation_case')
    with op.batch_alter_table('meeting', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_meeting_municipality_id'))

    op.drop_table('meeting')
    op.drop_table('legal_text')
    with op.batch_alter_table('journey', schema=None) as batch_op:
        batch_op.drop_index('ix_journey_municipality_id_kind_status')

    op.drop_table('journey')
    op.drop_table('counter')
    op.drop_table('category')
    op.drop_table('municipality')
    with op.batch_alter_table('registered_neighbourhood', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_registered_neighbourhood_district_id'))

    op.drop_table('registered_neighbourhood')
    with op.batch_alter_table('registered_municipality', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_registered_municipality_province_id'))
        batch_op.drop_index(batch_op.f('ix_registered_municipality_district_id'))

    op.drop_table('registered_municipality')
    with op.batch_alter_table('sign_in', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_sign_in_person_id'))

    op.drop_table('sign_in')
    with op.batch_alter_table('email_proof', schema=None) as batch_op:
        batch_op.drop_index('uq_email_proof_person_id_living', sqlite_where=sa.text('ended_at IS NULL'), postgresql_where=sa.text('ended_at IS NULL'))

    op.drop_table('email_proof')
    with op.batch_alter_table('district', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_district_province_id'))

    op.drop_table('district')
    op.drop_table('worker_seen')
    with op.batch_alter_table('throttle', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_throttle_expires_at'))

    op.drop_table('throttle')
    with op.batch_alter_table('stored_file', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_stored_file_municipality_id'))

    op.drop_table('stored_file')
    op.drop_table('province')
    op.drop_table('person')
    with op.batch_alter_table('errand', schema=None) as batch_op:
        batch_op.drop_index('ix_errand_state_due_at')
        batch_op.drop_index(batch_op.f('ix_errand_person_id'))
        batch_op.drop_index(batch_op.f('ix_errand_municipality_id'))

    op.drop_table('errand')
    with op.batch_alter_table('draft', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_draft_person_id'))
        batch_op.drop_index(batch_op.f('ix_draft_owner'))

    op.drop_table('draft')
    op.drop_table('data_version')
    with op.batch_alter_table('audit_line', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_audit_line_municipality_id'))
        batch_op.drop_index(batch_op.f('ix_audit_line_at'))

    op.drop_table('audit_line')
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_change()")
