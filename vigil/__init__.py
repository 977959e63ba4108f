"""vigil: follow-up and adverse-event monitor for clinics that treat pain by mesotherapy."""
