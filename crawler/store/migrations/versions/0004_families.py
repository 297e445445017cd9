"""The family of each release: those with nearly the same text, as their links connect them, by the first one's id."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("releases", sa.Column("family", sa.Text))
    op.create_index("releases_family", "releases", ["family"])
    connection = op.get_bind()
    pairs = connection.execute(sa.text("select release, other from likenesses")).all()
    first_seen = sa.text("select id, first_seen from releases")
    ages = {row.id: row.first_seen for row in connection.execute(first_seen)} if pairs else {}
    together = {identity: {identity} for pair in pairs for identity in pair}
    for one, other in pairs:
        few, many = sorted((together[one], together[other]), key=len)
        if few is not many:
            many |= few
            together.update(dict.fromkeys(few, many))
    named = [
        {"key": identity, "name": min(some, key=lambda member: (ages[member], member))}
        for identity, some in together.items()
    ]
    if named:
        connection.execute(sa.text("update releases set family = :name where id = :key"), named)
