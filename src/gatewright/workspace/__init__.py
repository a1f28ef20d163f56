"""Git, and only here: the user's repository read, the vault of trees, materialised checkouts."""
