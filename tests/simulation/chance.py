"""Chance that can be repeated: everything a simulation rolls comes from its seed."""

import random  # noqa: TID251  the one home of chance here, from a seed that is printed
from collections.abc import Sequence
from datetime import timedelta
from typing import TypeVar

T = TypeVar("T")


class Chance:
    """One stream of rolls; streams of one seed do not disturb each other."""

    def __init__(self, seed: int, stream: str) -> None:
        self._random = random.Random(f"{seed}/{stream}")  # noqa: S311  no secret

    def roll(self) -> float:
        """Return a number in [0, 1); so a Chance is also Dice."""
        return self._random.random()

    def happens(self, probability: float) -> bool:
        """Whether something of that probability happens this time."""
        return self._random.random() < probability

    def below(self, many: int) -> int:
        """Return one of 0 .. many - 1."""
        return int(self._random.random() * many)

    def between(self, least: int, most: int) -> int:
        """Return one of least .. most."""
        return least + self.below(most - least + 1)

    def one_of(self, several: Sequence[T]) -> T:
        """Return one of several, each as likely as any other."""
        return several[self.below(len(several))]

    def some_of(self, several: Sequence[T], most: int) -> list[T]:
        """Return 1 .. most of several, in their order."""
        picked = set(
            self._random.sample(range(len(several)), self.between(1, most)),
        )
        return [each for index, each in enumerate(several) if index in picked]

    def about(self, **mean: float) -> timedelta:
        """Return a span of that mean: mostly shorter, now and then much longer."""
        seconds = self._random.expovariate(1 / timedelta(**mean).total_seconds())
        return timedelta(seconds=seconds)

    def within(self, **most: float) -> timedelta:
        """Return a span of at most that."""
        return timedelta(**most) * self._random.random()
