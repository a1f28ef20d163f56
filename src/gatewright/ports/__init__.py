"""One small protocol for each outside thing, with the data that goes in and comes out."""
