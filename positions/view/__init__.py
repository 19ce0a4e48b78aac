"""The dashboard: the only part that knows Streamlit (and, in `figures`, Plotly)."""
