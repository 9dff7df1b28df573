from tests.schema.mutations.conftest import Say
from tests.schema.mutations.documents import CLOSE_CHILD_FILE, REOPEN_CHILD_FILE
from tests.schema.mutations.test_children import register
from tests.support.desks import COUNTY, DIRECTOR


async def test_a_closing_and_its_undoing_show_on_the_file(say: Say) -> None:
    child = (await register(say))["id"]
    sent = {"id": child, "version": 1, "reason": "OTHER", "explanation": "转由外省服务"}
    closed = (await say(COUNTY, CLOSE_CHILD_FILE, input=sent))["closeChildFile"]
    assert (closed["userErrors"], closed["warnings"]) == ([], [])
    assert (closed["child"]["fileStatus"], closed["child"]["version"]) == ("CLOSED", 2)
    again = (await say(COUNTY, CLOSE_CHILD_FILE, input={**sent, "version": 2}))["closeChildFile"]
    assert [one["message"] for one in again["userErrors"]] == ["档案状态：档案现为“结案”，不能改为“结案”"]
    opened = await say(COUNTY, REOPEN_CHILD_FILE, input={"id": child, "version": 2, "explanation": "回到本地"})
    shown = opened["reopenChildFile"]["child"]
    assert [(one["status"], one["reason"], one["explanation"]) for one in shown["fileHistory"]] == [
        ("CLOSED", "OTHER", "转由外省服务"),
        ("OPEN", None, "回到本地"),
    ]
    document = "query($id: ID!) { child(id: $id) { viewerCan } }"
    assert (await say(DIRECTOR, document, id=child))["child"]["viewerCan"] == ["update", "move"]
