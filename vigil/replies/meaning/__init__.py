"""What a patient's own words mean: rules over a vocabulary that lives in ``config/vocabulary``."""
