"""What one draft found, kept in memory for the next: a decision about one quote asks for no new search."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable

from assistant.drafting.tray import Offer

MOST_OFFERS = 200
"""Sections whose offers are kept: some ten drafts."""


class Memory:
    """The last offers of sections, the oldest forgotten first; it lives and dies with its process."""

    def __init__(self) -> None:
        self._offers: OrderedDict[Hashable, Offer] = OrderedDict()
        self._lock = threading.Lock()

    def offer(self, key: Hashable, search: Callable[[], Offer]) -> Offer:
        """Return the offer of a key, searched where it is not known; `key` names all that the search depends on."""
        with self._lock:
            if key in self._offers:
                self._offers.move_to_end(key)
                return self._offers[key]
        offer = search()
        with self._lock:
            self._offers[key] = offer
            while len(self._offers) > MOST_OFFERS:
                self._offers.popitem(last=False)
        return offer
