"""The words a policy speaks in: how sensitive a field is, how much of it is seen, which rows are seen."""

from enum import StrEnum


class FieldClass(StrEnum):
    """How sensitive a field is; every readable field has exactly one.

    Where a row shows, its `BASIC`, `STAFF` and `AGGREGATE` fields show, so only these may be non-null in the schema.
    """

    BASIC = "basic"  # what every reader of the row needs: key, version, name, sex, birth date, village, dates of duties
    IDENTITY = "identity"  # resident ID numbers
    CONTACT = "contact"  # phone numbers of private persons
    LOCATION = "location"  # addresses, hukou, whereabouts of parents
    FAMILY = "family"  # guardianship, household, income, benefits, ordinary difficulty
    HEALTH = "health"  # health, mind and behaviour
    SPECIAL = "special"  # the most sensitive facts: HIV, custody, drug treatment, sexual assault
    NARRATIVE = "narrative"  # free text: problems found, measures, notes
    REPORTER = "reporter"  # who reported
    STAFF = "staff"  # the work and the workers: visitors, posts, contacts on duty
    AGGREGATE = "aggregate"  # counts


class Sight(StrEnum):
    """How much of a field is seen.

    `MASK` shows the stored mask of a number, the restricted values left out of a list, and nothing of other values.
    """

    SHOW = "show"
    MASK = "mask"
    HIDE = "hide"


# The verb of a policy line that lets a grant show a class on the rows of the children it names, where policy hides it.
GRANT = "grant"


class RowKind(StrEnum):
    """Which rows of a type are seen: those of places, those listed for the subject, the subject's own, or none.

    Of a type whose rows belong to organisations, the own ones are those of the organisations that one acts for.
    """

    AREA = "area"
    LISTED = "listed"
    OWN = "own"
    NONE = "none"
