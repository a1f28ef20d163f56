"""What is known around the work: notes, sessions, what matters most to a step."""
