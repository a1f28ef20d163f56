"""The fold: a state and an event make the next state."""
