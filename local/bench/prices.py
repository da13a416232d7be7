"""AWS's prices that the bench reckons with: us-east-1, each with how sure it is."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_FILE = Path(__file__).with_name("prices_us_east_1.json")


@dataclass(frozen=True, slots=True)
class Price:
    """US dollars for one unit; `confidence` is H, M or L, as the file says."""

    dollars: float
    unit: str
    confidence: str


@dataclass(frozen=True, slots=True)
class Prices:
    """The price list and its date."""

    as_of: str
    by_name: dict[str, Price]

    def __getitem__(self, name: str) -> Price:
        """The price of that name; raises `KeyError`."""
        return self.by_name[name]


def read(path: Path = _FILE) -> Prices:
    """The price list that ships."""
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    prices = {
        name: Price(each["price"], each["unit"], each["confidence"])
        for name, each in content["prices"].items()
    }
    return Prices(content["as_of"], prices)
