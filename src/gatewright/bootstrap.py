"""The only place that names concrete adapters, reads the environment, the clock and chance."""
