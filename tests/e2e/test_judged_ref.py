"""`check --from REF` judges that ref from where it left its base, whatever is checked out."""

from pathlib import Path

from gatewright.model.judgement import CheckRequest
from gatewright.runtime.matter import open_matter
from tests.checkouts import new_checkout


def test_ref_is_compared_with_where_it_left_the_default_branch(tmp_path: Path) -> None:
    checkout = new_checkout(tmp_path)
    checkout.commit({"a.py": "one\n"})
    fork = checkout.git("rev-parse", "HEAD").strip()
    checkout.git("checkout", "-q", "-b", "feature")
    checkout.commit({"b.py": "two\n"})
    checkout.git("checkout", "-q", "main")
    checkout.commit({"c.py": "three\n"})
    repository = checkout.open()

    for typed in ("feature", "refs/heads/feature"):
        request = CheckRequest(start=str(checkout.root), from_ref=typed)
        matter = open_matter(
            checkout.repositories, checkout.repositories.trees(repository), repository, request
        )

        assert matter.base is not None
        assert matter.base.commit == fork
        assert matter.change is not None
        assert [file.path for file in matter.change.files] == ["b.py"]
        assert matter.repository.branch == "feature"
