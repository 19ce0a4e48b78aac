"""Pictures of the figures. The same numbers always stand beside them as a table."""

import plotly.graph_objects as go

from positions import words
from positions.compare import Overlap
from positions.model import Party

# Distinguishable without red or green; in the manner of Paul Tol's diverging schemes (https://personal.sron.nl/~pault/).
_SCALE = [[0.0, "#e0822f"], [0.5, "#f7f0e8"], [1.0, "#3f7fbf"]]


def heatmap(parties: tuple[Party, ...], pairs: list[Overlap]) -> go.Figure:
    """Party × party: agreement in colour, orange apart to blue together, with point, interval and n of N in each cell.

    The diagonal is empty, since both its sides are one party. A pair without a figure has its text and no colour.
    """
    ids = [party.id for party in parties]
    # Plotly reads a few tags in labels; a name is text.
    names = [party.short.replace("<", "&lt;") for party in parties]
    index = {party.id: n for n, party in enumerate(parties)}
    size = len(parties)
    value: list[list[float | None]] = [[None] * size for _ in range(size)]
    text = [[""] * size for _ in range(size)]
    for pair in pairs:
        figure = pair.agreement
        interval = words.interval(figure).replace("\u00a0%", "")
        label = (
            f"<b>{words.percent(figure.point)}</b><br>{interval}<br>{figure.n_comparable} of {figure.n_propositions}"
        )
        for row, column in ((index[pair.a.id], index[pair.b.id]), (index[pair.b.id], index[pair.a.id])):
            value[row][column] = figure.point
            text[row][column] = label
    made = go.Figure(
        go.Heatmap(
            z=value,
            x=ids,
            y=ids,
            text=text,
            texttemplate="%{text}",
            # No size: Plotly then fits the text to the cell, on a phone too.
            textfont={"color": "#111111"},
            colorscale=_SCALE,
            zmin=0,
            zmax=1,
            xgap=3,
            ygap=3,
            hoverinfo="skip",
            showscale=False,
        )
    )
    # Cells without a figure are not in the heatmap; their text must be drawn on top of nothing.
    for row in range(size):
        for column in range(size):
            if value[row][column] is None and text[row][column]:
                made.add_annotation(x=ids[column], y=ids[row], text=text[row][column], showarrow=False)
    axis = {"type": "category", "tickvals": ids, "ticktext": names, "fixedrange": True, "showgrid": False}
    axis["tickfont"] = {"size": 14}
    made.update_layout(
        height=max(320, 92 * size + 80),
        margin={"l": 10, "r": 10, "t": 10, "b": 10},
        xaxis=axis | {"side": "top", "tickangle": 0},
        yaxis=axis | {"autorange": "reversed"},
        plot_bgcolor="rgba(0,0,0,0)",
        paper_bgcolor="rgba(0,0,0,0)",
    )
    return made
