"""Recording from CSV files: read strictly, all lines in one transaction, nothing half-done."""

from vigil.actions.importing.importing import import_files
from vigil.actions.importing.problems import ImportRefused, Problem
from vigil.actions.importing.reading import read_content, read_files
from vigil.actions.importing.sheets import Kind, Sheet
from vigil.actions.importing.summary import Summary

__all__ = ["ImportRefused", "Kind", "Problem", "Sheet", "Summary", "import_files", "read_content", "read_files"]
