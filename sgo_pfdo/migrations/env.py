"""Alembic's environment: runs on the connection it is handed, inside the transaction that is open there."""

from alembic import context

from sgo_pfdo.database import VERSION_TABLE, Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    version_table=VERSION_TABLE,
    version_table_pk=True,
    transactional_ddl=True,
)
context.run_migrations()
