"""Attempts to be accepted without the work: each with an honest twin, an oracle and a claim."""
