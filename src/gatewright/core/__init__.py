"""The rules, pure: recognise projects, judge observations, compare rulers."""
