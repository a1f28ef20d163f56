"""Texts read as data, and the small languages of a workflow: markdown, YAML, expressions, globs."""
