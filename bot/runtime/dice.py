"""The computer's dice."""

import random  # noqa: TID251  this file is chance's one home


class SystemDice:
    """Dice that nobody can foresee; with a `seed`, dice that roll the same again."""

    def __init__(self, seed: int | None = None) -> None:
        self._random = random.SystemRandom() if seed is None else random.Random(seed)  # noqa: S311  seeded for tests and demos, guards no secret

    def roll(self) -> float:
        """Return a number in [0, 1), each as likely as any other."""
        return self._random.random()
