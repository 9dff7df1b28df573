import pytest

from api.failures import BadRequestError
from api.media import Media, media


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        (None, Media.JSON),
        ("", Media.JSON),
        ("*/*", Media.JSON),
        ("application/*", Media.JSON),
        ("application/json", Media.JSON),
        ("application/json, multipart/mixed", Media.JSON),
        ("application/graphql-response+json", Media.GRAPHQL),
        ("application/graphql-response+json; charset=utf-8", Media.GRAPHQL),
        ("application/graphql-response+json, application/json;q=0.9", Media.GRAPHQL),
        ("application/json, application/graphql-response+json", Media.GRAPHQL),
        ("application/json, application/graphql-response+json;q=0.9", Media.JSON),
        ("Application/GraphQL-Response+JSON, application/json, text/event-stream", Media.GRAPHQL),
        ("application/json;q=0, */*", Media.GRAPHQL),
    ],
)
def test_the_form_that_is_wanted_most_is_chosen(accept: str | None, expected: Media) -> None:
    assert media(accept) is expected


@pytest.mark.parametrize(
    "accept", ["text/plain", "application/json;q=0", "application/graphql-response+json;q=0, image/*"]
)
def test_a_client_that_reads_neither_form_is_told_which_there_are(accept: str) -> None:
    with pytest.raises(BadRequestError) as refused:
        media(accept)
    assert refused.value.status == 406
