"""The table of codes is what the contract, the actions and docs/errors.md say."""

from pathlib import Path

from policies.refusal import ErrorCode
from schema.error_codes import REQUEST, USER, page

# The contract's closed list of `extensions.code`.
CONTRACT = (
    "GRAPHQL_PARSE_FAILED GRAPHQL_VALIDATION_FAILED BAD_USER_INPUT UNAUTHENTICATED FORBIDDEN TOO_COMPLEX TOO_LARGE "
    "RATE_LIMITED TIMEOUT UNAVAILABLE INTERNAL"
)


def test_the_codes_of_requests_are_the_contracts() -> None:
    assert [code.name for code in REQUEST] == CONTRACT.split()


def test_the_codes_of_refusals_are_those_that_actions_give() -> None:
    assert [code.name for code in USER] == [code.value for code in ErrorCode]


def test_the_committed_page_is_the_tables() -> None:
    assert Path("docs/errors.md").read_text("utf-8") == page()
