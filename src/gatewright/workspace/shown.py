"""Names that somebody else chose, fit for a screen."""


def shown(path: str) -> str:
    """Return `path` fit for a screen: somebody else may have named the file."""
    return "".join(c if c.isprintable() else "?" for c in path)
