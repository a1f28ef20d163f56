"""What may be said to a run: an intake becomes events, or a refusal."""
