"""Ten public source distributions, judged as they come, and a planted change in each."""
