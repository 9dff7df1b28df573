"""What many sockets get alike is made into a WebSocket frame once, and what waits for a socket is written at once."""

from functools import lru_cache

from starlette.websockets import WebSocketDisconnect
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import Frame, Opcode
from websockets.http11 import Request

FRAMES = "tonghu.frames"  # the extension of a WebSocket's scope: sends frames that are ready


class Frames(WebSocketsSansIOProtocol):
    """One connection; besides messages it takes whole frames, for it packs nothing and splits no message."""

    def handle_connect(self, event: Request) -> None:
        """Let the application send frames."""
        super().handle_connect(event)
        if not self.handshake_complete:  # it was not refused
            self.scope["extensions"][FRAMES] = self._send_frames  # type: ignore[assignment] # uvicorn expects dicts

    async def _send_frames(self, frames: bytes) -> None:
        """Write frames. Raises `WebSocketDisconnect` where the connection has ended."""
        await self.writable.wait()
        if self.disconnected or self.close_sent or self.transport.is_closing():
            raise WebSocketDisconnect(1006)
        self.transport.write(frames)


@lru_cache(maxsize=1_024)
def framed(first: bytes, response: bytes) -> bytes:
    """Make the frame of an operation's next result from the part before its response, which ends with a brace.

    Equal responses come to many sockets one right after the other, often under the same id. RFC 6455, 5.2.
    """
    return Frame(Opcode.TEXT, first + response + b"}").serialize(mask=False)
