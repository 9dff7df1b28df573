from tests.support.placed import empty, fujian, house, jilin, place, server  # noqa: F401 (fixtures)
