"""persons that wait are counted without reading those in step."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    apart = sa.text("state <> 'linked'")
    op.create_index("person_link_apart", "personlink", ["state", "reason"], postgresql_where=apart)
