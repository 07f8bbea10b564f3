from typing import Annotated, cast

from fastapi import APIRouter, Header, Request

from provodnik.server.event_stream import EventStream
from store_server.authentication import StoreAskerDep, StreamSecondsDep
from store_server.board.boards import Boards

router = APIRouter()

_LARGEST_PLACE = 2**63 - 1
LastEventId = Annotated[int | None, Header(ge=0, le=_LARGEST_PLACE, description="The last event that arrived.")]


@router.get("/events", status_code=200, response_class=EventStream)
async def get_events(
    request: Request, asker: StoreAskerDep, seconds: StreamSecondsDep, last_event_id: LastEventId = None
) -> EventStream:
    """Tell of what happens at the store, as server-sent events, and first of what happened since `Last-Event-ID`.

    An event is named by its kind, and its data are ids to ask for the rest by. `reset`: something may have been missed,
    so the lists are to be loaded anew. The stream ends when the token does.
    """
    boards = cast("Boards", request.app.state.boards)
    return EventStream(boards.feed(asker.store_id), last_event_id, seconds)
