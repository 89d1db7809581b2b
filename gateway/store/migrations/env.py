"""Run migrations on the connection that `gateway.store.migrate` gives us."""

from alembic import context

from gateway.store.schema import METADATA
from gateway.store.word_tables import is_compared

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    render_as_batch=True,
    include_object=is_compared,
)
with context.begin_transaction():
    context.run_migrations()
