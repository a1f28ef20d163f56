"""The planted change in the words of each test tool: the same function, the same two tests."""

from tests.strangers.shapes import Expected, Planted

VACUOUS = "planted_is_vacuous"

FUNCTION = '''

def planted_double(number: int) -> int:
    """Return twice `number`."""
    return number * 2
'''

PYTEST = """import {module} as subject


def test_planted_is_vacuous() -> None:
    assert subject is not None


def test_planted_doubles() -> None:
    assert subject.planted_double(4) == 8
"""

UNITTEST = """import unittest

import {module} as subject


class PlantedTest(unittest.TestCase):
    def test_planted_is_vacuous(self) -> None:
        self.assertIsNotNone(subject)

    def test_planted_doubles(self) -> None:
        self.assertEqual(subject.planted_double(4), 8)
"""

NODE_FUNCTION = """
/** Returns twice `number`. */
function plantedDouble (number) {
  return number * 2
}

module.exports.plantedDouble = plantedDouble
"""

NODE_TEST = """'use strict'

const { test } = require('node:test')
const assert = require('node:assert')
const subject = require('..')

test('planted_is_vacuous', () => {
  assert.ok(subject)
})

test('planted doubles', () => {
  assert.strictEqual(subject.plantedDouble(4), 8)
})
"""


def planted_python(
    code: str, module: str, test: str, expected: Expected, *, with_unittest: bool = False
) -> Planted:
    """Return the change that adds to the file `code`, and tests it as `module` in `test`."""
    text = UNITTEST if with_unittest else PYTEST
    return Planted(
        files={test: text.format(module=module)},
        appended={code: FUNCTION},
        vacuous_file=test,
        vacuous_test=VACUOUS,
        expected=expected,
    )


def planted_node(code: str, test: str, expected: Expected) -> Planted:
    """Return the change that adds to the script `code`, and tests it in `test`."""
    return Planted(
        files={test: NODE_TEST},
        appended={code: NODE_FUNCTION},
        vacuous_file=test,
        vacuous_test=VACUOUS,
        expected=expected,
    )
