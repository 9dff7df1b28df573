from tests.support.placed import empty, fujian, house, jilin, new_database, place, server  # noqa: F401 (fixtures)
