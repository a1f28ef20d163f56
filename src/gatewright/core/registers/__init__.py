"""Entries that people and workers hand in, and what a rule asks of them."""
