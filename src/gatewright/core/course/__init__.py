"""What follows by itself, and what is to be done next."""
