"""All tables: municipalities, holders, certificates with their steps, accounts, history."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001_2026_11_29"  # until the first release the date moves with the tables: those of before are refused
down_revision = None
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _sorted(length: int) -> sa.types.TypeEngine[str]:
    return sa.String(length).with_variant(sa.String(length, collation="C"), "postgresql")


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "sgo_pfdo_draft",
        sa.Column("viewer_id", sa.String(length=64), nullable=False),
        sa.Column("form", sa.String(length=100), nullable=False),
        sa.Column("tab", sa.String(length=16), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("viewer_id", "form", "tab", name=op.f("pk_sgo_pfdo_draft")),
    )
    op.create_table(
        "sgo_pfdo_holder",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("pupil_id", sa.String(length=64), nullable=True),
        sa.Column("birth_date", sa.Date(), nullable=False),
        sa.Column("document_key", sa.String(length=64), nullable=True),
        sa.Column("document_seen_role", sa.String(length=16), nullable=True),
        sa.Column("document_seen_by", sa.String(length=64), nullable=True),
        sa.Column("document_seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("joined_id", BIG_ID, nullable=True),
        sa.ForeignKeyConstraint(["joined_id"], ["sgo_pfdo_holder.id"], name=op.f("fk_sgo_pfdo_holder_joined_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sgo_pfdo_holder")),
        sa.UniqueConstraint("document_key", name=op.f("uq_sgo_pfdo_holder_document_key")),
        sa.UniqueConstraint("pupil_id", name=op.f("uq_sgo_pfdo_holder_pupil_id")),
    )
    op.create_index(
        "ix_sgo_pfdo_holder_joined_id",
        "sgo_pfdo_holder",
        ["joined_id"],
        postgresql_where=sa.text("joined_id IS NOT NULL"),
        sqlite_where=sa.text("joined_id IS NOT NULL"),
    )
    op.create_table(
        "sgo_pfdo_name_turn",
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("turns", BIG_ID, nullable=False),
        sa.PrimaryKeyConstraint("place", name=op.f("pk_sgo_pfdo_name_turn")),
    )
    op.create_table(
        "sgo_pfdo_letter",
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("topic", sa.String(length=64), nullable=True),
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sgo_pfdo_letter")),
    )
    op.create_index(op.f("ix_sgo_pfdo_letter_due_at"), "sgo_pfdo_letter", ["due_at"])
    op.create_index(op.f("ix_sgo_pfdo_letter_topic"), "sgo_pfdo_letter", ["topic"])
    op.create_table(
        "sgo_pfdo_municipality",
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("district", sa.Text(), nullable=True),
        sa.Column("region", sa.Text(), nullable=True),
        sa.Column("region_code", sa.String(length=2), nullable=True),
        sa.Column("municipality_code", sa.String(length=2), nullable=True),
        sa.Column("numbers_used", sa.Integer(), server_default="0", nullable=False),
        sa.Column("time_zone", sa.String(length=64), nullable=True),
        sa.Column("number_format", sa.String(length=16), nullable=True),
        sa.Column("validity_days", sa.Integer(), nullable=True),
        sa.Column("pupil_may_come_alone", sa.Boolean(), nullable=True),
        sa.Column("application_way", sa.String(length=16), nullable=True),
        sa.Column("applications_used", sa.Integer(), server_default="0", nullable=False),
        sa.Column("has_accepted", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("introduction", sa.Text(), nullable=True),
        sa.Column("authority", sa.Text(), nullable=True),
        sa.Column("authority_address", sa.Text(), nullable=True),
        sa.Column("authority_telephone", sa.Text(), nullable=True),
        sa.Column("authority_hours", sa.Text(), nullable=True),
        sa.Column("letters_off", sa.Text(), nullable=True),
        sa.Column("register_operator", sa.Text(), nullable=True),
        sa.Column("register_operator_address", sa.Text(), nullable=True),
        sa.Column("children_count", sa.Integer(), nullable=True),
        sa.Column("funding", sa.String(length=16), server_default="funded", nullable=False),
        sa.Column("force_password_change", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("regulation_title", sa.Text(), nullable=True),
        sa.Column("regulation_date", sa.Date(), nullable=True),
        sa.Column("regulation_number", sa.Text(), nullable=True),
        sa.Column("regulation_excerpt", sa.Text(), nullable=True),
        sa.Column("revision", sa.String(length=32), nullable=False),
        sa.CheckConstraint("funding IN ('funded', 'accounting')", name=op.f("ck_sgo_pfdo_municipality_funding")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_sgo_pfdo_municipality")),
    )
    op.create_table(
        "sgo_pfdo_secret",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_sgo_pfdo_secret")),
    )
    op.create_table(
        "sgo_pfdo_tries",
        sa.Column("key", sa.String(length=43), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("begins_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_sgo_pfdo_tries")),
    )
    op.create_index(op.f("ix_sgo_pfdo_tries_begins_at"), "sgo_pfdo_tries", ["begins_at"])
    op.create_index(op.f("ix_sgo_pfdo_tries_ends_at"), "sgo_pfdo_tries", ["ends_at"])
    op.create_table(
        "sgo_pfdo_group",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("municipality_code", sa.String(length=64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("age_from", sa.Integer(), nullable=False),
        sa.Column("age_to", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("certificate_limit", sa.Integer(), nullable=True),
        sa.Column("nominal_limit", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("age_from >= 0 AND age_from < age_to", name=op.f("ck_sgo_pfdo_group_ages")),
        sa.CheckConstraint("certificate_limit >= 0 AND nominal_limit >= 0", name=op.f("ck_sgo_pfdo_group_limits")),
        sa.ForeignKeyConstraint(
            ["municipality_code"], ["sgo_pfdo_municipality.code"], name=op.f("fk_sgo_pfdo_group_municipality_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sgo_pfdo_group")),
        sa.UniqueConstraint("municipality_code", "name", name=op.f("uq_sgo_pfdo_group_municipality_code_name")),
    )
    op.create_table(
        "sgo_pfdo_organisation",
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("municipality_code", sa.String(length=64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("telephone", sa.Text(), nullable=True),
        sa.Column("hours", sa.Text(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_code"],
            ["sgo_pfdo_municipality.code"],
            name=op.f("fk_sgo_pfdo_organisation_municipality_code"),
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_sgo_pfdo_organisation")),
    )
    op.create_index(op.f("ix_sgo_pfdo_organisation_municipality_code"), "sgo_pfdo_organisation", ["municipality_code"])
    op.create_table(
        "sgo_pfdo_own_paper",
        sa.Column("municipality_code", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_code"], ["sgo_pfdo_municipality.code"], name=op.f("fk_sgo_pfdo_own_paper_municipality_code")
        ),
        sa.PrimaryKeyConstraint("municipality_code", "kind", name=op.f("pk_sgo_pfdo_own_paper")),
    )
    op.create_table(
        "sgo_pfdo_school",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("municipality_code", sa.String(length=64), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("is_enabled", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_code"], ["sgo_pfdo_municipality.code"], name=op.f("fk_sgo_pfdo_school_municipality_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sgo_pfdo_school")),
    )
    op.create_table(
        "sgo_pfdo_cabinet_settings",
        sa.Column("holder_id", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("representative", sa.Text(), nullable=True),
        sa.Column("place", sa.Text(), nullable=True),
        sa.Column("presence", sa.String(length=16), nullable=False),
        sa.Column("presence_chosen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("phrase_hash", sa.Text(), nullable=True),
        sa.Column("phrase_set_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("email_confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("new_email", sa.Text(), nullable=True),
        sa.Column("link_key", sa.String(length=22), nullable=True),
        sa.Column("link_expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("letters_at", sa.Text(), nullable=True),
        sa.Column("is_refused", sa.Boolean(), nullable=False),
        sa.Column("muted", sa.Text(), nullable=True),
        sa.Column("applicant", sa.Text(), nullable=True),
        sa.Column("rules_version", sa.String(length=20), nullable=True),
        sa.Column("rules_given_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("rules_changed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawal_asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "presence IN ('forbidden', 'name', 'phrase')", name=op.f("ck_sgo_pfdo_cabinet_settings_presence")
        ),
        sa.CheckConstraint(
            "presence <> 'phrase' OR phrase_hash IS NOT NULL", name=op.f("ck_sgo_pfdo_cabinet_settings_phrase")
        ),
        sa.ForeignKeyConstraint(
            ["holder_id"], ["sgo_pfdo_holder.id"], name=op.f("fk_sgo_pfdo_cabinet_settings_holder_id")
        ),
        sa.PrimaryKeyConstraint("holder_id", name=op.f("pk_sgo_pfdo_cabinet_settings")),
    )
    op.create_index(
        op.f("ix_sgo_pfdo_cabinet_settings_withdrawal_asked_at"), "sgo_pfdo_cabinet_settings", ["withdrawal_asked_at"]
    )
    op.create_table(
        "sgo_pfdo_help_entry",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("municipality_code", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("replaces", sa.String(length=40), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("short", sa.Text(), nullable=True),
        sa.Column("body", sa.Text(), nullable=True),
        sa.Column("keywords", sa.Text(), nullable=True),
        sa.Column("links", sa.Text(), nullable=True),
        sa.Column("audience", sa.String(length=16), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.CheckConstraint("kind IN ('instruction', 'video', 'question')", name=op.f("ck_sgo_pfdo_help_entry_kind")),
        sa.ForeignKeyConstraint(
            ["municipality_code"],
            ["sgo_pfdo_municipality.code"],
            name=op.f("fk_sgo_pfdo_help_entry_municipality_code"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sgo_pfdo_help_entry")),
        sa.UniqueConstraint(
            "municipality_code", "replaces", name=op.f("uq_sgo_pfdo_help_entry_municipality_code_replaces")
        ),
    )
    op.create_table(
        "sgo_pfdo_brought_file",
        sa.Column("viewer_id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("token", sa.String(length=22), nullable=False),
        sa.Column("municipality_code", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("brought_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("new_count", sa.Integer(), nullable=False),
        sa.Column("known_count", sa.Integer(), nullable=False),
        sa.Column("linked_count", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["municipality_code"],
            ["sgo_pfdo_municipality.code"],
            name=op.f("fk_sgo_pfdo_brought_file_municipality_code"),
        ),
        sa.CheckConstraint("kind IN ('certificates', 'catalogue')", name=op.f("ck_sgo_pfdo_brought_file_kind")),
        sa.PrimaryKeyConstraint("viewer_id", "kind", name=op.f("pk_sgo_pfdo_brought_file")),
    )
    op.create_table(
        "sgo_pfdo_certificate",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("holder_id", BIG_ID, nullable=False),
        sa.Column("living_key", BIG_ID, nullable=True),
        sa.Column("number", sa.String(length=12), nullable=False),
        sa.Column("card_id", sa.String(length=22), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("surname", sa.Text(), nullable=False),
        sa.Column("first_name", sa.Text(), nullable=False),
        sa.Column("patronymic", sa.Text(), nullable=True),
        sa.Column("surname_key", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("first_name_key", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("birth_date", sa.Date(), nullable=False),
        sa.Column("municipality_code", sa.String(length=64), nullable=False),
        sa.Column("school_id", sa.String(length=64), nullable=True),
        sa.Column("group_id", BIG_ID, nullable=True),
        sa.Column("funding", sa.String(length=16), server_default="funded", nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("start_date", sa.Date(), nullable=False),
        sa.Column("end_date", sa.Date(), nullable=False),
        sa.Column("active_since", sa.Date(), nullable=True),
        sa.Column("erase_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "status IN ('inactive', 'active', 'frozen', 'annulled')", name=op.f("ck_sgo_pfdo_certificate_status")
        ),
        sa.CheckConstraint("start_date <= end_date", name=op.f("ck_sgo_pfdo_certificate_dates")),
        sa.CheckConstraint("funding IN ('funded', 'accounting')", name=op.f("ck_sgo_pfdo_certificate_funding")),
        sa.ForeignKeyConstraint(["group_id"], ["sgo_pfdo_group.id"], name=op.f("fk_sgo_pfdo_certificate_group_id")),
        sa.ForeignKeyConstraint(["holder_id"], ["sgo_pfdo_holder.id"], name=op.f("fk_sgo_pfdo_certificate_holder_id")),
        sa.ForeignKeyConstraint(
            ["municipality_code"],
            ["sgo_pfdo_municipality.code"],
            name=op.f("fk_sgo_pfdo_certificate_municipality_code"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sgo_pfdo_certificate")),
        sa.UniqueConstraint("card_id", name=op.f("uq_sgo_pfdo_certificate_card_id")),
        sa.UniqueConstraint("living_key", name=op.f("uq_sgo_pfdo_certificate_living_key")),
        sa.UniqueConstraint("number", name=op.f("uq_sgo_pfdo_certificate_number")),
    )
    op.create_index(
        "ix_sgo_pfdo_certificate_end",
        "sgo_pfdo_certificate",
        ["municipality_code", "end_date", "id", "status", "school_id", "group_id", "start_date"],
    )
    op.create_index(op.f("ix_sgo_pfdo_certificate_holder_id"), "sgo_pfdo_certificate", ["holder_id"])
    op.create_index(
        "ix_sgo_pfdo_certificate_school",
        "sgo_pfdo_certificate",
        ["municipality_code", "school_id", "status", "end_date"],
    )
    op.create_index(
        "ix_sgo_pfdo_certificate_start",
        "sgo_pfdo_certificate",
        ["municipality_code", "start_date", "id", "status", "school_id", "group_id", "end_date"],
    )
    op.create_index(
        "ix_sgo_pfdo_certificate_surname",
        "sgo_pfdo_certificate",
        [
            "municipality_code",
            "surname_key",
            "first_name_key",
            "id",
            "status",
            "school_id",
            "group_id",
            "start_date",
            "end_date",
            "birth_date",
        ],
    )
    op.create_table(
        "sgo_pfdo_account",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("certificate_id", BIG_ID, nullable=False),
        sa.Column("login", sa.String(length=64), nullable=False),
        sa.Column("secret", sa.Text(), nullable=True),
        sa.Column("password_hash", sa.Text(), nullable=True),
        sa.Column("password_version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("printed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_pending", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "(secret IS NULL) <> (password_hash IS NULL)", name=op.f("ck_sgo_pfdo_account_one_password")
        ),
        sa.ForeignKeyConstraint(
            ["certificate_id"], ["sgo_pfdo_certificate.id"], name=op.f("fk_sgo_pfdo_account_certificate_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sgo_pfdo_account")),
        sa.UniqueConstraint("certificate_id", name=op.f("uq_sgo_pfdo_account_certificate_id")),
        sa.UniqueConstraint("login", name=op.f("uq_sgo_pfdo_account_login")),
    )
    op.create_table(
        "sgo_pfdo_application",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("open_key", sa.String(length=140), nullable=True),
        sa.Column("pupil_id", sa.String(length=64), nullable=False),
        sa.Column("applicant_id", sa.String(length=64), nullable=False),
        sa.Column("applicant_role", sa.String(length=16), nullable=False),
        sa.Column("municipality_code", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("certificate_id", BIG_ID, nullable=True),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("typed", sa.Text(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("link_key", sa.String(length=22), nullable=True),
        sa.Column("link_expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("letters_at", sa.Text(), nullable=True),
        sa.Column("is_refused", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("touched_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["certificate_id"], ["sgo_pfdo_certificate.id"], name=op.f("fk_sgo_pfdo_application_certificate_id")
        ),
        sa.ForeignKeyConstraint(
            ["municipality_code"],
            ["sgo_pfdo_municipality.code"],
            name=op.f("fk_sgo_pfdo_application_municipality_code"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sgo_pfdo_application")),
        sa.UniqueConstraint(
            "municipality_code", "number", name=op.f("uq_sgo_pfdo_application_municipality_code_number")
        ),
        sa.UniqueConstraint("open_key", name=op.f("uq_sgo_pfdo_application_open_key")),
    )
    op.create_index(op.f("ix_sgo_pfdo_application_certificate_id"), "sgo_pfdo_application", ["certificate_id"])
    op.create_index(op.f("ix_sgo_pfdo_application_pupil_id"), "sgo_pfdo_application", ["pupil_id"])
    op.create_index(op.f("ix_sgo_pfdo_application_touched_at"), "sgo_pfdo_application", ["touched_at"])
    op.create_table(
        "sgo_pfdo_journal",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("holder_id", BIG_ID, nullable=True),
        sa.Column("certificate_id", BIG_ID, nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("event", sa.String(length=40), nullable=False),
        sa.Column("actor_role", sa.String(length=16), nullable=False),
        sa.Column("actor_id", sa.String(length=64), nullable=True),
        sa.Column("organisation", sa.Text(), nullable=True),
        sa.Column("municipality_code", sa.String(length=64), nullable=True),
        sa.Column("details", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["certificate_id"], ["sgo_pfdo_certificate.id"], name=op.f("fk_sgo_pfdo_journal_certificate_id")
        ),
        sa.ForeignKeyConstraint(["holder_id"], ["sgo_pfdo_holder.id"], name=op.f("fk_sgo_pfdo_journal_holder_id")),
        sa.ForeignKeyConstraint(
            ["municipality_code"], ["sgo_pfdo_municipality.code"], name=op.f("fk_sgo_pfdo_journal_municipality_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sgo_pfdo_journal")),
    )
    op.create_index("ix_sgo_pfdo_journal_holder_id_id", "sgo_pfdo_journal", ["holder_id", "id"])
    op.create_index("ix_sgo_pfdo_journal_municipality_code_id", "sgo_pfdo_journal", ["municipality_code", "id"])
    op.create_index(
        "ix_sgo_pfdo_journal_settings",
        "sgo_pfdo_journal",
        ["municipality_code", "id"],
        postgresql_where=sa.text(
            "event IN ('setting_changed', 'module_switched', 'catalogue_changed', 'publication_changed')"
        ),
        sqlite_where=sa.text(
            "event IN ('setting_changed', 'module_switched', 'catalogue_changed', 'publication_changed')"
        ),
    )
    op.create_table(
        "sgo_pfdo_register_task",
        sa.Column("certificate_id", BIG_ID, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=True),
        sa.Column("end_date", sa.Date(), nullable=True),
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["certificate_id"], ["sgo_pfdo_certificate.id"], name=op.f("fk_sgo_pfdo_register_task_certificate_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sgo_pfdo_register_task")),
        sa.UniqueConstraint("key", name=op.f("uq_sgo_pfdo_register_task_key")),
    )
    op.create_index(op.f("ix_sgo_pfdo_register_task_certificate_id"), "sgo_pfdo_register_task", ["certificate_id"])
    op.create_index(op.f("ix_sgo_pfdo_register_task_due_at"), "sgo_pfdo_register_task", ["due_at"])
    op.create_table(
        "sgo_pfdo_acceptance",
        sa.Column("certificate_id", BIG_ID, nullable=False),
        sa.Column("municipality_before", sa.String(length=64), nullable=False),
        sa.Column("group_before", BIG_ID, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["certificate_id"], ["sgo_pfdo_certificate.id"], name=op.f("fk_sgo_pfdo_acceptance_certificate_id")
        ),
        sa.ForeignKeyConstraint(
            ["group_before"], ["sgo_pfdo_group.id"], name=op.f("fk_sgo_pfdo_acceptance_group_before")
        ),
        sa.ForeignKeyConstraint(
            ["municipality_before"],
            ["sgo_pfdo_municipality.code"],
            name=op.f("fk_sgo_pfdo_acceptance_municipality_before"),
        ),
        sa.PrimaryKeyConstraint("certificate_id", name=op.f("pk_sgo_pfdo_acceptance")),
    )
    op.create_table(
        "sgo_pfdo_reminder",
        sa.Column("certificate_id", BIG_ID, nullable=False),
        sa.Column("days_before", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("end_date", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["certificate_id"], ["sgo_pfdo_certificate.id"], name=op.f("fk_sgo_pfdo_reminder_certificate_id")
        ),
        sa.PrimaryKeyConstraint("certificate_id", "days_before", "end_date", name=op.f("pk_sgo_pfdo_reminder")),
    )
    op.create_table(
        "sgo_pfdo_transition",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("certificate_id", BIG_ID, nullable=False),
        sa.Column("step", sa.String(length=20), nullable=False),
        sa.Column("status_before", sa.String(length=16), nullable=False),
        sa.Column("status_after", sa.String(length=16), nullable=False),
        sa.Column("end_date_before", sa.Date(), nullable=False),
        sa.Column("active_since_before", sa.Date(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("actor_role", sa.String(length=16), nullable=False),
        sa.Column("actor_id", sa.String(length=64), nullable=True),
        sa.Column("organisation", sa.Text(), nullable=True),
        sa.Column("papers", sa.Text(), nullable=True),
        sa.Column("consent_text", sa.String(length=20), nullable=True),
        sa.Column("reason_code", sa.String(length=20), nullable=True),
        sa.Column("reason_words", sa.Text(), nullable=True),
        sa.Column("is_undone", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["certificate_id"], ["sgo_pfdo_certificate.id"], name=op.f("fk_sgo_pfdo_transition_certificate_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sgo_pfdo_transition")),
    )
    op.create_index(op.f("ix_sgo_pfdo_transition_certificate_id"), "sgo_pfdo_transition", ["certificate_id"])
    op.create_table(
        "sgo_pfdo_notice",
        sa.Column("event_key", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("certificate_id", BIG_ID, nullable=False),
        sa.Column("transition_id", BIG_ID, nullable=True),
        sa.Column("details", sa.Text(), nullable=True),
        sa.Column("link_key", sa.String(length=22), nullable=True),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["certificate_id"], ["sgo_pfdo_certificate.id"], name=op.f("fk_sgo_pfdo_notice_certificate_id")
        ),
        sa.ForeignKeyConstraint(
            ["transition_id"], ["sgo_pfdo_transition.id"], name=op.f("fk_sgo_pfdo_notice_transition_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sgo_pfdo_notice")),
        sa.UniqueConstraint("event_key", name=op.f("uq_sgo_pfdo_notice_event_key")),
    )
    op.create_index(op.f("ix_sgo_pfdo_notice_certificate_id"), "sgo_pfdo_notice", ["certificate_id"])
    op.create_index(op.f("ix_sgo_pfdo_notice_due_at"), "sgo_pfdo_notice", ["due_at"])
    op.create_index(
        "ix_sgo_pfdo_notice_waiting",
        "sgo_pfdo_notice",
        ["due_at", "id"],
        postgresql_where=sa.text("written_at IS NULL"),
        sqlite_where=sa.text("written_at IS NULL"),
    )
    op.create_table(
        "sgo_pfdo_cabinet_session",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("certificate_id", BIG_ID, nullable=False),
        sa.Column("actor_role", sa.String(length=16), nullable=False),
        sa.Column("actor_id", sa.String(length=64), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_remembered", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["certificate_id"], ["sgo_pfdo_certificate.id"], name=op.f("fk_sgo_pfdo_cabinet_session_certificate_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sgo_pfdo_cabinet_session")),
        sa.UniqueConstraint(
            "token_hash", "certificate_id", name=op.f("uq_sgo_pfdo_cabinet_session_token_hash_certificate_id")
        ),
    )
    op.create_index(op.f("ix_sgo_pfdo_cabinet_session_certificate_id"), "sgo_pfdo_cabinet_session", ["certificate_id"])
    op.create_index(op.f("ix_sgo_pfdo_cabinet_session_expires_at"), "sgo_pfdo_cabinet_session", ["expires_at"])
    op.create_table(
        "sgo_pfdo_cabinet_link",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("certificate_id", BIG_ID, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["certificate_id"], ["sgo_pfdo_certificate.id"], name=op.f("fk_sgo_pfdo_cabinet_link_certificate_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sgo_pfdo_cabinet_link")),
        sa.UniqueConstraint("certificate_id", "kind", name=op.f("uq_sgo_pfdo_cabinet_link_certificate_id_kind")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_sgo_pfdo_cabinet_link_token_hash")),
    )
    op.create_index(op.f("ix_sgo_pfdo_cabinet_link_expires_at"), "sgo_pfdo_cabinet_link", ["expires_at"])
    op.create_table(
        "sgo_pfdo_papers_version",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("application_id", BIG_ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("consent_text", sa.String(length=20), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"], ["sgo_pfdo_application.id"], name=op.f("fk_sgo_pfdo_papers_version_application_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sgo_pfdo_papers_version")),
        sa.UniqueConstraint(
            "application_id", "version", name=op.f("uq_sgo_pfdo_papers_version_application_id_version")
        ),
    )

    op.create_table(
        "sgo_pfdo_period",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("municipality_code", sa.String(length=64), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("opens_on", sa.Date(), nullable=False),
        sa.Column("stop_on", sa.Date(), nullable=True),
        sa.Column("funding_limit", sa.BigInteger(), nullable=True),
        sa.Column("committed", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("backdate_days", sa.Integer(), nullable=False),
        sa.Column("decrease", sa.String(length=16), nullable=False),
        sa.CheckConstraint("starts_on < ends_on AND opens_on <= ends_on", name=op.f("ck_sgo_pfdo_period_dates")),
        sa.CheckConstraint(
            "stop_on IS NULL OR stop_on BETWEEN opens_on AND ends_on", name=op.f("ck_sgo_pfdo_period_stop")
        ),
        sa.CheckConstraint(
            "committed >= 0 AND (funding_limit IS NULL OR funding_limit >= 0)", name=op.f("ck_sgo_pfdo_period_amounts")
        ),
        sa.CheckConstraint("backdate_days BETWEEN 0 AND 50", name=op.f("ck_sgo_pfdo_period_backdate_days")),
        sa.CheckConstraint("decrease IN ('monthly', 'none')", name=op.f("ck_sgo_pfdo_period_decrease")),
        sa.ForeignKeyConstraint(
            ["municipality_code"], ["sgo_pfdo_municipality.code"], name=op.f("fk_sgo_pfdo_period_municipality_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sgo_pfdo_period")),
        sa.UniqueConstraint(
            "municipality_code", "starts_on", name=op.f("uq_sgo_pfdo_period_municipality_code_starts_on")
        ),
    )
    op.create_table(
        "sgo_pfdo_allowance",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("period_id", BIG_ID, nullable=False),
        sa.Column("group_id", BIG_ID, nullable=True),
        sa.Column("funding", sa.String(length=16), nullable=False),
        sa.Column("register_kind", sa.String(length=16), nullable=False),
        sa.Column("unit", sa.String(length=16), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.CheckConstraint("funding IN ('funded', 'accounting')", name=op.f("ck_sgo_pfdo_allowance_funding")),
        sa.CheckConstraint(
            "register_kind IN ('certified', 'valued', 'preprof', 'other')",
            name=op.f("ck_sgo_pfdo_allowance_register_kind"),
        ),
        sa.CheckConstraint(
            "unit IN ('money', 'programmes', 'hours_week', 'hours_period', 'free', 'closed')",
            name=op.f("ck_sgo_pfdo_allowance_unit"),
        ),
        sa.CheckConstraint(
            "unit <> 'money' OR (register_kind = 'certified' AND funding = 'funded')",
            name=op.f("ck_sgo_pfdo_allowance_money"),
        ),
        sa.CheckConstraint(
            "amount >= 0 AND (unit <> 'money' OR amount <= 10000000) AND (unit <> 'programmes' OR amount <= 99)",
            name=op.f("ck_sgo_pfdo_allowance_amount"),
        ),
        sa.ForeignKeyConstraint(["group_id"], ["sgo_pfdo_group.id"], name=op.f("fk_sgo_pfdo_allowance_group_id")),
        sa.ForeignKeyConstraint(["period_id"], ["sgo_pfdo_period.id"], name=op.f("fk_sgo_pfdo_allowance_period_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sgo_pfdo_allowance")),
        sa.UniqueConstraint(
            "period_id",
            "group_id",
            "funding",
            "register_kind",
            name=op.f("uq_sgo_pfdo_allowance_period_id_group_id_funding_register_kind"),
        ),
    )
    op.create_index(
        "uq_sgo_pfdo_allowance_without_group",
        "sgo_pfdo_allowance",
        ["period_id", "funding", "register_kind"],
        unique=True,
        postgresql_where=sa.text("group_id IS NULL"),
        sqlite_where=sa.text("group_id IS NULL"),
    )
    op.create_table(
        "sgo_pfdo_period_certificate",
        sa.Column("certificate_id", BIG_ID, nullable=False),
        sa.Column("period_id", BIG_ID, nullable=False),
        sa.Column("fixed_nominal", sa.BigInteger(), nullable=True),
        sa.Column("fixed_on", sa.Date(), nullable=True),
        sa.CheckConstraint("fixed_nominal >= 0", name=op.f("ck_sgo_pfdo_period_certificate_fixed_nominal")),
        sa.CheckConstraint(
            "(fixed_nominal IS NULL) = (fixed_on IS NULL)", name=op.f("ck_sgo_pfdo_period_certificate_fixed")
        ),
        sa.ForeignKeyConstraint(
            ["certificate_id"], ["sgo_pfdo_certificate.id"], name=op.f("fk_sgo_pfdo_period_certificate_certificate_id")
        ),
        sa.ForeignKeyConstraint(
            ["period_id"], ["sgo_pfdo_period.id"], name=op.f("fk_sgo_pfdo_period_certificate_period_id")
        ),
        sa.PrimaryKeyConstraint("certificate_id", "period_id", name=op.f("pk_sgo_pfdo_period_certificate")),
    )
    op.create_index(op.f("ix_sgo_pfdo_period_certificate_period_id"), "sgo_pfdo_period_certificate", ["period_id"])
    op.create_table(
        "sgo_pfdo_enrolment",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("certificate_id", BIG_ID, nullable=False),
        sa.Column("period_id", BIG_ID, nullable=False),
        sa.Column("register_kind", sa.String(length=16), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("ends_early_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "register_kind IN ('certified', 'valued', 'preprof', 'other', 'paid')",
            name=op.f("ck_sgo_pfdo_enrolment_register_kind"),
        ),
        sa.CheckConstraint(
            "status IN ('requested', 'confirmed', 'active', 'refused', 'withdrawn', 'lapsed')",
            name=op.f("ck_sgo_pfdo_enrolment_status"),
        ),
        sa.CheckConstraint(
            "starts_on <= ends_on AND (ends_early_on IS NULL OR ends_early_on <= ends_on)",
            name=op.f("ck_sgo_pfdo_enrolment_dates"),
        ),
        sa.ForeignKeyConstraint(
            ["certificate_id"], ["sgo_pfdo_certificate.id"], name=op.f("fk_sgo_pfdo_enrolment_certificate_id")
        ),
        sa.ForeignKeyConstraint(["period_id"], ["sgo_pfdo_period.id"], name=op.f("fk_sgo_pfdo_enrolment_period_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sgo_pfdo_enrolment")),
    )
    op.create_index(op.f("ix_sgo_pfdo_enrolment_certificate_id"), "sgo_pfdo_enrolment", ["certificate_id"])
    op.create_index(op.f("ix_sgo_pfdo_enrolment_period_id"), "sgo_pfdo_enrolment", ["period_id"])
    op.create_table(
        "sgo_pfdo_enrolment_month",
        sa.Column("enrolment_id", BIG_ID, nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("certificate_part", sa.BigInteger(), nullable=False),
        sa.Column("parents_part", sa.BigInteger(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.CheckConstraint(
            "certificate_part >= 0 AND parents_part >= 0", name=op.f("ck_sgo_pfdo_enrolment_month_parts")
        ),
        sa.CheckConstraint("due_on >= month", name=op.f("ck_sgo_pfdo_enrolment_month_due_on")),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["sgo_pfdo_enrolment.id"], name=op.f("fk_sgo_pfdo_enrolment_month_enrolment_id")
        ),
        sa.PrimaryKeyConstraint("enrolment_id", "month", name=op.f("pk_sgo_pfdo_enrolment_month")),
    )
    op.create_table(
        "sgo_pfdo_correction",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("enrolment_id", BIG_ID, nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("cause", sa.String(length=20), nullable=False),
        sa.Column("cause_id", BIG_ID, nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("amount >= 0", name=op.f("ck_sgo_pfdo_correction_amount")),
        sa.ForeignKeyConstraint(
            ["enrolment_id", "month"],
            ["sgo_pfdo_enrolment_month.enrolment_id", "sgo_pfdo_enrolment_month.month"],
            name="fk_sgo_pfdo_correction_month",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sgo_pfdo_correction")),
        sa.UniqueConstraint(
            "enrolment_id",
            "month",
            "cause",
            "cause_id",
            name=op.f("uq_sgo_pfdo_correction_enrolment_id_month_cause_cause_id"),
        ),
    )
    op.create_table(
        "sgo_pfdo_access_code",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("code_key", sa.String(length=64), nullable=False),
        sa.Column("pupil_id", sa.String(length=64), nullable=False),
        sa.Column("school_id", sa.String(length=64), nullable=False),
        sa.Column("made_by", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("wrong_dates", sa.Integer(), server_default="0", nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("used_by", sa.String(length=64), nullable=True),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["school_id"], ["sgo_pfdo_school.id"], name=op.f("fk_sgo_pfdo_access_code_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sgo_pfdo_access_code")),
        sa.UniqueConstraint("code_key", name=op.f("uq_sgo_pfdo_access_code_code_key")),
    )
    op.create_index(op.f("ix_sgo_pfdo_access_code_ends_at"), "sgo_pfdo_access_code", ["ends_at"])
    op.create_index(op.f("ix_sgo_pfdo_access_code_pupil_id"), "sgo_pfdo_access_code", ["pupil_id"])
    op.create_table(
        "sgo_pfdo_access_notice",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("pupil_id", sa.String(length=64), nullable=False),
        sa.Column("school_id", sa.String(length=64), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("is_strict", sa.Boolean(), nullable=False),
        sa.Column("set_by", sa.String(length=64), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["school_id"], ["sgo_pfdo_school.id"], name=op.f("fk_sgo_pfdo_access_notice_school_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sgo_pfdo_access_notice")),
        sa.UniqueConstraint("pupil_id", "school_id", name=op.f("uq_sgo_pfdo_access_notice_pupil_id_school_id")),
    )
    op.create_table(
        "sgo_pfdo_access_request",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("card_id", sa.String(length=22), nullable=False),
        sa.Column("applicant_id", sa.String(length=64), nullable=False),
        sa.Column("school_id", sa.String(length=64), nullable=False),
        sa.Column("municipality_code", sa.String(length=64), nullable=False),
        sa.Column("relation", sa.String(length=16), nullable=False),
        sa.Column("is_verified", sa.Boolean(), nullable=False),
        sa.Column("content", sa.Text(), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decide_by", sa.Date(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("pupil_id", sa.String(length=64), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("open_key", sa.String(length=64), nullable=True),
        sa.CheckConstraint(
            "relation IN ('parent', 'adopter', 'guardian', 'trustee', 'foster', 'other')",
            name=op.f("ck_sgo_pfdo_access_request_relation"),
        ),
        sa.CheckConstraint(
            "state IN ('submitted', 'awaiting_papers', 'accepted', 'refused', 'withdrawn', 'expired', 'ended')",
            name=op.f("ck_sgo_pfdo_access_request_state"),
        ),
        sa.ForeignKeyConstraint(
            ["municipality_code"],
            ["sgo_pfdo_municipality.code"],
            name=op.f("fk_sgo_pfdo_access_request_municipality_code"),
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["sgo_pfdo_school.id"], name=op.f("fk_sgo_pfdo_access_request_school_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sgo_pfdo_access_request")),
        sa.UniqueConstraint("card_id", name=op.f("uq_sgo_pfdo_access_request_card_id")),
        sa.UniqueConstraint("open_key", name=op.f("uq_sgo_pfdo_access_request_open_key")),
    )
    op.create_index(op.f("ix_sgo_pfdo_access_request_applicant_id"), "sgo_pfdo_access_request", ["applicant_id"])
    op.create_index(op.f("ix_sgo_pfdo_access_request_ended_at"), "sgo_pfdo_access_request", ["ended_at"])
    op.create_index(op.f("ix_sgo_pfdo_access_request_pupil_id"), "sgo_pfdo_access_request", ["pupil_id"])
    op.create_index(
        "ix_sgo_pfdo_access_request_school_id_state", "sgo_pfdo_access_request", ["school_id", "state", "decide_by"]
    )
    op.create_table(
        "sgo_pfdo_access_step",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("request_id", BIG_ID, nullable=False),
        sa.Column("step", sa.String(length=16), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("actor_id", sa.String(length=64), nullable=True),
        sa.Column("reason", sa.String(length=24), nullable=True),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("bases", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["request_id"], ["sgo_pfdo_access_request.id"], name=op.f("fk_sgo_pfdo_access_step_request_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sgo_pfdo_access_step")),
    )
    op.create_index(op.f("ix_sgo_pfdo_access_step_request_id"), "sgo_pfdo_access_step", ["request_id"])
    op.create_table(
        "sgo_pfdo_identity",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("account_id", sa.String(length=64), nullable=False),
        sa.Column("provider", sa.String(length=32), nullable=False),
        sa.Column("subject_key", sa.String(length=64), nullable=False),
        sa.Column("level", sa.String(length=16), nullable=False),
        sa.Column("how", sa.String(length=16), nullable=False),
        sa.Column("linked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sgo_pfdo_identity")),
        sa.UniqueConstraint("provider", "account_id", name=op.f("uq_sgo_pfdo_identity_provider_account_id")),
        sa.UniqueConstraint(
            "provider",
            "subject_key",
            "account_id",
            name=op.f("uq_sgo_pfdo_identity_provider_subject_key_account_id"),
        ),
    )
    op.create_index(op.f("ix_sgo_pfdo_identity_account_id"), "sgo_pfdo_identity", ["account_id"])
    op.create_table(
        "sgo_pfdo_sign_in",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("browser_key", sa.String(length=64), nullable=False),
        sa.Column("provider", sa.String(length=32), nullable=False),
        sa.Column("purpose", sa.String(length=8), nullable=False),
        sa.Column("account_id", sa.String(length=64), nullable=True),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("step", sa.String(length=8), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_sgo_pfdo_sign_in")),
    )
    op.create_index(op.f("ix_sgo_pfdo_sign_in_browser_key"), "sgo_pfdo_sign_in", ["browser_key"])
    op.create_index(op.f("ix_sgo_pfdo_sign_in_ends_at"), "sgo_pfdo_sign_in", ["ends_at"])
    op.create_table(
        "sgo_pfdo_direction_limit",
        sa.Column("municipality_code", sa.String(length=64), nullable=False),
        sa.Column("direction", sa.String(length=16), nullable=False),
        sa.Column("most", sa.Integer(), nullable=False),
        sa.CheckConstraint("most >= 0", name=op.f("ck_sgo_pfdo_direction_limit_most")),
        sa.ForeignKeyConstraint(
            ["municipality_code"],
            ["sgo_pfdo_municipality.code"],
            name=op.f("fk_sgo_pfdo_direction_limit_municipality_code"),
        ),
        sa.PrimaryKeyConstraint("municipality_code", "direction", name=op.f("pk_sgo_pfdo_direction_limit")),
    )
    op.create_table(
        "sgo_pfdo_provider",
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("municipality_code", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("name_key", sa.String(length=255), nullable=False),
        sa.Column("full_name", sa.Text(), nullable=True),
        sa.Column("form", sa.String(length=16), nullable=False),
        sa.Column("inn", sa.String(length=12), nullable=True),
        sa.Column("ogrn", sa.String(length=15), nullable=True),
        sa.Column("kpp", sa.String(length=9), nullable=True),
        sa.Column("licence_number", sa.String(length=64), nullable=True),
        sa.Column("licence_date", sa.Date(), nullable=True),
        sa.Column("licence_issuer", sa.String(length=255), nullable=True),
        sa.Column("telephone", sa.String(length=64), nullable=True),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("site", sa.String(length=500), nullable=True),
        sa.Column("director", sa.String(length=255), nullable=True),
        sa.Column("contact_person", sa.String(length=255), nullable=True),
        sa.Column("about", sa.Text(), nullable=True),
        sa.Column("bank_details", sa.Text(), nullable=True),
        sa.Column("accepts_certificates", sa.Boolean(), nullable=False),
        sa.Column("pupil_limit", sa.Integer(), nullable=True),
        sa.Column("rating", sa.Integer(), nullable=True),
        sa.Column("ratings", sa.Integer(), server_default="0", nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "form IN ('state', 'sole', 'nonprofit', 'commercial', 'public')", name=op.f("ck_sgo_pfdo_provider_form")
        ),
        sa.CheckConstraint(
            "state IN ('new', 'active', 'refused', 'suspended')", name=op.f("ck_sgo_pfdo_provider_state")
        ),
        sa.CheckConstraint("length(about) <= 5000", name=op.f("ck_sgo_pfdo_provider_about")),
        sa.CheckConstraint("pupil_limit BETWEEN 1 AND 1000000", name=op.f("ck_sgo_pfdo_provider_pupil_limit")),
        sa.CheckConstraint("rating BETWEEN 0 AND 1000 AND ratings >= 0", name=op.f("ck_sgo_pfdo_provider_rating")),
        sa.ForeignKeyConstraint(
            ["municipality_code"], ["sgo_pfdo_municipality.code"], name=op.f("fk_sgo_pfdo_provider_municipality_code")
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_sgo_pfdo_provider")),
    )
    op.create_index(
        "ix_sgo_pfdo_provider_listed", "sgo_pfdo_provider", ["municipality_code", "state", "name_key", "code"]
    )
    op.create_table(
        "sgo_pfdo_agreement",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("provider_code", sa.String(length=64), nullable=False),
        sa.Column("period_id", BIG_ID, nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("number", sa.String(length=64), nullable=True),
        sa.Column("signed_on", sa.Date(), nullable=True),
        sa.Column("maximum", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state <> 'active' OR (number IS NOT NULL AND signed_on IS NOT NULL)",
            name=op.f("ck_sgo_pfdo_agreement_active"),
        ),
        sa.CheckConstraint(
            "state IN ('asked', 'confirmed', 'active', 'rejected', 'appealed', 'ended')",
            name=op.f("ck_sgo_pfdo_agreement_state"),
        ),
        sa.CheckConstraint("maximum >= 0", name=op.f("ck_sgo_pfdo_agreement_maximum")),
        sa.ForeignKeyConstraint(["period_id"], ["sgo_pfdo_period.id"], name=op.f("fk_sgo_pfdo_agreement_period_id")),
        sa.ForeignKeyConstraint(
            ["provider_code"], ["sgo_pfdo_provider.code"], name=op.f("fk_sgo_pfdo_agreement_provider_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sgo_pfdo_agreement")),
        sa.UniqueConstraint("provider_code", "period_id", name=op.f("uq_sgo_pfdo_agreement_provider_code_period_id")),
    )
    op.create_index(op.f("ix_sgo_pfdo_agreement_period_id"), "sgo_pfdo_agreement", ["period_id"])
    op.create_table(
        "sgo_pfdo_programme",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("card_id", sa.String(length=22), nullable=False),
        sa.Column("external_id", sa.String(length=64), nullable=True),
        sa.Column("provider_code", sa.String(length=64), nullable=False),
        sa.Column("municipality_code", sa.String(length=64), nullable=False),
        sa.Column("all_region", sa.Boolean(), nullable=False),
        sa.Column("full_name", sa.String(length=255), nullable=False),
        sa.Column("short_name", sa.String(length=64), nullable=False),
        sa.Column("name_key", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("direction", sa.String(length=16), nullable=False),
        sa.Column("age_min", sa.Integer(), nullable=False),
        sa.Column("age_max", sa.Integer(), nullable=False),
        sa.Column("is_adapted", sa.Boolean(), nullable=False),
        sa.Column("form", sa.String(length=16), nullable=False),
        sa.Column("is_distance", sa.Boolean(), nullable=False),
        sa.Column("level", sa.String(length=16), nullable=False),
        sa.Column("duration_years", sa.Integer(), nullable=False),
        sa.Column("duration_months", sa.Integer(), nullable=False),
        sa.Column("annotation", sa.Text(), nullable=True),
        sa.Column("aims", sa.Text(), nullable=True),
        sa.Column("results", sa.Text(), nullable=True),
        sa.Column("equipment", sa.Text(), nullable=True),
        sa.Column("document_url", sa.String(length=500), nullable=True),
        sa.Column("image_url", sa.String(length=500), nullable=True),
        sa.Column("video_url", sa.String(length=500), nullable=True),
        sa.Column("needs_medical", sa.Boolean(), nullable=False),
        sa.Column("final_document", sa.String(length=16), nullable=False),
        sa.Column("place_type", sa.String(length=16), nullable=False),
        sa.Column("telephone", sa.String(length=64), nullable=True),
        sa.Column("enrolment_limit", sa.Integer(), nullable=True),
        sa.Column("auto_prolong", sa.Boolean(), nullable=False),
        sa.Column("quality", sa.String(length=255), nullable=True),
        sa.Column("rating", sa.Integer(), nullable=True),
        sa.Column("ratings", sa.Integer(), server_default="0", nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "direction IN ('technical', 'science', 'sports', 'arts', 'tourism', 'humanities')",
            name=op.f("ck_sgo_pfdo_programme_direction"),
        ),
        sa.CheckConstraint(
            "final_document IN ('none', 'certificate', 'testimony', 'diploma', 'identity', 'statement', "
            "'record_book', 'sports_rank', 'portfolio', 'commendation', 'other')",
            name=op.f("ck_sgo_pfdo_programme_final_document"),
        ),
        sa.CheckConstraint("form IN ('full_time', 'mixed', 'correspondence')", name=op.f("ck_sgo_pfdo_programme_form")),
        sa.CheckConstraint("kind IN ('preprofessional', 'general', 'sports')", name=op.f("ck_sgo_pfdo_programme_kind")),
        sa.CheckConstraint(
            "level IN ('starting', 'basic', 'advanced', 'several', 'none')", name=op.f("ck_sgo_pfdo_programme_level")
        ),
        sa.CheckConstraint("place_type IN ('city', 'village')", name=op.f("ck_sgo_pfdo_programme_place_type")),
        sa.CheckConstraint(
            "state IN ('draft', 'review', 'published', 'returned', 'archived')",
            name=op.f("ck_sgo_pfdo_programme_state"),
        ),
        sa.CheckConstraint(
            "age_min BETWEEN 36 AND 216 AND age_max BETWEEN 36 AND 216 AND age_min <= age_max",
            name=op.f("ck_sgo_pfdo_programme_ages"),
        ),
        sa.CheckConstraint(
            "duration_years BETWEEN 0 AND 10 AND duration_months BETWEEN 0 AND 11",
            name=op.f("ck_sgo_pfdo_programme_duration"),
        ),
        sa.CheckConstraint("enrolment_limit BETWEEN 1 AND 1000000", name=op.f("ck_sgo_pfdo_programme_enrolment_limit")),
        sa.CheckConstraint(
            "length(annotation) <= 5000 AND length(aims) <= 5000 AND length(results) <= 5000 AND length(equipment) "
            "<= 2000",
            name=op.f("ck_sgo_pfdo_programme_texts"),
        ),
        sa.CheckConstraint("rating BETWEEN 0 AND 1000 AND ratings >= 0", name=op.f("ck_sgo_pfdo_programme_rating")),
        sa.ForeignKeyConstraint(
            ["municipality_code"], ["sgo_pfdo_municipality.code"], name=op.f("fk_sgo_pfdo_programme_municipality_code")
        ),
        sa.ForeignKeyConstraint(
            ["provider_code"], ["sgo_pfdo_provider.code"], name=op.f("fk_sgo_pfdo_programme_provider_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sgo_pfdo_programme")),
        sa.UniqueConstraint("card_id", name=op.f("uq_sgo_pfdo_programme_card_id")),
        sa.UniqueConstraint(
            "provider_code", "external_id", name=op.f("uq_sgo_pfdo_programme_provider_code_external_id")
        ),
    )
    op.create_index("ix_sgo_pfdo_programme_ages", "sgo_pfdo_programme", ["state", "age_min", "age_max"])
    op.create_index("ix_sgo_pfdo_programme_named", "sgo_pfdo_programme", ["state", "name_key", "id"])
    op.create_index("ix_sgo_pfdo_programme_own", "sgo_pfdo_programme", ["provider_code", "state", "name_key"])
    op.create_index("ix_sgo_pfdo_programme_place", "sgo_pfdo_programme", ["state", "municipality_code", "direction"])
    op.create_index("ix_sgo_pfdo_programme_rated", "sgo_pfdo_programme", ["state", "rating", "id"])
    op.create_index("ix_sgo_pfdo_programme_review", "sgo_pfdo_programme", ["municipality_code", "state", "sent_at"])
    op.create_table(
        "sgo_pfdo_provider_address",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("provider_code", sa.String(length=64), nullable=False),
        sa.Column("municipality_code", sa.String(length=64), nullable=False),
        sa.Column("text", sa.String(length=255), nullable=False),
        sa.Column("directions", sa.Text(), nullable=True),
        sa.Column("latitude", sa.Float(precision=53), nullable=True),
        sa.Column("longitude", sa.Float(precision=53), nullable=True),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(latitude IS NULL) = (longitude IS NULL)", name=op.f("ck_sgo_pfdo_provider_address_point")),
        sa.CheckConstraint(
            "latitude BETWEEN -90 AND 90 AND longitude BETWEEN -180 AND 180",
            name=op.f("ck_sgo_pfdo_provider_address_degrees"),
        ),
        sa.ForeignKeyConstraint(
            ["municipality_code"],
            ["sgo_pfdo_municipality.code"],
            name=op.f("fk_sgo_pfdo_provider_address_municipality_code"),
        ),
        sa.ForeignKeyConstraint(
            ["provider_code"], ["sgo_pfdo_provider.code"], name=op.f("fk_sgo_pfdo_provider_address_provider_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sgo_pfdo_provider_address")),
        sa.UniqueConstraint("provider_code", "text", name=op.f("uq_sgo_pfdo_provider_address_provider_code_text")),
    )
    op.create_index(
        "ix_sgo_pfdo_provider_address_point",
        "sgo_pfdo_provider_address",
        ["municipality_code", "latitude", "longitude"],
    )
    op.create_table(
        "sgo_pfdo_provider_image",
        sa.Column("provider_code", sa.String(length=64), nullable=False),
        sa.Column("media_type", sa.String(length=40), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["provider_code"], ["sgo_pfdo_provider.code"], name=op.f("fk_sgo_pfdo_provider_image_provider_code")
        ),
        sa.PrimaryKeyConstraint("provider_code", name=op.f("pk_sgo_pfdo_provider_image")),
    )
    op.create_table(
        "sgo_pfdo_programme_address",
        sa.Column("programme_id", BIG_ID, nullable=False),
        sa.Column("address_id", BIG_ID, nullable=False),
        sa.Column("is_main", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["address_id"], ["sgo_pfdo_provider_address.id"], name=op.f("fk_sgo_pfdo_programme_address_address_id")
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["sgo_pfdo_programme.id"], name=op.f("fk_sgo_pfdo_programme_address_programme_id")
        ),
        sa.PrimaryKeyConstraint("programme_id", "address_id", name=op.f("pk_sgo_pfdo_programme_address")),
    )
    op.create_index(op.f("ix_sgo_pfdo_programme_address_address_id"), "sgo_pfdo_programme_address", ["address_id"])
    op.create_table(
        "sgo_pfdo_programme_file",
        sa.Column("programme_id", BIG_ID, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("media_type", sa.String(length=40), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("alt", sa.String(length=255), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('document', 'image')", name=op.f("ck_sgo_pfdo_programme_file_kind")),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["sgo_pfdo_programme.id"], name=op.f("fk_sgo_pfdo_programme_file_programme_id")
        ),
        sa.PrimaryKeyConstraint("programme_id", "kind", name=op.f("pk_sgo_pfdo_programme_file")),
    )
    op.create_table(
        "sgo_pfdo_publication",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("card_id", sa.String(length=22), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("municipality_code", sa.String(length=64), nullable=False),
        sa.Column("provider_code", sa.String(length=64), nullable=True),
        sa.Column("all_region", sa.Boolean(), nullable=False),
        sa.Column("title", sa.String(length=255), nullable=False),
        sa.Column("short", sa.String(length=500), nullable=False),
        sa.Column("body", sa.Text(), nullable=True),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("place", sa.String(length=255), nullable=True),
        sa.Column("entry_until", sa.Date(), nullable=True),
        sa.Column("age_min", sa.Integer(), nullable=True),
        sa.Column("age_max", sa.Integer(), nullable=True),
        sa.Column("places", sa.Integer(), nullable=True),
        sa.Column("programme_id", BIG_ID, nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("must_review", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "age_min BETWEEN 36 AND 216 AND age_max BETWEEN 36 AND 216 AND age_min <= age_max",
            name=op.f("ck_sgo_pfdo_publication_ages"),
        ),
        sa.CheckConstraint(
            "length(body) <= 10000",
            name=op.f("ck_sgo_pfdo_publication_body"),
        ),
        sa.CheckConstraint(
            "kind <> 'event' OR (starts_at IS NOT NULL AND place IS NOT NULL)",
            name=op.f("ck_sgo_pfdo_publication_event"),
        ),
        sa.CheckConstraint(
            "kind IN ('news', 'event')",
            name=op.f("ck_sgo_pfdo_publication_kind"),
        ),
        sa.CheckConstraint(
            "places BETWEEN 1 AND 1000000",
            name=op.f("ck_sgo_pfdo_publication_places"),
        ),
        sa.CheckConstraint(
            "state IN ('draft', 'review', 'published', 'archived')",
            name=op.f("ck_sgo_pfdo_publication_state"),
        ),
        sa.CheckConstraint(
            "ends_at >= starts_at",
            name=op.f("ck_sgo_pfdo_publication_times"),
        ),
        sa.ForeignKeyConstraint(
            ["municipality_code"],
            ["sgo_pfdo_municipality.code"],
            name=op.f("fk_sgo_pfdo_publication_municipality_code"),
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["sgo_pfdo_programme.id"], name=op.f("fk_sgo_pfdo_publication_programme_id")
        ),
        sa.ForeignKeyConstraint(
            ["provider_code"], ["sgo_pfdo_provider.code"], name=op.f("fk_sgo_pfdo_publication_provider_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sgo_pfdo_publication")),
        sa.UniqueConstraint("card_id", name=op.f("uq_sgo_pfdo_publication_card_id")),
    )
    op.create_index(op.f("ix_sgo_pfdo_publication_programme_id"), "sgo_pfdo_publication", ["programme_id"])
    op.create_index("ix_sgo_pfdo_publication_coming", "sgo_pfdo_publication", ["kind", "state", "starts_at", "id"])
    op.create_index(
        "ix_sgo_pfdo_publication_municipality", "sgo_pfdo_publication", ["municipality_code", "state", "changed_at"]
    )
    op.create_index("ix_sgo_pfdo_publication_own", "sgo_pfdo_publication", ["provider_code", "changed_at"])
    op.create_index("ix_sgo_pfdo_publication_shown", "sgo_pfdo_publication", ["kind", "state", "published_at", "id"])
    op.create_table(
        "sgo_pfdo_publication_image",
        sa.Column("publication_id", BIG_ID, nullable=False),
        sa.Column("media_type", sa.String(length=40), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("alt", sa.String(length=255), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["publication_id"],
            ["sgo_pfdo_publication.id"],
            name=op.f("fk_sgo_pfdo_publication_image_publication_id"),
        ),
        sa.PrimaryKeyConstraint("publication_id", name=op.f("pk_sgo_pfdo_publication_image")),
    )
    op.create_table(
        "sgo_pfdo_programme_part",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("programme_id", BIG_ID, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("months", sa.Integer(), nullable=False),
        sa.Column("hours", sa.Integer(), nullable=False),
        sa.Column("individual_hours", sa.Integer(), nullable=False),
        sa.Column("second_teacher_hours", sa.Integer(), nullable=False),
        sa.Column("qualification", sa.String(length=16), nullable=True),
        sa.Column("qualification_words", sa.String(length=255), nullable=True),
        sa.Column("second_qualification", sa.String(length=16), nullable=True),
        sa.Column("second_qualification_words", sa.String(length=255), nullable=True),
        sa.Column("min_children", sa.Integer(), nullable=False),
        sa.Column("max_children", sa.Integer(), nullable=False),
        sa.Column("price", sa.BigInteger(), nullable=True),
        sa.Column("normative_price", sa.BigInteger(), nullable=True),
        sa.Column("results", sa.Text(), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "qualification IN ('highest', 'first', 'other')", name=op.f("ck_sgo_pfdo_programme_part_qualification")
        ),
        sa.CheckConstraint(
            "second_qualification IN ('highest', 'first', 'other')",
            name=op.f("ck_sgo_pfdo_programme_part_second_qualification"),
        ),
        sa.CheckConstraint(
            "state IN ('draft', 'review', 'published', 'returned', 'archived')",
            name=op.f("ck_sgo_pfdo_programme_part_state"),
        ),
        sa.CheckConstraint(
            "hours BETWEEN 1 AND 20000 AND individual_hours BETWEEN 0 AND hours AND second_teacher_hours BETWEEN 0 "
            "AND hours",
            name=op.f("ck_sgo_pfdo_programme_part_hours"),
        ),
        sa.CheckConstraint("length(results) <= 5000", name=op.f("ck_sgo_pfdo_programme_part_results")),
        sa.CheckConstraint(
            "min_children BETWEEN 1 AND 100 AND max_children BETWEEN min_children AND 100",
            name=op.f("ck_sgo_pfdo_programme_part_children"),
        ),
        sa.CheckConstraint("months BETWEEN 1 AND 12", name=op.f("ck_sgo_pfdo_programme_part_months")),
        sa.CheckConstraint("position BETWEEN 1 AND 12", name=op.f("ck_sgo_pfdo_programme_part_position")),
        sa.CheckConstraint(
            "price BETWEEN 0 AND 100000000 AND normative_price BETWEEN 0 AND 100000000",
            name=op.f("ck_sgo_pfdo_programme_part_prices"),
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["sgo_pfdo_programme.id"], name=op.f("fk_sgo_pfdo_programme_part_programme_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sgo_pfdo_programme_part")),
        sa.UniqueConstraint("programme_id", "position", name=op.f("uq_sgo_pfdo_programme_part_programme_id_position")),
    )
    op.create_index("ix_sgo_pfdo_programme_part_price", "sgo_pfdo_programme_part", ["price", "programme_id"])
    op.create_table(
        "sgo_pfdo_programme_trait",
        sa.Column("programme_id", BIG_ID, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("value", sa.String(length=40), nullable=False),
        sa.CheckConstraint(
            "(kind <> 'register' OR value IN ('certified', 'valued', 'preprof', 'other', 'paid')) AND (kind <> "
            "'health' OR value IN ('deaf', 'hard_of_hearing', 'blind', 'visually_impaired', 'speech', 'phonetic', "
            "'musculoskeletal', 'delayed', 'autism', 'intellectual'))",
            name=op.f("ck_sgo_pfdo_programme_trait_value"),
        ),
        sa.CheckConstraint(
            "kind IN ('register', 'activity', 'keyword', 'health')", name=op.f("ck_sgo_pfdo_programme_trait_kind")
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["sgo_pfdo_programme.id"], name=op.f("fk_sgo_pfdo_programme_trait_programme_id")
        ),
        sa.PrimaryKeyConstraint("programme_id", "kind", "value", name=op.f("pk_sgo_pfdo_programme_trait")),
    )
    op.create_index("ix_sgo_pfdo_programme_trait_value", "sgo_pfdo_programme_trait", ["kind", "value", "programme_id"])
    op.create_table(
        "sgo_pfdo_programme_group",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("card_id", sa.String(length=22), nullable=False),
        sa.Column("provider_code", sa.String(length=64), nullable=False),
        sa.Column("external_id", sa.String(length=64), nullable=True),
        sa.Column("part_id", BIG_ID, nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("address_id", BIG_ID, nullable=True),
        sa.Column("office", sa.String(length=255), nullable=True),
        sa.Column("teacher", sa.String(length=255), nullable=True),
        sa.Column("places", sa.Integer(), nullable=False),
        sa.Column("extra_places", sa.Integer(), nullable=False),
        sa.Column("age_min", sa.Integer(), nullable=True),
        sa.Column("age_max", sa.Integer(), nullable=True),
        sa.Column("order_from", sa.Date(), nullable=True),
        sa.Column("order_to", sa.Date(), nullable=True),
        sa.Column("next_order_from", sa.Date(), nullable=True),
        sa.Column("next_order_to", sa.Date(), nullable=True),
        sa.Column("is_locked", sa.Boolean(), nullable=False),
        sa.Column("has_entrance_test", sa.Boolean(), nullable=False),
        sa.Column("entrance_test", sa.Text(), nullable=True),
        sa.Column("year_hours", sa.Integer(), nullable=True),
        sa.Column("lesson_minutes", sa.Integer(), nullable=True),
        sa.Column("is_archived", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("kind IN ('group', 'individual')", name=op.f("ck_sgo_pfdo_programme_group_kind")),
        sa.CheckConstraint(
            "age_min BETWEEN 36 AND 216 AND age_max BETWEEN 36 AND 216 AND age_min <= age_max",
            name=op.f("ck_sgo_pfdo_programme_group_ages"),
        ),
        sa.CheckConstraint(
            "order_from <= order_to AND next_order_from <= next_order_to",
            name=op.f("ck_sgo_pfdo_programme_group_orders"),
        ),
        sa.CheckConstraint(
            "places BETWEEN 1 AND 1000 AND extra_places BETWEEN 0 AND 1000",
            name=op.f("ck_sgo_pfdo_programme_group_places"),
        ),
        sa.CheckConstraint("starts_on < ends_on", name=op.f("ck_sgo_pfdo_programme_group_dates")),
        sa.CheckConstraint(
            "year_hours > 0 AND lesson_minutes BETWEEN 1 AND 600", name=op.f("ck_sgo_pfdo_programme_group_lessons")
        ),
        sa.ForeignKeyConstraint(
            ["address_id"], ["sgo_pfdo_provider_address.id"], name=op.f("fk_sgo_pfdo_programme_group_address_id")
        ),
        sa.ForeignKeyConstraint(
            ["part_id"], ["sgo_pfdo_programme_part.id"], name=op.f("fk_sgo_pfdo_programme_group_part_id")
        ),
        sa.ForeignKeyConstraint(
            ["provider_code"], ["sgo_pfdo_provider.code"], name=op.f("fk_sgo_pfdo_programme_group_provider_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sgo_pfdo_programme_group")),
        sa.UniqueConstraint("card_id", name=op.f("uq_sgo_pfdo_programme_group_card_id")),
        sa.UniqueConstraint(
            "provider_code", "external_id", name=op.f("uq_sgo_pfdo_programme_group_provider_code_external_id")
        ),
    )
    op.create_index(op.f("ix_sgo_pfdo_programme_group_address_id"), "sgo_pfdo_programme_group", ["address_id"])
    op.create_index(
        "ix_sgo_pfdo_programme_group_ends", "sgo_pfdo_programme_group", ["is_archived", "ends_on", "part_id"]
    )
    op.create_index("ix_sgo_pfdo_programme_group_part_id", "sgo_pfdo_programme_group", ["part_id", "starts_on"])
    op.create_index(
        "ix_sgo_pfdo_programme_group_starts", "sgo_pfdo_programme_group", ["is_archived", "starts_on", "part_id"]
    )
    op.create_table(
        "sgo_pfdo_programme_step",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("programme_id", BIG_ID, nullable=False),
        sa.Column("part_id", BIG_ID, nullable=True),
        sa.Column("step", sa.String(length=16), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("actor_id", sa.String(length=64), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["part_id"], ["sgo_pfdo_programme_part.id"], name=op.f("fk_sgo_pfdo_programme_step_part_id")
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["sgo_pfdo_programme.id"], name=op.f("fk_sgo_pfdo_programme_step_programme_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sgo_pfdo_programme_step")),
    )
    op.create_index(op.f("ix_sgo_pfdo_programme_step_programme_id"), "sgo_pfdo_programme_step", ["programme_id"])
    op.create_table(
        "sgo_pfdo_lesson",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("group_id", BIG_ID, nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("begins_at", sa.Time(), nullable=False),
        sa.Column("ends_at", sa.Time(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("week", sa.String(length=16), nullable=False),
        sa.Column("office", sa.String(length=255), nullable=True),
        sa.Column("teacher", sa.String(length=255), nullable=True),
        sa.Column("academic_hours", sa.Integer(), nullable=True),
        sa.CheckConstraint("week IN ('every', 'odd', 'even')", name=op.f("ck_sgo_pfdo_lesson_week")),
        sa.CheckConstraint("academic_hours > 0", name=op.f("ck_sgo_pfdo_lesson_academic_hours")),
        sa.CheckConstraint("begins_at < ends_at", name=op.f("ck_sgo_pfdo_lesson_times")),
        sa.CheckConstraint("valid_from <= valid_to", name=op.f("ck_sgo_pfdo_lesson_valid")),
        sa.CheckConstraint("weekday BETWEEN 1 AND 7", name=op.f("ck_sgo_pfdo_lesson_weekday")),
        sa.ForeignKeyConstraint(
            ["group_id"], ["sgo_pfdo_programme_group.id"], name=op.f("fk_sgo_pfdo_lesson_group_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sgo_pfdo_lesson")),
    )
    op.create_index("ix_sgo_pfdo_lesson_group_id", "sgo_pfdo_lesson", ["group_id", "weekday", "begins_at"])
    op.create_index("ix_sgo_pfdo_lesson_when", "sgo_pfdo_lesson", ["weekday", "begins_at", "ends_at", "group_id"])
    op.create_table(
        "sgo_pfdo_search_programme",
        sa.Column("programme_id", BIG_ID, nullable=False),
        sa.Column("municipality_code", sa.String(length=64), nullable=False),
        sa.Column("all_region", sa.Boolean(), nullable=False),
        sa.Column("provider_code", sa.String(length=64), nullable=False),
        sa.Column("choices", sa.Integer(), nullable=False),
        sa.Column("health", sa.Integer(), nullable=False),
        sa.Column("is_adapted", sa.Boolean(), nullable=False),
        sa.Column("age_min", sa.Integer(), nullable=False),
        sa.Column("age_max", sa.Integer(), nullable=False),
        sa.Column("last_start_key", sa.Integer(), nullable=False),
        sa.Column("form", sa.String(length=16), nullable=False),
        sa.Column("is_distance", sa.Boolean(), nullable=False),
        sa.Column("level", sa.String(length=16), nullable=False),
        sa.Column("needs_medical", sa.Boolean(), nullable=False),
        sa.Column("rating", sa.Integer(), nullable=True),
        sa.Column("sort_name", _sorted(64), nullable=False),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["sgo_pfdo_programme.id"], name=op.f("fk_sgo_pfdo_search_programme_programme_id")
        ),
        sa.PrimaryKeyConstraint("programme_id", name=op.f("pk_sgo_pfdo_search_programme")),
    )
    op.create_index("ix_sgo_pfdo_search_programme_name", "sgo_pfdo_search_programme", ["sort_name", "programme_id"])
    op.create_index("ix_sgo_pfdo_search_programme_provider_code", "sgo_pfdo_search_programme", ["provider_code"])
    op.create_table(
        "sgo_pfdo_search_group",
        sa.Column("programme_id", BIG_ID, nullable=False),
        sa.Column("group_id", BIG_ID, nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("start_key", sa.Integer(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("open_from", sa.Date(), nullable=False),
        sa.Column("open_to", sa.Date(), nullable=False),
        sa.Column("again_from", sa.Date(), nullable=False),
        sa.Column("again_to", sa.Date(), nullable=False),
        sa.Column("age_min", sa.Integer(), nullable=False),
        sa.Column("age_max", sa.Integer(), nullable=False),
        sa.Column("free_places", sa.Integer(), nullable=False),
        sa.Column("price", sa.BigInteger(), nullable=True),
        sa.Column("month_price", sa.BigInteger(), nullable=True),
        sa.Column("x", sa.BigInteger(), nullable=True),
        sa.Column("y", sa.BigInteger(), nullable=True),
        sa.Column("z", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["group_id"], ["sgo_pfdo_programme_group.id"], name=op.f("fk_sgo_pfdo_search_group_group_id")
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["sgo_pfdo_programme.id"], name=op.f("fk_sgo_pfdo_search_group_programme_id")
        ),
        sa.PrimaryKeyConstraint("programme_id", "group_id", name=op.f("pk_sgo_pfdo_search_group")),
        sqlite_with_rowid=False,
    )
    place = ["x", "y", "z", "programme_id", "open_from", "open_to", "again_from", "again_to"]
    place += ["free_places", "start_key", "age_min", "age_max"]
    op.create_index("ix_sgo_pfdo_search_group_place", "sgo_pfdo_search_group", place)
    tokens = sa.Text().with_variant(postgresql.TSVECTOR(), "postgresql")
    op.create_table(
        "sgo_pfdo_search_text",
        sa.Column("programme_id", BIG_ID, nullable=False),
        sa.Column("words", tokens, nullable=False),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["sgo_pfdo_programme.id"], name=op.f("fk_sgo_pfdo_search_text_programme_id")
        ),
        sa.PrimaryKeyConstraint("programme_id", name=op.f("pk_sgo_pfdo_search_text")),
    )
    if op.get_bind().dialect.name == "postgresql":
        op.create_index("ix_sgo_pfdo_search_text_words", "sgo_pfdo_search_text", ["words"], postgresql_using="gin")
    else:
        op.execute(
            "CREATE VIRTUAL TABLE sgo_pfdo_search_fts USING fts5(words, content='sgo_pfdo_search_text',"
            " content_rowid='programme_id', tokenize='ascii', prefix='2 3', detail='column')"
        )
    op.create_table(
        "sgo_pfdo_search_word",
        sa.Column("word", _sorted(40), nullable=False),
        sa.Column("stem", _sorted(40), nullable=False),
        sa.Column("reversed_word", _sorted(40), nullable=False),
        sa.Column("reversed_stem", _sorted(40), nullable=False),
        sa.PrimaryKeyConstraint("word", name=op.f("pk_sgo_pfdo_search_word")),
    )
    op.create_index("ix_sgo_pfdo_search_word_stem", "sgo_pfdo_search_word", ["stem"])
    op.create_index("ix_sgo_pfdo_search_word_reversed", "sgo_pfdo_search_word", ["reversed_word"])
    op.create_index("ix_sgo_pfdo_search_word_reversed_stem", "sgo_pfdo_search_word", ["reversed_stem"])


def downgrade() -> None:
    """Take back."""
    op.drop_table("sgo_pfdo_search_word")
    if op.get_bind().dialect.name != "postgresql":
        op.execute("DROP TABLE sgo_pfdo_search_fts")
    op.drop_table("sgo_pfdo_search_text")
    op.drop_table("sgo_pfdo_search_group")
    op.drop_table("sgo_pfdo_search_programme")
    op.drop_index("ix_sgo_pfdo_lesson_when", table_name="sgo_pfdo_lesson")
    op.drop_index("ix_sgo_pfdo_lesson_group_id", table_name="sgo_pfdo_lesson")
    op.drop_table("sgo_pfdo_lesson")
    op.drop_index(op.f("ix_sgo_pfdo_programme_step_programme_id"), table_name="sgo_pfdo_programme_step")
    op.drop_table("sgo_pfdo_programme_step")
    op.drop_index("ix_sgo_pfdo_programme_group_starts", table_name="sgo_pfdo_programme_group")
    op.drop_index("ix_sgo_pfdo_programme_group_part_id", table_name="sgo_pfdo_programme_group")
    op.drop_index("ix_sgo_pfdo_programme_group_ends", table_name="sgo_pfdo_programme_group")
    op.drop_index(op.f("ix_sgo_pfdo_programme_group_address_id"), table_name="sgo_pfdo_programme_group")
    op.drop_table("sgo_pfdo_programme_group")
    op.drop_index("ix_sgo_pfdo_programme_trait_value", table_name="sgo_pfdo_programme_trait")
    op.drop_table("sgo_pfdo_programme_trait")
    op.drop_index("ix_sgo_pfdo_programme_part_price", table_name="sgo_pfdo_programme_part")
    op.drop_table("sgo_pfdo_programme_part")
    op.drop_table("sgo_pfdo_publication_image")
    op.drop_index("ix_sgo_pfdo_publication_shown", table_name="sgo_pfdo_publication")
    op.drop_index("ix_sgo_pfdo_publication_own", table_name="sgo_pfdo_publication")
    op.drop_index("ix_sgo_pfdo_publication_municipality", table_name="sgo_pfdo_publication")
    op.drop_index("ix_sgo_pfdo_publication_coming", table_name="sgo_pfdo_publication")
    op.drop_index(op.f("ix_sgo_pfdo_publication_programme_id"), table_name="sgo_pfdo_publication")
    op.drop_table("sgo_pfdo_publication")
    op.drop_table("sgo_pfdo_programme_file")
    op.drop_index(op.f("ix_sgo_pfdo_programme_address_address_id"), table_name="sgo_pfdo_programme_address")
    op.drop_table("sgo_pfdo_programme_address")
    op.drop_table("sgo_pfdo_provider_image")
    op.drop_index("ix_sgo_pfdo_provider_address_point", table_name="sgo_pfdo_provider_address")
    op.drop_table("sgo_pfdo_provider_address")
    op.drop_index("ix_sgo_pfdo_programme_review", table_name="sgo_pfdo_programme")
    op.drop_index("ix_sgo_pfdo_programme_rated", table_name="sgo_pfdo_programme")
    op.drop_index("ix_sgo_pfdo_programme_place", table_name="sgo_pfdo_programme")
    op.drop_index("ix_sgo_pfdo_programme_own", table_name="sgo_pfdo_programme")
    op.drop_index("ix_sgo_pfdo_programme_named", table_name="sgo_pfdo_programme")
    op.drop_index("ix_sgo_pfdo_programme_ages", table_name="sgo_pfdo_programme")
    op.drop_table("sgo_pfdo_programme")
    op.drop_index(op.f("ix_sgo_pfdo_agreement_period_id"), table_name="sgo_pfdo_agreement")
    op.drop_table("sgo_pfdo_agreement")
    op.drop_index("ix_sgo_pfdo_provider_listed", table_name="sgo_pfdo_provider")
    op.drop_table("sgo_pfdo_provider")
    op.drop_table("sgo_pfdo_direction_limit")
    op.drop_index(op.f("ix_sgo_pfdo_sign_in_ends_at"), table_name="sgo_pfdo_sign_in")
    op.drop_index(op.f("ix_sgo_pfdo_sign_in_browser_key"), table_name="sgo_pfdo_sign_in")
    op.drop_table("sgo_pfdo_sign_in")
    op.drop_index(op.f("ix_sgo_pfdo_identity_account_id"), table_name="sgo_pfdo_identity")
    op.drop_table("sgo_pfdo_identity")
    op.drop_index(op.f("ix_sgo_pfdo_access_step_request_id"), table_name="sgo_pfdo_access_step")
    op.drop_table("sgo_pfdo_access_step")
    op.drop_index("ix_sgo_pfdo_access_request_school_id_state", table_name="sgo_pfdo_access_request")
    op.drop_index(op.f("ix_sgo_pfdo_access_request_pupil_id"), table_name="sgo_pfdo_access_request")
    op.drop_index(op.f("ix_sgo_pfdo_access_request_ended_at"), table_name="sgo_pfdo_access_request")
    op.drop_index(op.f("ix_sgo_pfdo_access_request_applicant_id"), table_name="sgo_pfdo_access_request")
    op.drop_table("sgo_pfdo_access_request")
    op.drop_table("sgo_pfdo_access_notice")
    op.drop_index(op.f("ix_sgo_pfdo_access_code_pupil_id"), table_name="sgo_pfdo_access_code")
    op.drop_index(op.f("ix_sgo_pfdo_access_code_ends_at"), table_name="sgo_pfdo_access_code")
    op.drop_table("sgo_pfdo_access_code")
    op.drop_table("sgo_pfdo_correction")
    op.drop_table("sgo_pfdo_enrolment_month")
    op.drop_table("sgo_pfdo_enrolment")
    op.drop_table("sgo_pfdo_period_certificate")
    op.drop_table("sgo_pfdo_allowance")
    op.drop_table("sgo_pfdo_period")
    op.drop_table("sgo_pfdo_papers_version")
    op.drop_index(op.f("ix_sgo_pfdo_cabinet_link_expires_at"), table_name="sgo_pfdo_cabinet_link")
    op.drop_table("sgo_pfdo_cabinet_link")
    op.drop_index(op.f("ix_sgo_pfdo_cabinet_session_expires_at"), table_name="sgo_pfdo_cabinet_session")
    op.drop_index(op.f("ix_sgo_pfdo_cabinet_session_certificate_id"), table_name="sgo_pfdo_cabinet_session")
    op.drop_table("sgo_pfdo_cabinet_session")
    op.drop_index(
        "ix_sgo_pfdo_notice_waiting",
        table_name="sgo_pfdo_notice",
        postgresql_where=sa.text("written_at IS NULL"),
        sqlite_where=sa.text("written_at IS NULL"),
    )
    op.drop_index(op.f("ix_sgo_pfdo_notice_due_at"), table_name="sgo_pfdo_notice")
    op.drop_index(op.f("ix_sgo_pfdo_notice_certificate_id"), table_name="sgo_pfdo_notice")
    op.drop_table("sgo_pfdo_notice")
    op.drop_index(op.f("ix_sgo_pfdo_transition_certificate_id"), table_name="sgo_pfdo_transition")
    op.drop_table("sgo_pfdo_transition")
    op.drop_table("sgo_pfdo_reminder")
    op.drop_table("sgo_pfdo_acceptance")
    op.drop_index(op.f("ix_sgo_pfdo_register_task_due_at"), table_name="sgo_pfdo_register_task")
    op.drop_index(op.f("ix_sgo_pfdo_register_task_certificate_id"), table_name="sgo_pfdo_register_task")
    op.drop_table("sgo_pfdo_register_task")
    op.drop_index(
        "ix_sgo_pfdo_journal_settings",
        table_name="sgo_pfdo_journal",
        postgresql_where=sa.text(
            "event IN ('setting_changed', 'module_switched', 'catalogue_changed', 'publication_changed')"
        ),
        sqlite_where=sa.text(
            "event IN ('setting_changed', 'module_switched', 'catalogue_changed', 'publication_changed')"
        ),
    )
    op.drop_index("ix_sgo_pfdo_journal_municipality_code_id", table_name="sgo_pfdo_journal")
    op.drop_index("ix_sgo_pfdo_journal_holder_id_id", table_name="sgo_pfdo_journal")
    op.drop_table("sgo_pfdo_journal")
    op.drop_index(op.f("ix_sgo_pfdo_application_touched_at"), table_name="sgo_pfdo_application")
    op.drop_index(op.f("ix_sgo_pfdo_application_pupil_id"), table_name="sgo_pfdo_application")
    op.drop_index(op.f("ix_sgo_pfdo_application_certificate_id"), table_name="sgo_pfdo_application")
    op.drop_table("sgo_pfdo_application")
    op.drop_table("sgo_pfdo_account")
    op.drop_index("ix_sgo_pfdo_certificate_surname", table_name="sgo_pfdo_certificate")
    op.drop_index("ix_sgo_pfdo_certificate_start", table_name="sgo_pfdo_certificate")
    op.drop_index("ix_sgo_pfdo_certificate_school", table_name="sgo_pfdo_certificate")
    op.drop_index(op.f("ix_sgo_pfdo_certificate_holder_id"), table_name="sgo_pfdo_certificate")
    op.drop_index("ix_sgo_pfdo_certificate_end", table_name="sgo_pfdo_certificate")
    op.drop_table("sgo_pfdo_certificate")
    op.drop_table("sgo_pfdo_brought_file")
    op.drop_table("sgo_pfdo_help_entry")
    op.drop_index(op.f("ix_sgo_pfdo_cabinet_settings_withdrawal_asked_at"), table_name="sgo_pfdo_cabinet_settings")
    op.drop_table("sgo_pfdo_cabinet_settings")
    op.drop_table("sgo_pfdo_school")
    op.drop_table("sgo_pfdo_own_paper")
    op.drop_index(op.f("ix_sgo_pfdo_organisation_municipality_code"), table_name="sgo_pfdo_organisation")
    op.drop_table("sgo_pfdo_organisation")
    op.drop_table("sgo_pfdo_group")
    op.drop_index(op.f("ix_sgo_pfdo_tries_ends_at"), table_name="sgo_pfdo_tries")
    op.drop_index(op.f("ix_sgo_pfdo_tries_begins_at"), table_name="sgo_pfdo_tries")
    op.drop_table("sgo_pfdo_tries")
    op.drop_table("sgo_pfdo_secret")
    op.drop_table("sgo_pfdo_municipality")
    op.drop_index(op.f("ix_sgo_pfdo_letter_topic"), table_name="sgo_pfdo_letter")
    op.drop_index(op.f("ix_sgo_pfdo_letter_due_at"), table_name="sgo_pfdo_letter")
    op.drop_table("sgo_pfdo_letter")
    op.drop_table("sgo_pfdo_name_turn")
    op.drop_index("ix_sgo_pfdo_holder_joined_id", table_name="sgo_pfdo_holder")
    op.drop_table("sgo_pfdo_holder")
    op.drop_table("sgo_pfdo_draft")
