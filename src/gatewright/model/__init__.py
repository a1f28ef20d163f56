"""Frozen data in Gatewright's own words. No rules, no input, no output."""
