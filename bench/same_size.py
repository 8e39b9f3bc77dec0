"""How long a floor's page must be to weigh as much as the page that is compared with it."""

from bench.client import Client
from bench.scene import Scene, answered

WITHIN = 0.02


def floor_like(scene: Scene, client: Client, path: str, wanted: int, cookie: str = "") -> str:
    """The address below `path` whose body has `wanted` bytes, give or take two in a hundred."""

    def size(lines: int) -> int:
        return len(answered(client, scene.get(f"{path}{lines}", cookie)).body)

    fewest, most = 0, wanted
    while fewest < most:
        middle = (fewest + most) // 2
        fewest, most = (fewest, middle) if size(middle) >= wanted else (middle + 1, most)
    found = size(fewest)
    if abs(found - wanted) > WITHIN * wanted:
        raise ValueError(f"{path}{fewest} has {found} bytes instead of {wanted}.")
    return f"{path}{fewest}"
