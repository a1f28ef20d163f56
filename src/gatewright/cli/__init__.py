"""The command line: parses words, prints views. Has no private way to judge anything."""
