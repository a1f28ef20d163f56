"""The checks that try the tests on altered content, by name."""

from gatewright.runtime.mutants_check import MUTANTS, check_mutants
from gatewright.runtime.reversal_check import REVERSAL, check_reversal

LOOKS = {REVERSAL: check_reversal, MUTANTS: check_mutants}
