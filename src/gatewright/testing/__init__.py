"""Published fakes, naive variants and contract suites for people who write adapters."""
