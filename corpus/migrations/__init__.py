"""Alembic migrations of the catalogue, run when an older home folder is opened."""
