"""The laws of a run, each a test that counts how often there was something for it to say."""
