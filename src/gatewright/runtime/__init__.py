"""The shell: looks through the ports, asks the core, keeps what was found."""
