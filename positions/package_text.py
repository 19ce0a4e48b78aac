"""What the README of a data package says: what is in it, of which day and version, and how to load it."""

from collections.abc import Mapping
from typing import Any

from positions.markdown import start, text
from positions.parameters import Parameters
from positions.store import Record

_READ_ME = """\
# {title}

{description}

- The tables are as of {as_of}; coverage ends on {until}. `changes` and `movement` compare with {start}.
- Chosen: {choice}.
- Record of {updated}, data version {version}.
- Licence: {licence}
- Corrections and challenges: {contact}

It holds what parties have *publicly said*, with the sources that prove it. A public statement is not a reservation
point: agreement of stated positions is no chance of a deal.

## What is in it

| file | what it holds | rows |
|---|---|---|
{files}

`datapackage.json` says of each table the type, the meaning and the possible values of every column. This is a
Frictionless data package (<https://datapackage.org>): `frictionless validate datapackage.json` checks all of it.

## How to read the tables

- CSV as in RFC 4180: UTF-8, commas, lines that end in CR LF.
- An empty field is a missing value. Where nothing is comparable a figure says `n/a`, and is never 0: in the columns
  whose names begin with `agreement`, `lower` or `upper`.
- A text that a spreadsheet would run as a formula has one `'` in front. To undo it, take one `'` away where it stands
  before (further quote marks and) `=`, `+`, `-`, `@`, a tab, a carriage return or NUL; in Python
  `re.sub(r"^'(?='*[=+\\-@\\t\\r\\0])", "", text)`. Every other leading `'` belongs to the text. `positions.json` has no
  such marks.
- Dates are ISO texts and may be partial. Several ids or addresses in one field are separated by a space.
- Quote a figure with its measure, its interval, n of N, the day and the data version.

## pandas

```python
import json
import zipfile

import pandas as pd

TYPES = {{"string": "string", "number": "Float64", "integer": "Int64", "boolean": "boolean"}}
loaded = {{}}
with zipfile.ZipFile("positions.zip") as package:
    for resource in json.loads(package.read("datapackage.json"))["resources"]:
        if schema := resource.get("schema"):
            loaded[resource["name"]] = pd.read_csv(
                package.open(resource["path"]),
                dtype={{field["name"]: TYPES[field["type"]] for field in schema["fields"]}},
                keep_default_na=False,
                na_values=schema["missingValues"],
            )
print(loaded["gaps"])
```

## R

```r
library(frictionless)

unzip("positions.zip", exdir = "positions")
package <- read_package("positions/datapackage.json")
gaps <- read_resource(package, "gaps")
```
"""


def read_me(record: Record, chosen: Parameters, descriptor: Mapping[str, Any], rows: Mapping[str, int]) -> str:
    """The README as Markdown, by the descriptor of the package and the number of rows of each table."""
    about = record.dataset.dataset
    asked = descriptor["positions:parameters"].items()
    (licence,) = descriptor["licenses"]
    link = f", <{licence['path']}>" if "name" in licence else ""
    return _READ_ME.format(
        title=text(about.title),
        description=start(about.description),
        as_of=chosen.as_of,
        until=about.coverage_until,
        start=chosen.start,
        choice="; ".join(f"`{name}` {text(' '.join(values))}" for name, values in asked if name != "as_of"),
        updated=about.updated,
        version=record.version,
        licence=f"{text(about.licence)}{link}",
        contact=text(about.contact),
        files="\n".join(
            f"| `{one['path']}` | {text(one['description'])} | {rows.get(one['name'], '')} |"
            for one in descriptor["resources"]
        ),
    )
