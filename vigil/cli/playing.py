"""vigil simulate and vigil demo."""
