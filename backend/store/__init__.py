"""PostgreSQL: tables, migrations, repositories, encryption at rest."""
