"""The galleries of a replica with what they work with, put together."""

from dataclasses import dataclass

from redis.asyncio import Redis

from face_server.config import FaceServerSettings
from face_server.engine.work import FaceWork
from face_server.faces.chroma import ChromaClient
from face_server.faces.feed import ChangeFeed
from face_server.faces.gallery import Gallery
from face_server.faces.metrics import FaceMetrics
from face_server.faces.provenance import GalleryName, Provenance
from face_server.faces.pseudonyms import Pseudonyms, ReversiblePseudonyms
from face_server.faces.rotation import Rotation
from face_server.faces.service import Parts, PassengerService, WatchlistService
from face_server.faces.sweeping import Sweeper


@dataclass(frozen=True)
class Faces:
    galleries: dict[GalleryName, Gallery]
    feed: ChangeFeed
    sweeper: Sweeper
    passengers: PassengerService
    watchlist: WatchlistService


def put_together(
    settings: FaceServerSettings, work: FaceWork, chroma: ChromaClient, redis: Redis, metrics: FaceMetrics
) -> Faces:
    likeness = work.likeness
    rotation = Rotation(settings.key, likeness.dimension)
    feed = ChangeFeed(redis)
    sweeper = Sweeper(settings.chroma_folder, settings.sweep_seconds)
    passengers = Pseudonyms(settings.pseudonym_key, GalleryName.PASSENGERS)
    watchlist = ReversiblePseudonyms(settings.pseudonym_key, GalleryName.WATCHLIST)

    def gallery(name: GalleryName, pseudonyms: Pseudonyms) -> Gallery:
        provenance = Provenance(name, likeness.name, likeness.dimension, rotation.fingerprint, pseudonyms.fingerprint)
        made = Gallery(chroma, provenance, likeness, begin_anew=settings.new_collection == "on")
        metrics.count_people(name, lambda: len(made.people))
        return made

    galleries = {
        GalleryName.PASSENGERS: gallery(GalleryName.PASSENGERS, passengers),
        GalleryName.WATCHLIST: gallery(GalleryName.WATCHLIST, watchlist),
    }

    def parts(name: GalleryName) -> Parts:
        return Parts(work, galleries[name], rotation, feed, sweeper, metrics)

    return Faces(
        galleries,
        feed,
        sweeper,
        PassengerService(parts(GalleryName.PASSENGERS), passengers),
        WatchlistService(parts(GalleryName.WATCHLIST), watchlist),
    )
