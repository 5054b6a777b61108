"""links change places within a transaction."""

from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for item in ("superoffice_id", "calendar_id"):
        name = f"link_mailbox_id_kind_{item}_key"
        op.drop_constraint(name, "link", type_="unique")
        op.create_unique_constraint(
            name, "link", ["mailbox_id", "kind", item], deferrable=True, initially="DEFERRED"
        )
