"""The administration at the desk."""
