"""What is read without Streamlit: the light embed, the API, oEmbed and the feed, on the dashboard's port and alone."""
