"""What a process was told of one tenant's log, until it is served."""

from collections import deque

from alerts.log import Event

MOST = 1_000


class Heard:
    """Events that follow one another without a gap, the newest `MOST`; what is missing before them is in the log."""

    def __init__(self) -> None:
        self._events: deque[Event] = deque(maxlen=MOST)

    def take(self, event: Event) -> bool:
        """Keep an event, unless it is none that comes after the last; one behind a gap begins anew."""
        if self._events:
            last = self._events[-1].sequence
            if event.sequence <= last:
                return False
            if event.sequence != last + 1:
                self._events.clear()
        self._events.append(event)
        return True

    def after(self, number: int) -> list[Event]:
        """Give what follows a number at once; nothing where the log must be asked what comes between."""
        while self._events and self._events[0].sequence <= number:
            self._events.popleft()
        return list(self._events) if self._events and self._events[0].sequence == number + 1 else []
