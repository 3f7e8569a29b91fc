"""A municipality has a revision, by which workers know whether what they have read of it still holds.

Triggers give it another one at each change of what families see, whoever makes the change. The function that reads what
a family's page shows gives the revision in place of the whole municipality. It has a new name; the one of revision 0002
stays for workers that still run the code of yesterday.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

MUNICIPALITY = "sgo_pfdo_municipality"
PARTS = ("group", "organisation", "own_paper")
SHOWN = (
    "code, name, district, region, region_code, municipality_code, time_zone, number_format, validity_days,"
    " pupil_may_come_alone, application_way, authority, authority_address"
)
FIRST_APPLICATION = "OF applications_used ON sgo_pfdo_municipality FOR EACH ROW WHEN (OLD.applications_used = 0)"

SQLITE_RENEW = "UPDATE sgo_pfdo_municipality SET revision = lower(hex(randomblob(16)))"
SQLITE_TRIGGERS = {
    "sgo_pfdo_municipality_inserted": (f"INSERT ON {MUNICIPALITY}", "NEW.code"),
    "sgo_pfdo_municipality_updated": (f"UPDATE OF {SHOWN} ON {MUNICIPALITY}", "NEW.code"),
    "sgo_pfdo_municipality_applied_for": (f"UPDATE {FIRST_APPLICATION}", "NEW.code"),
    **{f"sgo_pfdo_{one}_inserted": (f"INSERT ON sgo_pfdo_{one}", "NEW.municipality_code") for one in PARTS},
    **{
        f"sgo_pfdo_{one}_updated": (f"UPDATE ON sgo_pfdo_{one}", "OLD.municipality_code, NEW.municipality_code")
        for one in PARTS
    },
    **{f"sgo_pfdo_{one}_deleted": (f"DELETE ON sgo_pfdo_{one}", "OLD.municipality_code") for one in PARTS},
}

POSTGRESQL_RENEW = "UPDATE sgo_pfdo_municipality SET revision = gen_random_uuid()"
POSTGRESQL_FUNCTIONS = f"""
CREATE FUNCTION sgo_pfdo_municipality_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.revision := gen_random_uuid();
    RETURN NEW;
END $$;
CREATE FUNCTION sgo_pfdo_part_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    {POSTGRESQL_RENEW}
    WHERE code IN (OLD.municipality_code, NEW.municipality_code);
    RETURN NULL;
END $$
"""
POSTGRESQL_TRIGGERS = {
    "sgo_pfdo_municipality_changed": (
        MUNICIPALITY,
        f"BEFORE INSERT OR UPDATE OF {SHOWN} ON {MUNICIPALITY} FOR EACH ROW",
    ),
    "sgo_pfdo_municipality_applied_for": (MUNICIPALITY, f"BEFORE UPDATE {FIRST_APPLICATION}"),
    **{
        f"sgo_pfdo_{one}_changed": (
            f"sgo_pfdo_{one}",
            f"AFTER INSERT OR UPDATE OR DELETE ON sgo_pfdo_{one} FOR EACH ROW",
        )
        for one in PARTS
    },
}

FUNCTION = """
CREATE FUNCTION sgo_pfdo_read_family(school_ids text, pupil_id text) RETURNS text
LANGUAGE plpgsql STABLE
SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off
AS $$
BEGIN
    RETURN json_build_array(
        COALESCE(
            (
                SELECT json_agg(json_build_array(school.id, town.code, town.revision))
                FROM sgo_pfdo_school school
                JOIN sgo_pfdo_municipality town ON town.code = school.municipality_code
                WHERE school.id = ANY (ARRAY(SELECT json_array_elements_text($1::json))) AND school.is_enabled
            ),
            '[]'
        ),
        (
            SELECT json_build_array(
                holder.id, holder.birth_date,
                certificate.id, certificate.holder_id, certificate.number, certificate.card_id, certificate.status,
                certificate.surname, certificate.first_name, certificate.patronymic, certificate.municipality_code,
                certificate.group_id, certificate.start_date, certificate.end_date, certificate.active_since,
                account.id, account.login, account.secret, account.is_pending
            )
            FROM sgo_pfdo_holder holder
            LEFT JOIN sgo_pfdo_certificate certificate ON certificate.id = (
                SELECT one.id FROM sgo_pfdo_certificate one WHERE one.holder_id = holder.id
                ORDER BY one.living_key IS NULL, one.id DESC LIMIT 1
            )
            LEFT JOIN sgo_pfdo_account account ON account.certificate_id = certificate.id
            WHERE holder.pupil_id = $2
        )
    );
END $$
"""


def upgrade() -> None:
    """Apply."""
    op.add_column(
        MUNICIPALITY, sa.Column("revision", sa.String(length=36), server_default=sa.text("''"), nullable=False)
    )
    if op.get_bind().dialect.name == "sqlite":
        for name, (change, codes) in SQLITE_TRIGGERS.items():
            op.execute(f"CREATE TRIGGER {name} AFTER {change} BEGIN {SQLITE_RENEW} WHERE code IN ({codes}); END")
        op.execute(SQLITE_RENEW)
        return
    op.execute(POSTGRESQL_FUNCTIONS)
    for name, (table, when) in POSTGRESQL_TRIGGERS.items():
        action = "sgo_pfdo_municipality_changed" if table == MUNICIPALITY else "sgo_pfdo_part_changed"
        op.execute(f"CREATE TRIGGER {name} {when} EXECUTE FUNCTION {action}()")
    op.execute(POSTGRESQL_RENEW)
    op.execute(FUNCTION)


def downgrade() -> None:
    """Take back."""
    if op.get_bind().dialect.name == "sqlite":
        for name in SQLITE_TRIGGERS:
            op.execute(f"DROP TRIGGER {name}")
    else:
        op.execute("DROP FUNCTION sgo_pfdo_read_family(text, text)")
        for name, (table, _) in POSTGRESQL_TRIGGERS.items():
            op.execute(f"DROP TRIGGER {name} ON {table}")
        op.execute("DROP FUNCTION sgo_pfdo_municipality_changed(); DROP FUNCTION sgo_pfdo_part_changed()")
    op.drop_column(MUNICIPALITY, "revision")
