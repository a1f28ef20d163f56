"""Read models: plain data for every face, made from judgements. Formats nothing for a terminal."""
