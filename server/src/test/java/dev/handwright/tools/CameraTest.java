package dev.handwright.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handwright.desktops.Cursor;
import dev.handwright.desktops.DisplaySize;
import dev.handwright.desktops.Pixels;
import dev.handwright.desktops.Veil;
import dev.handwright.fakes.Await;
import dev.handwright.fakes.FakeScreen;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CameraTest {
    private final FakeScreen screen = new FakeScreen(new DisplaySize(333, 210));
    private final Camera camera = camera(screen, "fa");
    private final Random random = new Random(7);

    @ParameterizedTest
    @CsvSource({"320,200", "333,211", "641,480", "1024,768"})
    void everyPixelIsAsOnTheScreenHoweverItChanges(int width, int height) throws Exception {
        var screen = new FakeScreen(new DisplaySize(width, height));
        var camera = camera(screen, "fb");
        random.nextBytes(screen.pixels);
        for (int round = 0; round < 12; round++) {
            assertShows(screen, camera.look(Look.PLAIN), new Area(0, 0, width, height));
            for (int i = random.nextInt(4); i >= 0; i--) {
                paintSomewhere(screen);
            }
        }
    }

    @Test
    void theFrameIsTheSameForAsLongAsNoPixelChanges() throws Exception {
        var first = camera.look(Look.PLAIN);
        assertThat(camera.look(Look.PLAIN).frame()).isEqualTo(first.frame());
        screen.paint(332, 209, 1, 1, 0x000001);
        assertThat(camera.look(Look.PLAIN).frame()).isNotEqualTo(first.frame());
    }

    @Test
    void aKnownFrameIsAnsweredWithoutBytesUntilAPixelChanges() throws Exception {
        var first = camera.look(Look.PLAIN);
        var again = camera.look(Look.PLAIN.withKnown(first.frame()));
        assertThat(again.unchanged()).isTrue();
        assertThat(again.bytes()).isEmpty();
        assertThat(again.frame()).isEqualTo(first.frame());

        screen.paint(17, 100, 1, 1, 0x010000);
        var changed = camera.look(Look.PLAIN.withKnown(first.frame()));
        assertThat(changed.unchanged()).isFalse();
        assertShows(screen, changed, new Area(0, 0, 333, 210));
    }

    @Test
    void aFrameOfAnotherDesktopOrOfNoneIsNotKnown() throws Exception {
        var other = camera(new FakeScreen(), "fz").look(Look.PLAIN).frame();
        for (var frame : List.of(other, "fa-", "fa-99", "fa--1", "fa-x", "", "fa-1 ")) {
            assertThat(camera.look(Look.PLAIN.withKnown(frame)).unchanged()).as(frame).isFalse();
        }
    }

    @Test
    void whatChangedIsToldInRectanglesThatHoldEachChangedPixelAndLittleElse() throws Exception {
        random.nextBytes(screen.pixels);
        var first = camera.mark();
        for (int round = 0; round < 20; round++) {
            var before = screen.pixels.clone();
            var mark = camera.mark();
            paintSomewhere(screen);
            var seen = camera.settle(mark, Duration.ofMillis(5), Duration.ofMillis(50), Look.PLAIN);
            assertThat(seen.settled()).isTrue();
            for (int y = 0; y < 210; y++) {
                for (int x = 0; x < 333; x++) {
                    if (differs(before, screen.pixels, (y * 333 + x) * 4)) {
                        assertTold(seen.changed(), new Area(x, y, 1, 1));
                    }
                }
            }
            assertThat(seen.changed()).allMatch(it -> it.isWithin(333, 210));
        }
        var all = camera.settle(first, Duration.ZERO, Duration.ZERO, Look.PLAIN);
        assertThat(all.changed()).isNotEmpty().hasSizeLessThanOrEqualTo(64);
    }

    @Test
    void aSmallChangeIsToldAsASmallRectangle() throws Exception {
        var mark = camera.mark();
        screen.paint(100, 50, 3, 4, 0xffffff);
        screen.paint(320, 200, 13, 10, 0xffffff);
        var seen = camera.settle(mark, Duration.ZERO, Duration.ZERO, Look.PLAIN);
        assertThat(seen.changed())
                .containsExactly(new Area(96, 48, 16, 16), new Area(320, 192, 13, 18));
    }

    @Test
    void aRegionIsShownPixelByPixel() throws Exception {
        random.nextBytes(screen.pixels);
        for (var area :
                List.of(
                        new Area(0, 0, 1, 1),
                        new Area(332, 209, 1, 1),
                        new Area(13, 17, 100, 90),
                        new Area(0, 0, 333, 210))) {
            assertShows(screen, camera.look(Look.PLAIN.withRegion(area)), area);
        }
    }

    @Test
    void aRegionOutsideTheScreenIsRefusedAndTheScreenNamed() {
        for (var area : List.of(new Area(300, 0, 34, 1), new Area(0, 210, 1, 1))) {
            assertThatThrownBy(() -> camera.look(Look.PLAIN.withRegion(area)))
                    .isInstanceOf(ActionRefused.class)
                    .hasMessageContaining("333x210");
        }
    }

    @Test
    void aScaledPictureHasTheSizeAndTheColoursOfTheScreen() throws Exception {
        screen.paint(0, 0, 333, 210, 0x336699);
        screen.paint(166, 0, 167, 210, 0xffffff);
        for (var size :
                List.of(
                        new Scaling.Size(100, 70),
                        new Scaling.Size(1, 1),
                        new Scaling.Size(1024, 768))) {
            var picture = camera.look(Look.PLAIN.withSize(size));
            var image = image(picture);
            assertThat(image.getWidth()).isEqualTo(size.width());
            assertThat(image.getHeight()).isEqualTo(size.height());
            if (size.width() > 1) {
                assertThat(image.getRGB(0, 0)).isEqualTo(0xff336699);
                assertThat(image.getRGB(size.width() - 1, size.height() - 1)).isEqualTo(0xffffffff);
            }
        }
    }

    @Test
    void aScaledPictureIsMadeAgainOnlyWhenSomethingChanged() throws Exception {
        var half = Look.PLAIN.withSize(new Scaling.Size(160, 100));
        var first = camera.look(half);
        assertThat(camera.look(half).bytes()).isSameAs(first.bytes());
        screen.paint(10, 10, 50, 50, 0xff0000);
        assertThat(image(camera.look(half)).getRGB(15, 15)).isEqualTo(0xffff0000);
    }

    private static void assertTold(List<Area> changed, Area pixel) {
        for (var area : changed) {
            if (area.meets(pixel)) {
                return;
            }
        }
        throw new AssertionError(pixel + " changed, told was only " + changed);
    }

    @Test
    void thePointerIsInThePictureOnlyWhereItIsWanted() throws Exception {
        var red = new int[20 * 20];
        Arrays.fill(red, 0xffff0000);
        screen.cursor = new Cursor(new Cursor.Shape(20, 20, 10, 10, red), 30, 40);
        var bare = Look.PLAIN.withCursor(false);
        var with = camera.look(Look.PLAIN);
        var without = camera.look(bare);
        assertThat(image(with).getRGB(20, 30)).isEqualTo(0xffff0000);
        assertThat(image(with).getRGB(40, 30)).isEqualTo(0xff000000);
        assertThat(image(without).getRGB(20, 30)).isEqualTo(0xff000000);

        screen.cursor = new Cursor(screen.cursor.shape(), 332, 209);
        var mark = camera.mark();
        assertThat(camera.look(bare.withKnown(without.frame())).unchanged()).isTrue();
        var moved = camera.look(Look.PLAIN.withKnown(with.frame()));
        assertThat(moved.unchanged()).isFalse();
        assertThat(image(moved).getRGB(20, 30)).isEqualTo(0xff000000);
        assertThat(image(moved).getRGB(332, 209)).isEqualTo(0xffff0000);

        screen.cursor = new Cursor(screen.cursor.shape(), 0, 0);
        var seen = camera.settle(mark, Duration.ZERO, Duration.ZERO, Look.PLAIN);
        assertThat(seen.changed())
                .containsExactly(new Area(0, 0, 16, 16), new Area(320, 192, 13, 18));
        assertThat(camera.settle(mark, Duration.ZERO, Duration.ZERO, bare).changed()).isEmpty();
        assertThat(camera.hasChanged(mark)).isFalse();
        screen.paint(100, 100, 1, 1, 0x123456);
        assertThat(camera.hasChanged(mark)).isTrue();
        assertShows(screen, camera.look(bare), new Area(0, 0, 333, 210));
    }

    @Test
    void aFormatThatCannotBeMadeIsRefused() {
        assertThatThrownBy(() -> camera.look(Look.PLAIN.withFormat(Look.Format.WEBP)))
                .isInstanceOf(ActionRefused.class)
                .hasMessageContaining("png");
    }

    @Test
    void aJpegShowsTheScreenHoweverItChanges() throws Exception {
        var jpeg = Look.PLAIN.withFormat(Look.Format.JPEG).withQuality(95);
        for (int round = 0; round < 5; round++) {
            paintSomewhere(screen);
            var picture = camera.look(jpeg);
            assertThat(picture.mediaType()).isEqualTo("image/jpeg");
            var whole = new Pixels();
            screen.read(whole);
            assertThat(picture.bytes()).isEqualTo(JpegStripes.encode(whole, 95));
        }
    }

    @Test
    void aDisplayThatChangesItsSizeIsANewPicture() throws Exception {
        var large = new FakeScreen(new DisplaySize(640, 480));
        random.nextBytes(large.pixels);
        var first = camera.look(Look.PLAIN);
        screen.becomes(large);
        var second = camera.look(Look.PLAIN.withKnown(first.frame()));
        assertThat(second.frame()).isNotEqualTo(first.frame());
        assertShows(screen, second, new Area(0, 0, 640, 480));
    }

    @Test
    void aLookThatWaitsForASecretKeepsNoOtherDesktopWaiting() throws Exception {
        var large = new DisplaySize(2560, 1440); // of which the pool has room for one
        var pool = new PixelPool();
        var shown = new FakeScreen(large);
        var veiled = camera(shown, pool, "fb");
        var other = camera(new FakeScreen(large), pool, "fc");
        veiled.typing(() -> {
            var waiting = Thread.ofVirtual().start(veiled::mark);
            Await.that(() -> waiting.getState() == Thread.State.WAITING);
            var looking = Thread.ofVirtual().start(other::mark);
            Await.that(() -> !looking.isAlive());
            shown.paint(0, 0, 9, 9, 0xffffff);
        });
    }

    private void paintSomewhere(FakeScreen screen) {
        var size = screen.size();
        int x = random.nextInt(size.width());
        int y = random.nextInt(size.height());
        int width = 1 + random.nextInt(Math.min(80, size.width() - x));
        int height = 1 + random.nextInt(Math.min(60, size.height() - y));
        screen.paint(x, y, width, height, random.nextInt(1 << 24));
    }

    private static boolean differs(byte[] one, byte[] other, int at) {
        return one[at] != other[at] || one[at + 1] != other[at + 1] || one[at + 2] != other[at + 2];
    }

    private static void assertShows(FakeScreen screen, Picture picture, Area area)
            throws IOException {
        assertThat(picture.mediaType()).isEqualTo("image/png");
        var image = image(picture);
        assertThat(image.getWidth()).isEqualTo(area.width()).isEqualTo(picture.width());
        assertThat(image.getHeight()).isEqualTo(area.height()).isEqualTo(picture.height());
        var shown = image.getRGB(0, 0, area.width(), area.height(), null, 0, area.width());
        for (int y = 0; y < area.height(); y++) {
            for (int x = 0; x < area.width(); x++) {
                int at = ((area.y() + y) * screen.size().width() + area.x() + x) * 4;
                int rgb =
                        (screen.pixels[at + 2] & 0xff) << 16
                                | (screen.pixels[at + 1] & 0xff) << 8
                                | (screen.pixels[at] & 0xff);
                if ((shown[y * area.width() + x] & 0xffffff) != rgb) {
                    throw new AssertionError("pixel %d,%d differs".formatted(x, y));
                }
            }
        }
    }

    private static BufferedImage image(Picture picture) throws IOException {
        return ImageIO.read(new ByteArrayInputStream(picture.bytes()));
    }

    private static Camera camera(FakeScreen screen, String prefix) {
        return camera(screen, new PixelPool(), prefix);
    }

    private static Camera camera(FakeScreen screen, PixelPool pool, String prefix) {
        return new Camera(
                screen, new Veil(), pool, new Tiles(0x9e3779b97f4a7c15L, 42), Encoders.OWN, prefix);
    }
}
