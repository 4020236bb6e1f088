"""Union-find: which things belong together."""

from __future__ import annotations


class Unions:
    """Things ``0 .. count - 1`` in groups that ``join`` makes larger."""

    def __init__(self, count: int) -> None:
        self._parents = list(range(count))

    def root(self, thing: int) -> int:
        """The thing that stands for its group."""
        while self._parents[thing] != thing:
            self._parents[thing] = self._parents[self._parents[thing]]
            thing = self._parents[thing]
        return thing

    def join(self, thing: int, other: int) -> None:
        a, b = self.root(thing), self.root(other)
        if a != b:
            self._parents[max(a, b)] = min(a, b)
