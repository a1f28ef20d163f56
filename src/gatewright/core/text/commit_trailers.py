"""The trailers by which a commit says which run, step and feature it is of."""

BY_HAND = "Gatewright-By-Hand"
RUN = "Gatewright-Run"
STEP = "Gatewright-Step"
FEATURE = "Gatewright-Feature"
