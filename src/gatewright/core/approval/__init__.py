"""Who must agree on which content, what becomes a commit, and what a change does."""
