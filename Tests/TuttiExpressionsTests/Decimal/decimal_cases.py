#!/usr/bin/env python3
"""Prints 10,000 sums, products, quotients and roundings as Python's decimal has them, for DecimalCasesTests.

usage: Tests/TuttiExpressionsTests/Decimal/decimal_cases.py > Tests/TuttiExpressionsTests/Decimal/decimal-cases.tsv

A line is: operation, operands, result, with tabs between them. The seed is fixed: two runs print the same.
"""
import decimal
import random
from decimal import Decimal

COUNT = 10_000
exact = decimal.Context(prec=5_000, rounding=decimal.ROUND_HALF_EVEN, Emax=10**9, Emin=-(10**9))
# decimal128: 34 digits, half even. The exponents of JSON numbers go further than its own.
rounding = decimal.Context(prec=34, rounding=decimal.ROUND_HALF_EVEN, Emax=10**9, Emin=-(10**9))
decimal.setcontext(exact)
random.seed(20261129)


def digits(most):
    return str(random.randrange(10 ** random.randint(0, most)))


def number():
    """A number as JSON writes it: most often a short one, often one at the edge of a machine word, sometimes a long one."""
    kind = random.random()
    sign = random.choice(["", "", "-"])
    if kind < 0.15:
        return sign + digits(4)
    if kind < 0.40:
        places = random.randint(1, 4)
        return sign + digits(6) + "." + str(random.randrange(10**places)).zfill(places)
    if kind < 0.55:
        return sign + str(random.choice([2**63, 2**64, 10**18, 10**19, 10**17]) + random.randint(-3, 3))
    if kind < 0.70:
        places = random.randint(10, 20)
        return sign + digits(12) + "." + str(random.randrange(10**places)).zfill(places)
    if kind < 0.80:
        return sign + digits(60)
    if kind < 0.90:
        places = random.randint(1, 40)
        return sign + digits(40) + "." + str(random.randrange(10**places)).zfill(places)
    if kind < 0.97:
        return sign + digits(5) + random.choice(["", ".5", ".50"]) + "e" + str(random.randint(-30, 30))
    return sign + digits(3) + random.choice(["e", "E+"]) + str(random.randint(0, 400))


def short():
    places = random.randint(0, 3)
    whole = random.choice(["", "-"]) + str(random.randrange(10 ** random.randint(1, 5)))
    return whole + ("." + str(random.randrange(10**places)).zfill(places) if places else "")


def half():
    """A number that is often just between two others."""
    return random.choice(["", "-"]) + digits(random.choice([3, 20])) + "." + digits(2) + random.choice(["5", "50", "51", "49", ""])


def floor_quotient(a, b):
    # Decimal's `//` goes towards zero.
    quotient, remainder = divmod(a, b)
    return quotient - 1 if remainder and (a < 0) != (b < 0) else quotient


def rounded(x, places, rule):
    if -x.as_tuple().exponent <= places:
        return x
    return x.quantize(Decimal(1).scaleb(-places), rounding=rule)


def case():
    operation = random.choice(
        ["+"] * 4 + ["-"] * 3 + ["*"] * 4 + ["/"] * 4
        + ["//", "%", "neg", "abs", "ceil", "floor", "round", "round-up", "to_fixed", "format", "<", "==", "sum", "avg", "sort"])
    if operation in ("sum", "avg", "sort"):
        texts = [random.choice([short, number])() for _ in range(random.randint(1, 6))]
        values = [Decimal(text) for text in texts]
        if operation == "sort":
            result = " ".join(text for _, _, text in sorted((v, i, t) for i, (v, t) in enumerate(zip(values, texts))))
        else:
            total = sum(values, Decimal(0))
            result = str(total if operation == "sum" else rounding.divide(total, Decimal(len(values))))
        return operation, " ".join(texts), "", result
    if operation in ("neg", "abs", "ceil", "floor"):
        a = number()
        x = Decimal(a)
        return operation, a, "", str({
            "neg": lambda: -x, "abs": lambda: abs(x),
            "ceil": lambda: x.to_integral_value(rounding=decimal.ROUND_CEILING),
            "floor": lambda: x.to_integral_value(rounding=decimal.ROUND_FLOOR)}[operation]())
    if operation in ("round", "round-up", "to_fixed", "format"):
        a, places = random.choice([half, number])(), random.randint(-3 if operation.startswith("round") else 0, 6)
        x = Decimal(a)
        if operation == "round":
            return operation, a, str(places), str(rounded(x, places, decimal.ROUND_HALF_EVEN))
        if operation == "round-up":
            return operation, a, str(places), str(rounded(x, places, decimal.ROUND_HALF_UP))
        text = format(x.quantize(Decimal(1).scaleb(-places)), ("," if operation == "format" else "") + f".{places}f")
        # Zero has no sign here.
        return operation, a, str(places), text.lstrip("-") if not text.strip("-0.,") else text
    a, b = number(), random.choice([number, number, short])()
    x, y = Decimal(a), Decimal(b)
    if operation in ("/", "//", "%") and y == 0:
        return case()
    if operation in ("//", "%") and abs(x.adjusted() - y.adjusted()) > 100:
        return case()
    result = {
        "+": lambda: str(x + y), "-": lambda: str(x - y), "*": lambda: str(x * y),
        "/": lambda: str(rounding.divide(x, y)), "//": lambda: str(floor_quotient(x, y)), "%": lambda: str(x % y),
        "<": lambda: str(x < y).lower(), "==": lambda: str(x == y).lower()}[operation]()
    return operation, a, b, result


for _ in range(COUNT):
    print("\t".join(case()))
