"""What is kept: evidence by content, records by name. Alone knows how they look on disk."""
