"""Events on their way to readers."""

from alerts.sequence import sequence
from tests.support.scenes import Scene


async def number(scene: Scene) -> None:
    """Number what was announced so far, as a relay would."""
    tenant = await scene.house.tenant(scene.tenant)
    assert tenant is not None
    async with scene.house.work(tenant) as work:
        await sequence(work)
