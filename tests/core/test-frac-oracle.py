#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Compare frac-calculator (first argument) with Python's fractions on random scores and expressions (R27)."""
import math
import random
import subprocess
import sys
from fractions import Fraction

SEED = 20260331
NA = None


def text(value):
    return "0/0" if value is NA else f"{value.numerator}/{value.denominator}"


def apply(name, a, b):
    if name == "cmp":
        if a is NA or b is NA:
            return Fraction((b is NA) - (a is NA))
        return Fraction((a > b) - (a < b))
    if a is NA or b is NA:
        return NA
    if name == "/":
        return NA if b == 0 else a / b
    return {"+": lambda: a + b, "-": lambda: a - b, "*": lambda: a * b,
            "min": lambda: min(a, b), "max": lambda: max(a, b)}[name]()


def evaluate(words):
    stack = []
    for word in words:
        if isinstance(word, str):
            b, a = stack.pop(), stack.pop()
            stack.append(apply(word, a, b))
        else:
            stack.append(word)
    return stack[0]


def rounded(value):
    scaled = abs(value) * 100
    whole = math.floor(scaled + Fraction(1, 2))
    return whole if value >= 0 else -whole


def person(rng):
    """Total of a month: each indicator's points, capped at 100, times its weight, one after the other."""
    def share(most, of):
        den = rng.randint(1, of)
        return Fraction(rng.randint(0, min(most, den)), den)

    target = rng.randint(1000000, 9999999)  # fen, any amount
    points = ((25, Fraction(rng.randint(0, 2 * target), target)),           # sales over target
              (10, share(80, 2600) / Fraction(rng.randint(1, 500), 10000)),  # conversion over its target
              (15, share(300, 300)),                                        # satisfaction
              (6, share(5, 5)), (4, share(7, 7)),                           # exams, quality checks
              (4, share(80, 2600) / Fraction(25, 1000)),                    # orders over effective calls
              (3, share(60, 60)), (3, share(60, 60)),                       # tickets
              (30, Fraction(rng.randint(0, 100), 100)))                     # rated
    words = [Fraction(0)]
    for weight, value in points:
        words += [value, Fraction(100), "*", Fraction(100), "min", Fraction(weight, 100), "*", "+"]
    return words


def expression(rng):
    words = [Fraction(rng.randint(-10**6, 10**6), rng.randint(1, 10**6))]
    for _ in range(rng.randint(1, 3)):
        operand = NA if rng.random() < 0.02 else Fraction(rng.randint(-10**6, 10**6), rng.randint(1, 10**6))
        words += [operand, rng.choice("+ - * / min max".split())]
    if rng.random() < 0.3:
        words += [Fraction(rng.randint(-10**6, 10**6), rng.randint(1, 10**6)), "cmp"]
    return words


def main():
    rng = random.Random(SEED)
    cases = [person(rng) for _ in range(4000)] + [expression(rng) for _ in range(8000)]
    halves = [[Fraction(n, 200), Fraction(0), "+"] for n in range(-401, 402)]
    cases += halves
    lines = "\n".join(" ".join(w if isinstance(w, str) else text(w) for w in words) for words in cases) + "\n"
    answer = subprocess.run([sys.argv[1]], input=lines, capture_output=True, text=True, check=True).stdout.splitlines()
    wide = 0
    failed = len(answer) != len(cases)
    for words, got in zip(cases, answer):
        value = evaluate(words)
        expected = f"{text(value)} " + ("- -" if value is NA else f"{rounded(value)} {math.floor(value)}")
        if value is not NA and max(abs(value.numerator), value.denominator) >= 2**63:
            wide += 1
        if got != expected:
            print(f"expected {expected}\n     got {got}\n     for {words}", file=sys.stderr)
            failed = True
    print(f"{len(cases)} expressions, {wide} results beyond 64 bits, {'FAILED' if failed else 'all equal'}")
    return 1 if failed or wide == 0 else 0


sys.exit(main())
