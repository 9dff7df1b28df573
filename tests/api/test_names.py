"""Names that are used most are told apart; nobody holds a place by having come first, or by what was long ago."""

from datetime import date, timedelta

from api.names import OTHER, WAITING, Names

DAY = date(2026, 11, 27)


def use(names: Names, name: str, times: int = 1, day: date = DAY) -> str:
    return [names.use(name, day)[0] for _ in range(times)][-1]


def test_the_least_used_makes_room_for_one_that_is_used_more() -> None:
    names = Names(2)
    use(names, "phone", 5)
    use(names, "junk", 2)
    assert names.use("screen", DAY) == (OTHER, None)
    assert names.use("screen", DAY) == (OTHER, None)
    assert names.use("screen", DAY) == ("screen", "junk")
    assert (use(names, "phone"), use(names, "junk")) == ("phone", OTHER)


def test_names_without_end_do_not_drive_out_who_is_used() -> None:
    names = Names(2)
    use(names, "phone", 5)
    use(names, "screen", 5)
    for number in range(3 * WAITING):
        assert use(names, f"junk-{number}") == OTHER
    assert (use(names, "phone"), use(names, "screen")) == ("phone", "screen")


def test_what_was_used_long_ago_gives_its_place_up() -> None:
    names = Names(1)
    use(names, "old", 100)
    assert use(names, "new", 3) == OTHER
    for ago in range(1, 8):
        use(names, "new", 1, DAY + timedelta(days=ago))
    assert use(names, "new", 1, DAY + timedelta(days=8)) == "new"
