"""Lists as the 2010 API gives them: newest first, in pages that follow one another by a token.

From the description (`next_page_uri`, `page_size` at most 1,000, 50 unless asked) and real
answers: the token names the last item seen (`PageToken=PASM…`), so that messages which come in
meanwhile shift nothing.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol, TypeVar
from urllib.parse import urlencode

DEFAULT_SIZE = 50


class Listed(Protocol):
    """What can stand in a list."""

    @property
    def sid(self) -> str: ...

    @property
    def order(self) -> int: ...

    def as_json(self) -> dict[str, Any]: ...


Item = TypeVar("Item", bound=Listed)


def page(
    key: str,
    path: str,
    query: Mapping[str, str],
    items: Sequence[Item],
    order_of: Mapping[str, int],
) -> dict[str, Any]:
    """One page. `order_of` knows deleted items too: an item may go while a list is read."""
    size = int(query.get("PageSize") or DEFAULT_SIZE)
    number = int(query.get("Page") or 0)
    newest_first = sorted(items, key=lambda item: -item.order)
    token = query.get("PageToken", "")
    start = 0
    if token:
        before = order_of.get(token.removeprefix("PA"), 0)
        start = sum(item.order >= before for item in newest_first)
    elif number:
        start = number * size
    shown = newest_first[start : start + size]
    kept = {k: v for k, v in query.items() if k not in ("Page", "PageToken", "PageSize")}

    def uri(**more: object) -> str:
        return f"{path}?{urlencode({**kept, 'PageSize': size, **more})}"

    more = start + size < len(newest_first)
    return {
        "first_page_uri": uri(Page=0),
        "next_page_uri": uri(Page=number + 1, PageToken="PA" + shown[-1].sid) if more else None,
        "previous_page_uri": uri(Page=number - 1) if number else None,
        "page": number,
        "page_size": size,
        "start": number * size,
        "end": number * size + max(0, len(shown) - 1),
        "uri": uri(Page=number, **({"PageToken": token} if token else {})),
        key: [item.as_json() for item in shown],
    }
