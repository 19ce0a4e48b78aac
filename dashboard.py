"""Launcher of the dashboard: `streamlit run dashboard.py`. The page itself is positions/view/page.py."""

from pathlib import Path

import streamlit as st

from positions.view.routes import MIDDLEWARE, ROUTES
from positions.view.serving import lifespan

# A direct call in this file: `streamlit run` finds the app by reading the syntax tree.
app = st.App(
    Path(__file__).resolve().parent / "positions" / "view" / "page.py",
    routes=ROUTES,
    middleware=MIDDLEWARE,
    lifespan=lifespan,
)

if __name__ == "__main__":
    app.run()
