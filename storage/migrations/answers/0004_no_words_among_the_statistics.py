"""PostgreSQL keeps no words of young people among what it notes about its tables.

Where it looks at a table on its own account it notes a column's most usual and some other values,
and they stay there after the rows are gone. No query compares these columns with anything.
"""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

WITH_WORDS = (("answer", "text"), ("published_quote", "text"), ("worked_out", "found"))


def upgrade() -> None:
    """Bring the tables up to this version."""
    if op.get_bind().dialect.name != "postgresql":
        return
    for table, column in WITH_WORDS:
        op.execute(f"ALTER TABLE {table} ALTER COLUMN {column} SET STATISTICS 0")
