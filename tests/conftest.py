"""No test rests on how long it takes: the machine may be busy."""

from hypothesis import settings

settings.register_profile("without a clock", deadline=None)
settings.load_profile("without a clock")
