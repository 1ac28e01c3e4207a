"""Going from door to door: plans, visits, connectivity, announcements told at home."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = '0048'
down_revision = "0042"
branch_labels = None
depends_on = None

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table('household_reach',
    sa.Column('household_id', Id, nullable=False),
    sa.Column('unit_id', Id, nullable=False),
    sa.Column('reached_on', sa.Date(), nullable=True),
    sa.Column('way', sqlmodel.sql.sqltypes.AutoString(length=10), server_default='', nullable=False),
    sa.Column('last_visit_id', Id, nullable=True),
    sa.Column('last_on', sa.Date(), nullable=True),
    sa.Column('last_outcome', sqlmodel.sql.sqltypes.AutoString(length=10), server_default='', nullable=False),
    sa.Column('due_on', sa.Date(), nullable=True),
    sa.Column('setups', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['household_id'], ['household.id'], name=op.f('fk_household_reach_household_id_household')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_household_reach_unit_id_unit')),
    sa.PrimaryKeyConstraint('household_id', name=op.f('pk_household_reach'))
    )
    with op.batch_alter_table('household_reach', schema=None) as batch_op:
        batch_op.create_index('ix_household_reach_unit_id_way', ['unit_id', 'way'], unique=False)

    op.create_table('connectivity',
    sa.Column('id', Id, nullable=False),
    sa.Column('unit_id', Id, nullable=False),
    sa.Column('household_id', Id, nullable=True),
    sa.Column('signal', sqlmodel.sql.sqltypes.AutoString(length=6), server_default='', nullable=False),
    sa.Column('fibre', sa.Boolean(), nullable=True),
    sa.Column('hall_wifi', sa.Boolean(), nullable=True),
    sa.Column('smartphones', sa.Integer(), nullable=True),
    sa.Column('noted_on', sa.Date(), nullable=False),
    sa.Column('person_id', Id, nullable=True),
    sa.Column('noted_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('superseded_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.ForeignKeyConstraint(['household_id'], ['household.id'], name=op.f('fk_connectivity_household_id_household')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_connectivity_person_id_person')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_connectivity_unit_id_unit')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_connectivity'))
    )
    with op.batch_alter_table('connectivity', schema=None) as batch_op:
        batch_op.create_index('ix_connectivity_current', ['unit_id'], unique=False, sqlite_where=sa.text('superseded_at IS NULL'), postgresql_where=sa.text('superseded_at IS NULL'))
        batch_op.create_index(batch_op.f('ix_connectivity_household_id'), ['household_id'], unique=False)
        batch_op.create_index('uq_connectivity_household', ['household_id'], unique=True, sqlite_where=sa.text('superseded_at IS NULL AND household_id IS NOT NULL'), postgresql_where=sa.text('superseded_at IS NULL AND household_id IS NOT NULL'))
        batch_op.create_index('uq_connectivity_village', ['unit_id'], unique=True, sqlite_where=sa.text('superseded_at IS NULL AND household_id IS NULL'), postgresql_where=sa.text('superseded_at IS NULL AND household_id IS NULL'))

    op.create_table('outreach_plan',
    sa.Column('id', Id, nullable=False),
    sa.Column('unit_id', Id, nullable=False),
    sa.Column('title', sqlmodel.sql.sqltypes.AutoString(length=120), nullable=False),
    sa.Column('first_on', sa.Date(), nullable=False),
    sa.Column('last_on', sa.Date(), nullable=False),
    sa.Column('topics', sa.JSON(), nullable=False),
    sa.Column('all_households', sa.Boolean(), server_default=sa.true(), nullable=False),
    sa.Column('made_by', Id, nullable=True),
    sa.Column('made_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('ended_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.ForeignKeyConstraint(['made_by'], ['person.id'], name=op.f('fk_outreach_plan_made_by_person')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_outreach_plan_unit_id_unit')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_outreach_plan'))
    )
    with op.batch_alter_table('outreach_plan', schema=None) as batch_op:
        batch_op.create_index('ix_outreach_plan_unit_id_last_on', ['unit_id', 'last_on'], unique=False)

    op.create_table('home_telling',
    sa.Column('id', Id, nullable=False),
    sa.Column('broadcast_id', Id, nullable=False),
    sa.Column('household_id', Id, nullable=False),
    sa.Column('unit_id', Id, nullable=False),
    sa.Column('person_id', Id, nullable=True),
    sa.Column('told_on', sa.Date(), nullable=False),
    sa.Column('told_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['broadcast_id'], ['broadcast.id'], name=op.f('fk_home_telling_broadcast_id_broadcast')),
    sa.ForeignKeyConstraint(['household_id'], ['household.id'], name=op.f('fk_home_telling_household_id_household')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_home_telling_person_id_person')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_home_telling_unit_id_unit')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_home_telling')),
    sa.UniqueConstraint('broadcast_id', 'household_id', name=op.f('uq_home_telling_broadcast_id_household_id'))
    )
    with op.batch_alter_table('home_telling', schema=None) as batch_op:
        batch_op.create_index('ix_home_telling_broadcast_id_unit_id', ['broadcast_id', 'unit_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_home_telling_household_id'), ['household_id'], unique=False)

    op.create_table('home_visit',
    sa.Column('id', Id, nullable=False),
    sa.Column('key', sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
    sa.Column('plan_id', Id, nullable=True),
    sa.Column('household_id', Id, nullable=False),
    sa.Column('unit_id', Id, nullable=False),
    sa.Column('visited_on', sa.Date(), nullable=False),
    sa.Column('person_id', Id, nullable=True),
    sa.Column('outcome', sqlmodel.sql.sqltypes.AutoString(length=10), nullable=False),
    sa.Column('setups', sa.JSON(), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=True),
    sa.Column('due_hint', sqlmodel.sql.sqltypes.AutoString(length=20), server_default='', nullable=False),
    sa.Column('consent', sa.Boolean(), nullable=True),
    sa.Column('note', sqlmodel.sql.sqltypes.AutoString(length=300), server_default='', nullable=False),
    sa.Column('hand', sqlmodel.sql.sqltypes.AutoString(length=10), nullable=False),
    sa.Column('entered_by', Id, nullable=True),
    sa.Column('entered_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('corrected_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.Column('withdrawn_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.Column('reminded_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.ForeignKeyConstraint(['entered_by'], ['person.id'], name=op.f('fk_home_visit_entered_by_person')),
    sa.ForeignKeyConstraint(['household_id'], ['household.id'], name=op.f('fk_home_visit_household_id_household')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_home_visit_person_id_person')),
    sa.ForeignKeyConstraint(['plan_id'], ['outreach_plan.id'], name=op.f('fk_home_visit_plan_id_outreach_plan')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_home_visit_unit_id_unit')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_home_visit')),
    sa.UniqueConstraint('key', name=op.f('uq_home_visit_key'))
    )
    with op.batch_alter_table('home_visit', schema=None) as batch_op:
        batch_op.create_index('ix_home_visit_due_on', ['due_on'], unique=False, sqlite_where=sa.text('due_on IS NOT NULL'), postgresql_where=sa.text('due_on IS NOT NULL'))
        batch_op.create_index('ix_home_visit_household_id_visited_on', ['household_id', 'visited_on'], unique=False)
        batch_op.create_index(batch_op.f('ix_home_visit_person_id'), ['person_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_home_visit_plan_id'), ['plan_id'], unique=False)
        batch_op.create_index('ix_home_visit_unit_id_visited_on', ['unit_id', 'visited_on'], unique=False)

    op.create_table('outreach_stop',
    sa.Column('id', Id, nullable=False),
    sa.Column('plan_id', Id, nullable=False),
    sa.Column('household_id', Id, nullable=False),
    sa.Column('person_id', Id, nullable=True),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('visit_id', Id, nullable=True),
    sa.Column('reached_on', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['household_id'], ['household.id'], name=op.f('fk_outreach_stop_household_id_household')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_outreach_stop_person_id_person')),
    sa.ForeignKeyConstraint(['plan_id'], ['outreach_plan.id'], name=op.f('fk_outreach_stop_plan_id_outreach_plan')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_outreach_stop')),
    sa.UniqueConstraint('plan_id', 'household_id', name=op.f('uq_outreach_stop_plan_id_household_id'))
    )
    with op.batch_alter_table('outreach_stop', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_outreach_stop_household_id'), ['household_id'], unique=False)
        batch_op.create_index('ix_outreach_stop_plan_id_person_id', ['plan_id', 'person_id'], unique=False)

    op.create_table('telling_target',
    sa.Column('broadcast_id', Id, nullable=False),
    sa.Column('percent', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['broadcast_id'], ['broadcast.id'], name=op.f('fk_telling_target_broadcast_id_broadcast')),
    sa.PrimaryKeyConstraint('broadcast_id', name=op.f('pk_telling_target'))
    )
    op.create_table('visit_draft',
    sa.Column('contact_id', Id, nullable=False),
    sa.Column('key', sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
    sa.Column('step', sqlmodel.sql.sqltypes.AutoString(length=10), nullable=False),
    sa.Column('unit_id', Id, nullable=False),
    sa.Column('household_id', Id, nullable=True),
    sa.Column('label', sqlmodel.sql.sqltypes.AutoString(length=120), server_default='', nullable=False),
    sa.Column('visit_id', Id, nullable=True),
    sa.Column('visited_on', sa.Date(), nullable=False),
    sa.Column('outcome', sqlmodel.sql.sqltypes.AutoString(length=10), server_default='', nullable=False),
    sa.Column('setups', sa.JSON(), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=True),
    sa.Column('due_hint', sqlmodel.sql.sqltypes.AutoString(length=20), server_default='', nullable=False),
    sa.Column('consent', sa.Boolean(), nullable=True),
    sa.Column('note', sqlmodel.sql.sqltypes.AutoString(length=300), server_default='', nullable=False),
    sa.Column('moved_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['contact_id'], ['contact.id'], name=op.f('fk_visit_draft_contact_id_contact')),
    sa.ForeignKeyConstraint(['household_id'], ['household.id'], name=op.f('fk_visit_draft_household_id_household')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_visit_draft_unit_id_unit')),
    sa.PrimaryKeyConstraint('contact_id', name=op.f('pk_visit_draft'))
    )
    with op.batch_alter_table('visit_draft', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_visit_draft_household_id'), ['household_id'], unique=False)

