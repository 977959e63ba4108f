"""The clinic's desk: what physicians, nurses, secretaries and administrators work with, signed in."""
