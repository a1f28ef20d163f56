"""What decides how a tree is measured, and what a change of it does."""
