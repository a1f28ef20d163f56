"""What is known, said or unknown, and the conditions that speak of it."""
