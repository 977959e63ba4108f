"""What may be recorded: the facts that people type or import, and the pure checks that they pass first."""
