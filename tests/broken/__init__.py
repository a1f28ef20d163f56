"""One defect for each law: a small patch that turns the test of that law red, and no other."""
