"""PostgreSQL reads what a family's page shows by a function, whose plan it keeps.

It is what ``sgo_pfdo/certificates/reading.py`` composes for SQLite. Whoever changes one of them changes the other, in a
revision of its own and under a new name: workers with the code of yesterday go on calling this one.
"""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# The plan for any number of schools is as good as that for two, which PostgreSQL would otherwise look for each time. It
# may be made while the tables are empty, and is kept while they fill: so it must not read them from end to end.
FUNCTION = """
CREATE FUNCTION sgo_pfdo_family(school_ids varchar[], pupil_id varchar) RETURNS TABLE (
    school_id varchar, municipality text,
    holder_id bigint, holder_birth_date date,
    certificate_id bigint, certificate_holder_id bigint, certificate_number varchar, certificate_card_id varchar,
    certificate_status varchar, certificate_surname text, certificate_first_name text, certificate_patronymic text,
    certificate_municipality_code varchar, certificate_group_id bigint, certificate_start_date date,
    certificate_end_date date, certificate_active_since date,
    account_id bigint, account_login varchar, account_secret text, account_is_pending boolean
) LANGUAGE plpgsql STABLE ROWS 2
SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off
AS $$
BEGIN
    RETURN QUERY
    SELECT
        school.id,
        json_build_array(
            json_build_array(
                town.code, town.name, town.district, town.region, town.region_code, town.municipality_code,
                town.time_zone, town.number_format, town.validity_days, town.pupil_may_come_alone,
                town.application_way, town.applications_used, town.authority, town.authority_address
            ),
            (
                SELECT json_agg(json_build_array(one.position, one.id, one.name, one.age_from, one.age_to, one.is_open))
                FROM sgo_pfdo_group one WHERE one.municipality_code = town.code
            ),
            (
                SELECT json_agg(
                    json_build_array(one.position, one.code, one.name, one.address, one.telephone, one.hours)
                )
                FROM sgo_pfdo_organisation one WHERE one.municipality_code = town.code AND one.is_open
            ),
            (
                SELECT json_agg(json_build_array(one.kind, length(one.content)))
                FROM sgo_pfdo_own_paper one WHERE one.municipality_code = town.code
            )
        )::text,
        holder.id, holder.birth_date,
        certificate.id, certificate.holder_id, certificate.number, certificate.card_id, certificate.status,
        certificate.surname, certificate.first_name, certificate.patronymic, certificate.municipality_code,
        certificate.group_id, certificate.start_date, certificate.end_date, certificate.active_since,
        account.id, account.login, account.secret, account.is_pending
    FROM sgo_pfdo_school school
    JOIN sgo_pfdo_municipality town ON town.code = school.municipality_code
    LEFT JOIN sgo_pfdo_holder holder ON holder.pupil_id = $2
    LEFT JOIN sgo_pfdo_certificate certificate ON certificate.id = (
        SELECT max(later.id) FROM sgo_pfdo_certificate later WHERE later.holder_id = holder.id
    )
    LEFT JOIN sgo_pfdo_account account ON account.certificate_id = certificate.id
    WHERE school.id = ANY ($1) AND school.is_enabled;
END $$
"""


def upgrade() -> None:
    """Apply."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(FUNCTION)


def downgrade() -> None:
    """Take back."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION sgo_pfdo_family(varchar[], varchar)")
