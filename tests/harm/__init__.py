"""Proof by harm: real workers, a relay that fails in all ways, kills at random instants; then messages are counted.

    python -m tests.harm --rounds 300

``ordeal`` plays one story from a seed, ``verdict`` says what must hold afterwards whatever happened.
"""
