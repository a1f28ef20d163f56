"""Whether what is kept ever answers for what it was not seen on: random edits, judged twice."""
