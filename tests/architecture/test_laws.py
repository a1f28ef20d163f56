"""The page of the laws, their tests and the defects that break them belong together."""

import ast

from tests.broken.defects import ROOT, defects, laws, laws_by_file

PAGE = (ROOT / "docs" / "laws.md").read_text()
DEFECTS = defects()


def test_each_law_is_broken_by_one_defect() -> None:
    assert sorted(each.law for each in DEFECTS) == sorted(laws())


def test_each_law_counts_what_it_is_about() -> None:
    for page in laws_by_file():
        for each in ast.parse(page.read_text()).body:
            if isinstance(each, ast.FunctionDef) and each.name.startswith("test_"):
                assert "seen.at_least(" in ast.unparse(each), each.name


def test_page_has_a_row_for_each_law() -> None:
    rows = [row for row in PAGE.splitlines() if "::test_" in row]

    assert [row.split("::")[1].split("`")[0] for row in rows] == laws()
    for row, law in zip(rows, laws(), strict=True):
        (own,) = [each for each in DEFECTS if each.law == law]
        assert own.path.name in row
        assert own.words in row
