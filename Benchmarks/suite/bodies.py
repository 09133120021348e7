"""What the services answer, and what every contender must make of it."""

import json
from pathlib import Path

USER = {
    "id": 7, "name": "Ada Lovelace", "email": "ada@example.com", "accountId": "a1", "city": "London", "language": "en",
    "address": {"street": "12 St James Square", "postcode": "SW1Y 4JH"}, "since": "2019-04-01", "tags": ["a", "b"],
}
PAYMENTS = [
    {"id": "pay-1", "amount": 19.5, "state": "settled"}, {"id": "pay-2", "amount": 7.25, "state": "settled"},
    {"id": "pay-3", "amount": 120, "state": "open"},
]


def orders(count: int) -> dict:
    """So many orders of 164 bytes each."""
    return {"items": [
        {
            "id": 10000 + number, "status": "shipped", "open": number % 3 == 0,
            "total": {"amount": 19.5 + number * 0.25, "currency": "EUR"}, "placedAt": "2024-05-04T10:12:00Z",
            "productId": f"p-{number % 40}", "note": "left at the door",
        } for number in range(count)]}


def products(first: int, last: int) -> list:
    """The products with these numbers, both ends included."""
    return [
        {
            "id": number, "name": f"Product number {number}",
            "price": {"amount": 19.5 + number * 0.25, "currency": "EUR"}, "inStock": number % 3 != 0, "tags": ["a", "b"],
        } for number in range(first, last + 1)]


def items() -> dict:
    """A hundred items of nine members."""
    return {"items": [
        {
            "id": number, "name": f"Item number {number}", "price": 19.5 + number * 0.25, "currency": "EUR",
            "description": "A thing that somebody may want to have", "weight": 100 + number, "inStock": number % 3 != 0,
            "tags": ["a", "b"], "vendor": {"id": number % 7, "country": "DE"},
        } for number in range(100)]}


# By the name of the file that the services send.
FILES = {
    "user": USER, "payments": PAYMENTS, "orders-2": orders(10), "orders-20": orders(122), "orders-200": orders(1220),
    "orders-1000": orders(6100),
    "part": orders(4), "items": items(), "first": products(1, 50), "second": products(51, 100),
}


def _profile(orders_file: str | None) -> dict:
    return {"user": USER, "orders": FILES[orders_file] if orders_file else None, "payments": PAYMENTS}


def _parts(count: int) -> dict:
    return {f"part{number}": FILES["part"] for number in range(count)}


# By the first segment of the path that a client asks for.
ANSWERS = {
    "profile-2": _profile("orders-2"), "profile-20": _profile("orders-20"), "profile-200": _profile("orders-200"),
    **{name: _profile("orders-2") for name in ("by-key", "by-token", "by-key-limited", "by-token-limited")},
    "slow": _profile("orders-2"), "failing": _profile(None),
    "one": _parts(1), "three": _parts(3), "ten": _parts(10),
    "shaped": {
        "user": USER, "payments": PAYMENTS,
        "items": [{name: item[name] for name in ("id", "name", "price")} for item in FILES["items"]["items"]]},
    "chain": {"user": USER, "payments": PAYMENTS},
    "join": {str(product["id"]): product for product in products(1, 100)},
    "by-hand": {"first": FILES["first"], "second": FILES["second"]},
    "plain": FILES["orders-2"], "plain-1000": FILES["orders-1000"],
}


def compact(value: object) -> bytes:
    """The value as JSON without white space."""
    return json.dumps(value, separators=(",", ":")).encode()


def answer_to(path: str) -> object:
    """The answer to a client's path."""
    return ANSWERS[path.split("?")[0].split("/")[1]]


def write(folder: Path) -> None:
    """Writes the files of the services."""
    folder.mkdir()
    for name, value in FILES.items():
        (folder / f"{name}.json").write_bytes(compact(value))
