"""Loads tables of the API with pandas and says what stands between the parties.

    python examples/load_with_pandas.py [ADDRESS]

ADDRESS is that of a dashboard or of `positions serve`; without it, http://localhost:8501/.
"""

# ruff: noqa: T201  # printing is what it is for
import sys

import pandas

address = sys.argv[1] if len(sys.argv) > 1 else "http://localhost:8501/"
gaps = pandas.read_csv(f"{address.rstrip('/')}/api/v1/gaps.csv")

print(f"As of {gaps['as_of'].iloc[0]}, data {gaps['data_version'].iloc[0]}\n")
print(gaps.pivot_table(index=["party_a", "party_b"], columns="relation", aggfunc="size", fill_value=0).to_string())
apart = gaps[gaps["relation"].isin(["opposed", "deadlock"])]
for pair, rows in apart.groupby(["party_a", "party_b"], sort=False):
    print(f"\n{' – '.join(pair)} are apart on {len(rows)}:")
    for row in rows.itertuples():
        print(f"- {row.proposition_text} ({row.relation}: {row.stance_a}, {row.stance_b})")
