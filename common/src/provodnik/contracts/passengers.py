"""A passenger on the web: who they are here, what they buy, and what is held about them."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import AliasChoices, BeforeValidator, Field, JsonValue

from provodnik.contracts.errors import Conflict, NotFound
from provodnik.contracts.pictures import SentPicture
from provodnik.contracts.stations import StationRead
from provodnik.contracts.tickets import TicketStatus
from provodnik.contracts.wire import Command, Id60, Moment, PlaceNumber, TrainNumber, WagonNumber, Wire


class KeycloakUserTaken(Conflict):
    """This account of the realm is another passenger's already."""


class KeycloakUserNotFound(NotFound):
    """This account of the realm is not linked to this passenger."""


class SeatPurchaseDiffers(Conflict):
    """A purchase with this id was made already, and it was of something else."""


class RouteNotServed(Conflict):
    """The trip does not take anybody from this station to that one."""


class DepartureDiffers(Conflict):
    """The trip leaves this station at another time; `departure` of the details says when."""


class TripDeparted(Conflict):
    """The train has left this station."""


class TicketNotReturnable(Conflict):
    """The ticket is used, or its train has left: it can't be given back any more."""


class KeycloakLink(Command):
    """An account of the realm, and the passenger whose it is."""

    k_id: UUID = Field(description="The account's subject: its id in Keycloak.")
    user_id: UUID


class OwnFace(Wire):
    """Whether the passenger can board by face; never the face."""

    enrolled: bool
    consent_given_at: Moment | None = Field(description="When the consent that holds was last stated.")
    erasure_pending: bool = Field(description="An erasure was acknowledged and is not yet carried out everywhere.")


class OwnProfile(Wire):
    id: UUID
    name: str = Field(examples=["Анна Каренина"])
    username: str | None = Field(examples=["anna"])
    email: str | None = Field(examples=["anna@example.org"])
    face: OwnFace = Field(repr=False)


def _said(consent: object) -> object:
    """JSON's `true`, and nothing that Python takes for it: 1 is True as well."""
    if consent is not True:
        raise ValueError("the consent has to be stated: true")
    return consent


class OwnFaceWrite(Command):
    """Another photograph: up to five, the oldest goes. Nothing is taken without the passenger's own consent."""

    face: SentPicture = Field(repr=False)
    consent: Annotated[Literal[True], BeforeValidator(_said)] = Field(
        description="The passenger consents to boarding by face; it is recorded."
    )


class SeatPurchase(Command):
    purchase_id: UUID = Field(description="Made by the client. The same purchase again gets the same ticket.")
    train_number: TrainNumber = Field(examples=[20])
    wagon_number: WagonNumber = Field(examples=[5])
    place_number: PlaceNumber = Field(examples=[12])
    station_id: Id60 = Field(description="Where the passenger gets on.", examples=["2006004"])
    destination: Id60 = Field(description="Where the passenger gets off.", examples=["2004001"])
    date: Moment = Field(description="The departure from the passenger's station.", examples=["2026-01-05T21:30+03:00"])
    start_date: Moment = Field(
        description="The departure of the train from its first station: it names the trip.",
        examples=["2026-01-05T21:30+03:00"],
    )


class OwnTicket(Wire):
    id: UUID
    code: str = Field(description="What the ticket's QR code says.", examples=["PRV1.ABCDEFGHIJKLMNOPQRSTUVWXYZ"])
    status: TicketStatus
    used: bool
    used_at: Moment | None
    train_number: int
    train_label: str | None = Field(description="As passengers know the train, where its trip is described.")
    start_date: Moment
    wagon_number: int
    place_number: int
    from_: Annotated[StationRead, Field(validation_alias=AliasChoices("from", "from_"), serialization_alias="from")]
    to: StationRead
    departure: Moment = Field(description="As scheduled, like the arrival.")
    arrival: Moment | None = Field(description="Where the trip is described.")
    departure_delay_minutes: int | None = Field(description="Where the trip is described.")
    arrival_delay_minutes: int | None


class PersonalData(Wire):
    """Everything that is held about a passenger; of a face only that there is one, never the face."""

    generated_at: Moment
    sections: dict[str, list[dict[str, JsonValue]]] = Field(
        description="Records by their kind; each kind is there, with no records where there is nothing.",
        examples=[{"profile": [{"name": "Анна Каренина"}], "tickets": [], "consents": []}],
    )
