import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory

from tenants.revisions import TREES, newest


@pytest.mark.parametrize("tree", ["platform", "tenant"])
def test_the_newest_revision_is_the_head_that_alembic_finds(tree: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(TREES / tree))
    scripts = ScriptDirectory.from_config(config)
    assert newest(tree) == scripts.get_current_head()
    order = [script.revision for script in scripts.walk_revisions()]
    assert order == sorted(order, reverse=True)
