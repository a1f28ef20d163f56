"""Who tries a step: command-line agents, plain commands, an agent that plays from a file."""
