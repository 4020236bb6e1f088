"""From a Document and its tags to the cells of the official tables; see ``build.build_tables``."""

from reports.tables.build import BuiltTables, build_tables

__all__ = ["BuiltTables", "build_tables"]
