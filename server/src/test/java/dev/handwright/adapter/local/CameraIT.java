package dev.handwright.adapter.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handwright.desktops.Pixels;
import dev.handwright.tools.Action;
import dev.handwright.tools.Look;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Pictures of real desktops. */
@Tag("check")
@Timeout(150)
final class CameraIT {
    private static final Duration LONG = Duration.ofSeconds(20);

    /** A busy machine may show a click as late as this. */
    private static final Duration QUIET = Duration.ofSeconds(3);

    /** A caret that blinks ten times as often as real ones; a click changes a box 400 ms later. */
    private static final String PAGE =
            """
            <div id=caret style="position:fixed;left:50px;top:60px;width:2px;height:16px;background:black"></div>
            <div id=box style="position:fixed;left:200px;top:200px;width:64px;height:64px;background:blue"></div>
            <script>
            setInterval(() => { const s = document.getElementById('caret').style;
                s.visibility = s.visibility ? '' : 'hidden' }, 50);
            addEventListener('mousedown', () => setTimeout(
                () => document.getElementById('box').style.background = 'red', 400));
            report('loaded');
            </script>
            """;

    /** Each key puts three boxes somewhere; f gives the page another colour. */
    private static final String BOXES =
            """
            <body style="background:#def"><script>
            onkeydown = e => { if (e.key == 'f') {
                document.body.style.background = `hsl(${Math.random() * 360},80%,80%)`;
            } else for (let i = 0; i < 3; i++) {
                const box = document.createElement('div');
                box.style = `position:fixed;left:${Math.random() * 900}px;top:${Math.random() * 500}px;`
                    + `width:40px;height:30px;background:hsl(${Math.random() * 360},80%,50%)`;
                document.body.append(box);
            } };
            report('loaded');
            </script>
            """;

    @Test
    void thePointerIsInThePictureExactlyWhereTheDisplayServerDrawsIt() throws Exception {
        try (var rooms = new LaunchedRooms();
                var desktop = new TriedDesktop(rooms);
                var other = new RfbWitness(rooms, desktop.id)) {
            var camera = desktop.tools.camera();
            desktop.tools.perform(new Action.Move(new Action.Point(300, 200)));
            desktop.still(Duration.ofMillis(200));
            var bare = Look.PLAIN.withCursor(false);
            var without = camera.look(bare);
            var with = camera.look(Look.PLAIN);
            assertThat(image(with.bytes())).isNotNull();
            other.assertShows(image(with.bytes()));
            desktop.tools.perform(new Action.Move(new Action.Point(500, 400)));
            desktop.still(Duration.ofMillis(200));
            assertThat(camera.look(bare.withKnown(without.frame())).unchanged()).isTrue();
            var moved = camera.look(Look.PLAIN.withKnown(with.frame()));
            assertThat(moved.unchanged()).isFalse();
            other.assertShows(image(moved.bytes()));
            try (var person = new RfbWitness(rooms, desktop.id)) {
                person.connection.pointer(700, 100, 0);
                person.connection.requestUpdate(false, 0, 0, 1, 1);
                assertThat(person.connection.readUpdate(RfbConnection.NOTHING)).isTrue();
                desktop.still(Duration.ofMillis(200));
                other.assertShows(image(camera.look(Look.PLAIN).bytes()));
            }
            assertThat(camera.look(bare.withKnown(without.frame())).unchanged()).isTrue();
        }
    }

    @Test
    void aPictureSettlesThoughACaretBlinksAndTellsWhatChanged() throws Exception {
        try (var pages = new PageServer();
                var rooms = DesktopIT.reaching(pages);
                var desktop = new TriedDesktop(rooms)) {
            pages.page("/", PAGE);
            desktop.browse(pages.urlFromDesktop("/"));
            pages.await("loaded");
            desktop.still(Duration.ofMillis(800));

            var camera = desktop.tools.camera();
            var before = camera.mark();
            desktop.click(600, 500);
            var seen = camera.settle(before, QUIET, LONG, Look.PLAIN);

            assertThat(seen.settled()).isTrue();
            assertThat(seen.settleTime()).isBetween(Duration.ofMillis(380), Duration.ofSeconds(10));
            assertThat(seen.changed())
                    .anyMatch(
                            it -> it.x() <= 220 && it.x() + it.width() >= 240 && it.height() >= 60);
            var zoomed = camera.look(Look.PLAIN.withRegion(seen.changed().getLast()));
            assertThat(zoomed.width()).isLessThan(1024);
        }
    }

    @Test
    @Tag("full")
    void aPictureReadInPartsIsTheWholePicture() throws Exception {
        try (var pages = new PageServer();
                var rooms = DesktopIT.reaching(pages);
                var desktop = new TriedDesktop(rooms);
                var other = new RfbWitness(rooms, desktop.id)) {
            pages.page("/", BOXES);
            desktop.browse(pages.urlFromDesktop("/"));
            pages.await("loaded");
            desktop.still(QUIET);
            var camera = desktop.tools.camera();
            var seen = "";
            for (int i = 0; i < 8; i++) {
                desktop.press(i % 4 == 3 ? "f" : "x");
                desktop.tools.perform(new Action.Move(new Action.Point(100 + 60 * i, 300)));
                desktop.still(Duration.ofSeconds(1));
                var picture = camera.look(Look.PLAIN);
                assertThat(picture.frame()).isNotEqualTo(seen);
                seen = picture.frame();
                other.assertShows(image(picture.bytes()));
                var bare = camera.look(Look.PLAIN.withCursor(false));
                assertThat(Arrays.equals(bare.bytes(), picture.bytes())).isFalse();
                var again = camera.look(Look.PLAIN);
                assertThat(Arrays.equals(again.bytes(), picture.bytes())).isTrue();
            }
        }
    }

    private static BufferedImage image(byte[] png) throws Exception {
        return ImageIO.read(new ByteArrayInputStream(png));
    }

    /** Another client of the same display server, for which that draws the pointer. */
    private static final class RfbWitness implements AutoCloseable {
        private final RfbConnection connection;

        RfbWitness(LaunchedRooms rooms, dev.handwright.desktops.Desktop.Id id) throws Exception {
            var room = rooms.settings.rooms().resolve(id.value());
            connection = RfbConnection.open(room.resolve("io").resolve("vnc"), false);
        }

        void assertShows(BufferedImage image) throws Exception {
            var size = connection.size();
            var pixels = new Pixels();
            pixels.fit(size.width(), size.height());
            connection.requestUpdate(false, 0, 0, size.width(), size.height());
            connection.readUpdate((x, y, width, row) ->
                    row.get(pixels.bgrx(), (y * size.width() + x) * 4, width * 4));
            int different = 0;
            for (int i = 0; i < size.width() * size.height(); i++) {
                int rgb =
                        (pixels.bgrx()[i * 4 + 2] & 0xff) << 16
                                | (pixels.bgrx()[i * 4 + 1] & 0xff) << 8
                                | (pixels.bgrx()[i * 4] & 0xff);
                int shown = image.getRGB(i % size.width(), i / size.width()) & 0xffffff;
                different += isNear(rgb, shown) ? 0 : 1;
            }
            assertThat(different).isZero();
        }

        /** The display server rounds half-transparent pixels in its own way. */
        private static boolean isNear(int one, int other) {
            for (int shift = 0; shift < 24; shift += 8) {
                if (Math.abs((one >> shift & 0xff) - (other >> shift & 0xff)) > 2) {
                    return false;
                }
            }
            return true;
        }

        @Override
        public void close() throws IOException {
            connection.close();
        }
    }
}
