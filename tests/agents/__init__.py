"""Real command-line agents, driven against a model's service that plays from a script."""
