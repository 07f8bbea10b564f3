import gc
import weakref
from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QSizeF
from PySide6.QtGui import QPainter
from PySide6.QtQuick import QQuickItem, QQuickView

from robot.ui.camera_view import CameraFeed, CameraView, Frame
from robot.ui.contrast import Pixels, pixels_of

ShowQml = Callable[[str], QQuickView]

PAGE = """
Rectangle {
    property QtObject camera
    property alias shown: loader.active
    width: 60; height: 40; color: "#123456"
    Loader { id: loader; anchors.fill: parent; sourceComponent: CameraView { feed: camera } }
}
"""


def noise(height: int = 40, width: int = 60, seed: int = 1) -> Frame:
    return np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8)


def in_the_mirror(frame: Frame) -> Pixels:
    """Also turns BGR into RGB."""
    return frame[:, ::-1, ::-1]


class CountingView(CameraView):
    paints = 0

    def paint(self, painter: QPainter) -> None:
        self.paints += 1
        super().paint(painter)


@pytest.fixture
def window(show_qml: ShowQml) -> QQuickView:
    return show_qml('Rectangle { width: 60; height: 40; color: "#123456" }')


@pytest.fixture
def view(window: QQuickView) -> CountingView:
    view = CountingView(window.rootObject())
    view.setSize(QSizeF(60, 40))
    return view


def grabbed(window: QQuickView) -> Pixels:
    return pixels_of(window.grabWindow())


class TestCameraView:
    def test_shows_what_lies_behind_until_a_frame_is_offered(self, window: QQuickView, view: CountingView) -> None:
        assert (grabbed(window) == (0x12, 0x34, 0x56)).all()
        assert view.paints

    def test_paints_the_frame_as_in_a_mirror(self, window: QQuickView, view: CountingView) -> None:
        frame = noise()
        view.offer(frame)

        np.testing.assert_array_equal(grabbed(window), in_the_mirror(frame))

    def test_cuts_off_evenly_what_is_too_wide(self, window: QQuickView, view: CountingView) -> None:
        frame = noise(width=100)
        view.offer(frame)

        np.testing.assert_array_equal(grabbed(window), in_the_mirror(frame[:, 20:80]))

    def test_cuts_off_evenly_what_is_too_high(self, window: QQuickView, view: CountingView) -> None:
        frame = noise(height=100)
        view.offer(frame)

        np.testing.assert_array_equal(grabbed(window), in_the_mirror(frame[30:70]))

    def test_enlarges_a_small_frame_until_it_fills(self, window: QQuickView, view: CountingView) -> None:
        frame = noise(height=20, width=30)
        view.offer(frame)

        np.testing.assert_array_equal(grabbed(window), in_the_mirror(frame).repeat(2, axis=0).repeat(2, axis=1))

    def test_of_three_frames_paints_the_newest_and_once(self, window: QQuickView, view: CountingView) -> None:
        window.grabWindow()
        before = view.paints
        frames = [noise(seed=seed) for seed in range(3)]
        for frame in frames:
            view.offer(frame)

        np.testing.assert_array_equal(grabbed(window), in_the_mirror(frames[-1]))
        window.grabWindow()
        assert view.paints == before + 1

    def test_goes_on_to_the_next_frame(self, window: QQuickView, view: CountingView) -> None:
        view.offer(noise(seed=1))
        window.grabWindow()
        frame = noise(seed=2)
        view.offer(frame)

        np.testing.assert_array_equal(grabbed(window), in_the_mirror(frame))

    def test_lets_go_of_a_frame_when_the_next_one_comes(self, window: QQuickView, view: CountingView) -> None:
        old = noise(seed=1)
        gone = weakref.ref(old)
        view.offer(old)
        window.grabWindow()
        del old
        assert gone() is not None

        view.offer(noise(seed=2))

        assert gone() is None

    def test_copies_no_frame(self, window: QQuickView, view: CountingView) -> None:
        frame = noise(seed=1)
        view.offer(frame)
        frame[:] = noise(seed=2)  # nobody may, but a copy would not see it

        np.testing.assert_array_equal(grabbed(window), in_the_mirror(noise(seed=2)))


class TestCameraFeed:
    @pytest.fixture
    def camera(self, qapp: QCoreApplication) -> CameraFeed:
        return CameraFeed(qapp)

    @pytest.fixture
    def page(self, show_qml: ShowQml) -> QQuickView:
        return show_qml(PAGE)

    def test_reaches_the_view_in_qml(self, page: QQuickView, camera: CameraFeed) -> None:
        page.rootObject().setProperty("camera", camera)
        frame = noise()
        camera.offer(frame)

        np.testing.assert_array_equal(grabbed(page), in_the_mirror(frame))

    def test_no_longer_reaches_a_view_that_follows_another(self, page: QQuickView, camera: CameraFeed) -> None:
        other = CameraFeed(camera)
        page.rootObject().setProperty("camera", camera)
        page.rootObject().setProperty("camera", other)
        frame = noise(seed=1)
        other.offer(frame)
        camera.offer(noise(seed=2))

        np.testing.assert_array_equal(grabbed(page), in_the_mirror(frame))

    def test_leaves_no_frame_behind_when_the_page_closes(self, page: QQuickView, camera: CameraFeed) -> None:
        root: QQuickItem = page.rootObject()
        root.setProperty("camera", camera)
        frame = noise()
        gone = weakref.ref(frame)
        camera.offer(frame)
        page.grabWindow()
        del frame
        assert gone() is not None

        root.setProperty("shown", False)
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        gc.collect()

        assert gone() is None
        late = noise()
        gone = weakref.ref(late)
        camera.offer(late)
        del late
        assert gone() is None
