"""Which stores are on which train. What a store is, store_server knows."""

from provodnik.contracts.errors import Conflict, NotFound
from provodnik.contracts.wire import Command, Moment, TrainNumber


class StoreOnTrain(Conflict):
    """This store is on this train already."""


class StoreNotOnTrain(NotFound):
    """This store is not on this train."""


class NotTheRobotsTrip(NotFound):
    """The robot is on another trip."""


class TrainDay(Command):
    """A trip by its train and any moment of the day of its start."""

    train_number: TrainNumber
    train_date: Moment
