"""Text to checked definitions, with every problem located. Never reads a file itself."""
