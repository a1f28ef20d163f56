"""Source text without running it: lines, hunks, mutants, references to a framework."""
