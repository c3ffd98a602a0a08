"""the roadmap as a document: goals, objectives, versions, reports; actions with all they promise"""

import sqlalchemy as sa
from alembic import op

revision = '0034'
down_revision = '0033'
branch_labels = None
depends_on = None

STATES = ('planned', 'started', 'completed', 'cancelled')
MORE_STATES = ('draft', 'planned', 'started', 'postponed', 'completed', 'cancelled')
#: of the table of actions; SQLite adds them in place, what hangs on it stays
REFERENCES = (('objective_id', 'roadmap_objective'), ('roadmap_id', 'roadmap'), ('thread_id', 'thread'))
FROZEN = {'roadmap_version': '', 'roadmap_report': 'OLD.published_at IS NOT NULL'}


def _listed(values):
    return '(' + ', '.join(f"'{value}'" for value in values) + ')'


def _choose(table, column, name, old, new):
    """Another list of values for a column. SQLite keeps its tables: what hangs on them stays."""
    if op.get_bind().dialect.name == 'postgresql':
        op.drop_constraint(op.f(name), table, type_='check')
        op.create_check_constraint(op.f(name), table, f'{column} IN {_listed(new)}')
        return
    bind = op.get_bind()
    before, after = (f'{column} IN {_listed(values)}' for values in (old, new))
    number = bind.exec_driver_sql('PRAGMA schema_version').scalar()
    bind.exec_driver_sql('PRAGMA writable_schema = ON')
    done = bind.exec_driver_sql(
        'UPDATE sqlite_master SET sql = replace(sql, ?, ?) '
        "WHERE type = 'table' AND name = ? AND instr(sql, ?) > 0",
        (before, after, table, before),
    )
    assert done.rowcount == 1, (table, column)
    bind.exec_driver_sql(f'PRAGMA schema_version = {number + 1}')
    bind.exec_driver_sql('PRAGMA writable_schema = OFF')


def _freeze():
    """A version never changes, a published report neither."""
    for table, condition in FROZEN.items():
        when = f'WHEN ({condition}) ' if condition else ''
        if op.get_bind().dialect.name == 'postgresql':
            op.execute(
                f'CREATE TRIGGER {table}_frozen BEFORE UPDATE OR DELETE ON {table} '
                f'FOR EACH ROW {when}EXECUTE FUNCTION refuse_change()'
            )
            continue
        for verb in ('UPDATE', 'DELETE'):
            op.execute(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} {when}"
                f"BEGIN SELECT RAISE(ABORT, '{table} is frozen'); END"
            )


def upgrade():
    _choose('action', 'state', 'ck_action_action_state', STATES, MORE_STATES)
    op.create_table('roadmap',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('municipality_id', sa.Integer(), nullable=False),
    sa.Column('state', sa.Enum('draft', 'open', 'adopted', 'closed', name='roadmap_state', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('html', sa.Text(), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('ends_on', sa.Date(), nullable=False),
    sa.Column('report_months', sa.Integer(), nullable=False),
    sa.Column('current', sa.Integer(), nullable=False),
    sa.Column('comments_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('adopted_by', sa.Enum('mayor', 'council', name='adopter', native_enum=False, create_constraint=True, length=40), nullable=True),
    sa.Column('decision_number', sa.String(length=60), nullable=False),
    sa.Column('decided_on', sa.Date(), nullable=True),
    sa.Column('in_force_on', sa.Date(), nullable=True),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('closing', sa.Text(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by_id', sa.Integer(), nullable=True),
    sa.CheckConstraint("decided_on IS NULL OR (decision_number <> '' AND adopted_by IS NOT NULL)", name=op.f('ck_roadmap_decision')),
    sa.CheckConstraint('ends_on >= starts_on', name=op.f('ck_roadmap_ends_after_start')),
    sa.ForeignKeyConstraint(['created_by_id'], ['person.id'], name=op.f('fk_roadmap_created_by_id')),
    sa.ForeignKeyConstraint(['municipality_id'], ['municipality.id'], name=op.f('fk_roadmap_municipality_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_roadmap'))
    )
    with op.batch_alter_table('roadmap', schema=None) as batch_op:
        batch_op.create_index('ix_roadmap_municipality_id_state', ['municipality_id', 'state'], unique=False)
    op.create_table('roadmap_goal',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('municipality_id', sa.Integer(), nullable=False),
    sa.Column('roadmap_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('html', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['municipality_id'], ['municipality.id'], name=op.f('fk_roadmap_goal_municipality_id')),
    sa.ForeignKeyConstraint(['roadmap_id'], ['roadmap.id'], name=op.f('fk_roadmap_goal_roadmap_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_roadmap_goal'))
    )
    with op.batch_alter_table('roadmap_goal', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_roadmap_goal_roadmap_id'), ['roadmap_id'], unique=False)
    op.create_table('roadmap_report',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('municipality_id', sa.Integer(), nullable=False),
    sa.Column('roadmap_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('ends_on', sa.Date(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('html', sa.Text(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('written_by_id', sa.Integer(), nullable=True),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('content', sa.Text(), nullable=True),
    sa.CheckConstraint('(published_at IS NULL) = (content IS NULL)', name=op.f('ck_roadmap_report_frozen')),
    sa.CheckConstraint('ends_on >= starts_on', name=op.f('ck_roadmap_report_ends_after_start')),
    sa.ForeignKeyConstraint(['municipality_id'], ['municipality.id'], name=op.f('fk_roadmap_report_municipality_id')),
    sa.ForeignKeyConstraint(['roadmap_id'], ['roadmap.id'], name=op.f('fk_roadmap_report_roadmap_id')),
    sa.ForeignKeyConstraint(['written_by_id'], ['person.id'], name=op.f('fk_roadmap_report_written_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_roadmap_report')),
    sa.UniqueConstraint('roadmap_id', 'number', name=op.f('uq_roadmap_report_roadmap_id_number'))
    )
    op.create_table('roadmap_version',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('municipality_id', sa.Integer(), nullable=False),
    sa.Column('roadmap_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('opened', 'revised', 'adopted', 'amended', name='version_kind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('adopted_by', sa.Enum('mayor', 'council', name='adopter', native_enum=False, create_constraint=True, length=40), nullable=True),
    sa.Column('decision_number', sa.String(length=60), nullable=False),
    sa.Column('decided_on', sa.Date(), nullable=True),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('published_by_id', sa.Integer(), nullable=True),
    sa.Column('content', sa.Text(), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.ForeignKeyConstraint(['municipality_id'], ['municipality.id'], name=op.f('fk_roadmap_version_municipality_id')),
    sa.ForeignKeyConstraint(['published_by_id'], ['person.id'], name=op.f('fk_roadmap_version_published_by_id')),
    sa.ForeignKeyConstraint(['roadmap_id'], ['roadmap.id'], name=op.f('fk_roadmap_version_roadmap_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_roadmap_version')),
    sa.UniqueConstraint('roadmap_id', 'number', name=op.f('uq_roadmap_version_roadmap_id_number'))
    )
    op.create_table('roadmap_coauthor',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('municipality_id', sa.Integer(), nullable=False),
    sa.Column('roadmap_id', sa.Integer(), nullable=False),
    sa.Column('goal_id', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.Integer(), nullable=False),
    sa.Column('state', sa.Enum('invited', 'accepted', 'declined', name='consent', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('invited_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('invited_by_id', sa.Integer(), nullable=True),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('answered_by_id', sa.Integer(), nullable=True),
    sa.Column('wrote_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['answered_by_id'], ['person.id'], name=op.f('fk_roadmap_coauthor_answered_by_id')),
    sa.ForeignKeyConstraint(['goal_id'], ['roadmap_goal.id'], name=op.f('fk_roadmap_coauthor_goal_id')),
    sa.ForeignKeyConstraint(['invited_by_id'], ['person.id'], name=op.f('fk_roadmap_coauthor_invited_by_id')),
    sa.ForeignKeyConstraint(['municipality_id'], ['municipality.id'], name=op.f('fk_roadmap_coauthor_municipality_id')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_roadmap_coauthor_organisation_id')),
    sa.ForeignKeyConstraint(['roadmap_id'], ['roadmap.id'], name=op.f('fk_roadmap_coauthor_roadmap_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_roadmap_coauthor')),
    sa.UniqueConstraint('goal_id', 'organisation_id', name=op.f('uq_roadmap_coauthor_goal_id_organisation_id'))
    )
    with op.batch_alter_table('roadmap_coauthor', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_roadmap_coauthor_organisation_id'), ['organisation_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_roadmap_coauthor_roadmap_id'), ['roadmap_id'], unique=False)
    op.create_table('roadmap_objective',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('municipality_id', sa.Integer(), nullable=False),
    sa.Column('goal_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('html', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['goal_id'], ['roadmap_goal.id'], name=op.f('fk_roadmap_objective_goal_id')),
    sa.ForeignKeyConstraint(['municipality_id'], ['municipality.id'], name=op.f('fk_roadmap_objective_municipality_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_roadmap_objective'))
    )
    with op.batch_alter_table('roadmap_objective', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_roadmap_objective_goal_id'), ['goal_id'], unique=False)
    op.create_table('action_indicator',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('municipality_id', sa.Integer(), nullable=False),
    sa.Column('action_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('unit', sa.String(length=40), nullable=False),
    sa.Column('baseline', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('target', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('source', sa.String(length=200), nullable=False),
    sa.ForeignKeyConstraint(['action_id'], ['action.id'], name=op.f('fk_action_indicator_action_id')),
    sa.ForeignKeyConstraint(['municipality_id'], ['municipality.id'], name=op.f('fk_action_indicator_municipality_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_action_indicator'))
    )
    with op.batch_alter_table('action_indicator', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_action_indicator_action_id'), ['action_id'], unique=False)
    op.create_table('action_neighbourhood',
    sa.Column('action_id', sa.Integer(), nullable=False),
    sa.Column('neighbourhood_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['action_id'], ['action.id'], name=op.f('fk_action_neighbourhood_action_id')),
    sa.ForeignKeyConstraint(['neighbourhood_id'], ['neighbourhood.id'], name=op.f('fk_action_neighbourhood_neighbourhood_id')),
    sa.PrimaryKeyConstraint('action_id', 'neighbourhood_id', name=op.f('pk_action_neighbourhood'))
    )
    with op.batch_alter_table('action_neighbourhood', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_action_neighbourhood_neighbourhood_id'), ['neighbourhood_id'], unique=False)
    op.create_table('action_origin',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('municipality_id', sa.Integer(), nullable=False),
    sa.Column('action_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('consultation', 'proposal', 'vote', 'statement', 'council', 'other', name='origin_kind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('label', sa.String(length=300), nullable=False),
    sa.Column('endpoint', sa.String(length=80), nullable=False),
    sa.Column('object_id', sa.Integer(), nullable=True),
    sa.Column('consultation_id', sa.Integer(), nullable=True),
    sa.Column('proposal_id', sa.Integer(), nullable=True),
    sa.Column('election_id', sa.Integer(), nullable=True),
    sa.Column('statement_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['action_id'], ['action.id'], name=op.f('fk_action_origin_action_id')),
    sa.ForeignKeyConstraint(['consultation_id'], ['consultation.id'], name=op.f('fk_action_origin_consultation_id')),
    sa.ForeignKeyConstraint(['election_id'], ['election.id'], name=op.f('fk_action_origin_election_id')),
    sa.ForeignKeyConstraint(['municipality_id'], ['municipality.id'], name=op.f('fk_action_origin_municipality_id')),
    sa.ForeignKeyConstraint(['proposal_id'], ['proposal.id'], name=op.f('fk_action_origin_proposal_id')),
    sa.ForeignKeyConstraint(['statement_id'], ['opinion_statement.id'], name=op.f('fk_action_origin_statement_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_action_origin')),
    sa.UniqueConstraint('action_id', 'endpoint', 'object_id', name=op.f('uq_action_origin_action_id_endpoint_object_id'))
    )
    with op.batch_alter_table('action_origin', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_action_origin_consultation_id'), ['consultation_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_action_origin_election_id'), ['election_id'], unique=False)
        batch_op.create_index('ix_action_origin_municipality_id_kind', ['municipality_id', 'kind'], unique=False)
        batch_op.create_index(batch_op.f('ix_action_origin_proposal_id'), ['proposal_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_action_origin_statement_id'), ['statement_id'], unique=False)
    op.create_table('action_partner',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('municipality_id', sa.Integer(), nullable=False),
    sa.Column('action_id', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.Integer(), nullable=False),
    sa.Column('role', sa.String(length=300), nullable=False),
    sa.Column('state', sa.Enum('invited', 'accepted', 'declined', name='consent', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('invited_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('answered_by_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['action_id'], ['action.id'], name=op.f('fk_action_partner_action_id')),
    sa.ForeignKeyConstraint(['answered_by_id'], ['person.id'], name=op.f('fk_action_partner_answered_by_id')),
    sa.ForeignKeyConstraint(['municipality_id'], ['municipality.id'], name=op.f('fk_action_partner_municipality_id')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_action_partner_organisation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_action_partner')),
    sa.UniqueConstraint('action_id', 'organisation_id', name=op.f('uq_action_partner_action_id_organisation_id'))
    )
    with op.batch_alter_table('action_partner', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_action_partner_organisation_id'), ['organisation_id'], unique=False)
    op.create_table('action_measurement',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('indicator_id', sa.Integer(), nullable=False),
    sa.Column('on', sa.Date(), nullable=False),
    sa.Column('value', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('note', sa.String(length=300), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_action_measurement_by_id')),
    sa.ForeignKeyConstraint(['indicator_id'], ['action_indicator.id'], name=op.f('fk_action_measurement_indicator_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_action_measurement')),
    sa.UniqueConstraint('indicator_id', 'on', name=op.f('uq_action_measurement_indicator_id_on'))
    )
    op.create_table('action_picture',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('update_id', sa.Integer(), nullable=False),
    sa.Column('file_id', sa.Uuid(), nullable=False),
    sa.Column('words', sa.String(length=200), nullable=False),
    sa.ForeignKeyConstraint(['file_id'], ['stored_file.id'], name=op.f('fk_action_picture_file_id')),
    sa.ForeignKeyConstraint(['update_id'], ['action_update.id'], name=op.f('fk_action_picture_update_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_action_picture'))
    )
    with op.batch_alter_table('action_picture', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_action_picture_update_id'), ['update_id'], unique=False)
    op.add_column('action', sa.Column('code', sa.String(length=20), server_default='', nullable=False))
    op.add_column('action', sa.Column('plan_code', sa.String(length=40), server_default='', nullable=False))
    op.add_column('action', sa.Column('sdg', sa.String(length=10), server_default='', nullable=False))
    op.add_column('action', sa.Column('by_quarter', sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column('action', sa.Column('rhythm_days', sa.Integer(), server_default='90', nullable=False))
    op.add_column('action', sa.Column('heard_at', sa.DateTime(timezone=True), nullable=True))
    for column, table in REFERENCES:
        op.execute(
            f'ALTER TABLE action ADD COLUMN {column} INTEGER '
            f'CONSTRAINT fk_action_{column} REFERENCES {table} (id)'
        )
    op.create_index('ix_action_municipality_id_starts_on', 'action', ['municipality_id', 'starts_on', 'id'])
    op.create_index('ix_action_objective_id', 'action', ['objective_id'])
    op.create_index('uq_action_roadmap_id_code', 'action', ['roadmap_id', 'code'], unique=True)
    op.create_index('uq_action_thread_id', 'action', ['thread_id'], unique=True)
    _freeze()
    # What an action came from, so far in its own columns.
    for kind, noun, label in (('consultation', 'consultations', 'title'), ('proposal', 'proposals', 'title')):
        op.execute(
            'INSERT INTO action_origin (municipality_id, action_id, kind, label, endpoint, object_id, '
            f"{kind}_id) SELECT a.municipality_id, a.id, '{kind}', o.{label}, '{noun}.show', o.id, o.id "
            f'FROM action a JOIN {kind} o ON o.id = a.{kind}_id ORDER BY a.id'
        )
    op.execute(
        'UPDATE action SET heard_at = '
        '(SELECT max(u.at) FROM action_update u WHERE u.action_id = action.id)'
    )


def downgrade():
    op.execute("DELETE FROM action WHERE state = 'draft'")
    op.execute("UPDATE action SET state = 'started' WHERE state = 'postponed'")
    with op.batch_alter_table('action', schema=None) as batch_op:
        for name in (
            'uq_action_thread_id',
            'uq_action_roadmap_id_code',
            'ix_action_objective_id',
            'ix_action_municipality_id_starts_on',
        ):
            batch_op.drop_index(name)
        for column, _table in REFERENCES:
            batch_op.drop_column(column)
        for column in ('code', 'plan_code', 'sdg', 'by_quarter', 'rhythm_days', 'heard_at'):
            batch_op.drop_column(column)
    _choose('action', 'state', 'ck_action_action_state', MORE_STATES, STATES)
    for table in (
        'action_picture',
        'action_measurement',
        'action_partner',
        'action_origin',
        'action_neighbourhood',
        'action_indicator',
        'roadmap_objective',
        'roadmap_coauthor',
        'roadmap_version',
        'roadmap_report',
        'roadmap_goal',
        'roadmap',
    ):
        op.drop_table(table)
