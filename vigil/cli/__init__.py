"""The command line, ``vigil COMMAND``: results go to standard output, all else to standard error."""

from vigil.cli.commands import main

__all__ = ["main"]
