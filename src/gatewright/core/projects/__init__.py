"""What a tree says of its projects: of what kind, how tested, what is shipped."""
