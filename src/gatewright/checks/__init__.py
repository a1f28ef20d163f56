"""Gathering: test tools, static tools and readers of their reports. No verdicts."""
