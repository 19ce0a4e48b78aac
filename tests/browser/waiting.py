"""Waiting for what a page says of itself.

Playwright's `wait_for_function` makes code of text again and again. The dashboard's content security policy forbids
this, so there it fails whenever the condition is not met at once.
"""

from collections.abc import Sequence

from playwright.sync_api import Frame, Page


def comes_true(place: Page | Frame, condition: str, values: Sequence[float] = (), seconds: float = 30) -> bool:
    """Whether a JavaScript expression, in which `v` are the values, comes true in time.

    It is asked whenever the page is drawn, so the place must be in sight.
    """
    met: bool = place.evaluate(
        f"""async ([v, seconds]) => {{
          const end = performance.now() + 1000 * seconds;
          while (!({condition})) {{
            if (performance.now() > end) return false;
            await new Promise(requestAnimationFrame);
          }}
          return true;
        }}""",
        [list(values), seconds],
    )
    return met
