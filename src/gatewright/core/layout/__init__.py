"""A workflow laid out: procedures under their steps, the steps of one item."""
