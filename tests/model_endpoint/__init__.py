"""A model's service that plays from a script, on loopback: for real agents, without a model."""
