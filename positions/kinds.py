"""How a position in force stands to those before it in its cell: docs/method.md, section 9.1."""

from enum import StrEnum
from math import isnan

from positions.model import Stance
from positions.timeline import NONE, Steps, Timeline


class Kind(StrEnum):
    """How a position in force stands to the one before it."""

    FIRST = "first"
    REAFFIRMED = "reaffirmed"
    HARDENED = "hardened"
    SOFTENED = "softened"
    REVERSED = "reversed"


HARDNESS: dict[Stance, int] = {
    Stance.ACCEPTS: 0,
    Stance.CONDITIONAL: 1,
    Stance.DEMANDS: 2,
    Stance.OPPOSES: 2,
    Stance.REJECTS: 2,
}
"""How much a stance asks or withholds: what is accepted gives most, a condition less, a demand or a refusal nothing."""

UNCLEAR = 1
"""The hardness of words without a value: less is given than by accepting, less is asked or withheld than otherwise."""


class Detail(StrEnum):
    """What else there is to say of a change."""

    BECAME_UNCLEAR = "became-unclear"
    STILL_UNCLEAR = "still-unclear"
    CLEAR_AGAIN = "clear-again"
    BECAME_CLEAR = "became-clear"
    RED_LINE = "red-line"
    OTHER_NUMBER = "other-number"


def kind(lines: Timeline, steps: Steps, step: int) -> Kind:
    """The kind of a step: see docs/method.md, section 9.1.

    A clear position is compared with the last clear one before it. Within a side only a red line that was not drawn
    there before makes a difference.
    """
    before, clear = int(steps.before[step]), int(steps.clear[step])
    if before == NONE:
        return Kind.FIRST
    if isnan(steps.value[step]):
        if isnan(steps.value[before]):
            return Kind.REAFFIRMED
        return _moved(HARDNESS[_stance(lines, steps, before)] < UNCLEAR)
    if clear == NONE:
        return _moved(HARDNESS[_stance(lines, steps, step)] >= UNCLEAR)
    return _between_clear(lines, steps, clear, step)


def _between_clear(lines: Timeline, steps: Steps, clear: int, step: int) -> Kind:
    now, then = float(steps.value[step]), float(steps.value[clear])
    if abs(now - then) == 1:
        return Kind.REVERSED
    if now == then:
        return Kind.HARDENED if _draws_red_line(steps, step) else Kind.REAFFIRMED
    return _moved(HARDNESS[_stance(lines, steps, step)] > HARDNESS[_stance(lines, steps, clear)])


def _moved(harder: bool) -> Kind:
    return Kind.HARDENED if harder else Kind.SOFTENED


def detail(lines: Timeline, steps: Steps, step: int) -> Detail | None:
    """What the kind of a step alone does not tell; None for a first one and where there is nothing to add."""
    before, clear = int(steps.before[step]), int(steps.clear[step])
    if before == NONE:
        return None
    was_unclear, unclear = isnan(steps.value[before]), isnan(steps.value[step])
    if unclear:
        return Detail.STILL_UNCLEAR if was_unclear else Detail.BECAME_UNCLEAR
    if clear == NONE:
        return Detail.BECAME_CLEAR
    if steps.value[step] == steps.value[clear] and _draws_red_line(steps, step):
        return Detail.RED_LINE
    then, now = (lines.data.statements[int(steps.statement[n])].range for n in (clear, step))
    if then is not None and now is not None and then != now:
        return Detail.OTHER_NUMBER
    return Detail.CLEAR_AGAIN if was_unclear else None


def _draws_red_line(steps: Steps, step: int) -> bool:
    return bool(steps.red_line[step]) and int(steps.called[step]) == NONE


def _stance(lines: Timeline, steps: Steps, step: int) -> Stance:
    return lines.data.statements[int(steps.statement[step])].stance
