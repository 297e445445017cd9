"""The changes of a release, found without going through all changes."""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("changes_release", "changes", ["release", "seq"])
