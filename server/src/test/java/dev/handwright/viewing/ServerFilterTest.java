package dev.handwright.viewing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.util.Objects;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Recorded streams are what TigerVNC 1.12 sent for a terminal of 320x200, ServerInit first. */
final class ServerFilterTest {
    private static final PixelFormat FOUR_BYTES = new PixelFormat(4, 3);

    @ParameterizedTest
    @ValueSource(strings = {"raw", "rre", "hextile", "tight", "tightnojpeg", "zrle"})
    void aRecordedStreamPassesWholeHoweverItIsCut(String encoding) throws IOException {
        var recorded = recorded(encoding);
        assertThat(passed(recorded, recorded.messages.length)).isEqualTo(recorded.messages);
        assertThat(passed(recorded, 1)).isEqualTo(recorded.messages);
        assertThat(passed(recorded, 7)).isEqualTo(recorded.messages);
    }

    @Test
    void theClipboardReachesOnlyWhoMayTakeOver() throws IOException {
        var bell = bytes(2);
        var plain = bytes(3, 0, 0, 0, 0, 0, 0, 3, 'a', 'b', 'c', 2);
        assertThat(run(plain, Scope.VIEW)).isEqualTo(bell);
        assertThat(run(plain, Scope.CONTROL)).isEqualTo(plain);
        var extended = bytes(3, 0, 0, 0, 0xff, 0xff, 0xff, 0xfc, 1, 2, 3, 4, 2);
        assertThat(run(extended, Scope.VIEW)).isEqualTo(bell);
        assertThat(run(extended, Scope.CONTROL)).isEqualTo(extended);
    }

    @Test
    void aMessageIsNotKeptBackForTheNext() throws IOException {
        var out = new ByteArrayOutputStream();
        var filter = filter(channel(bytes(2, 3, 0)), out, Scope.VIEW); // a text begins
        assertThatThrownBy(() -> drain(filter)).isInstanceOf(EOFException.class);
        assertThat(out.toByteArray()).containsExactly(2);
    }

    @Test
    void whatIsUnknownOrTooLargeEndsTheConnection() {
        assertBroken("message of type 77", bytes(77));
        assertBroken("a text of", bytes(3, 0, 0, 0, 0x7f, 0, 0, 0));
        assertBroken("a fence of", bytes(248, 0, 0, 0, 0, 0, 0, 0, 65));
        assertBroken("outside the screen", rectangle(300, 21, Encodings.RAW));
        assertBroken("encoding 21", rectangle(0, 1, 21));
        assertBroken("a cursor", rectangle(0, 2000, Encodings.CURSOR));
        assertBroken("a screen of", rectangle(0, 9000, Encodings.DESKTOP_SIZE));
        assertBroken("a picture of", rectangle(0, 1, Encodings.ZRLE, 0x10, 0, 0, 0));
        assertBroken("rectangles of", rectangle(0, 2, Encodings.RRE, 0, 0, 0, 5));
        assertBroken("kind 15", rectangle(0, 1, Encodings.TIGHT, 0xf0));
        assertBroken("filter 9", rectangle(0, 1, Encodings.TIGHT, 0x40, 9));
    }

    @Test
    void hostileBytesEndItAndNothingElse() {
        var random = new Random(20260102);
        for (int round = 0; round < 500; round++) {
            var noise = new byte[1 + random.nextInt(600)];
            random.nextBytes(noise);
            noise[0] = round % 2 == 0 ? 0 : noise[0]; // an update, to get further
            for (var scope : Scope.values()) {
                var out = new ByteArrayOutputStream();
                assertThatThrownBy(() -> drain(filter(channel(noise), out, scope)))
                        .isInstanceOfAny(ProtocolBroken.class, EOFException.class);
                assertThat(out.size()).isLessThanOrEqualTo(noise.length);
            }
        }
    }

    @Test
    void aDamagedRecordingEndsItAndNothingElse() throws IOException {
        var random = new Random(7);
        for (var encoding : new String[] {"rre", "hextile", "tight", "zrle"}) {
            var recorded = recorded(encoding);
            for (int round = 0; round < 100; round++) {
                var damaged = recorded.messages.clone();
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
                var filter = filter(channel(damaged), new ByteArrayOutputStream(), Scope.VIEW);
                assertThatThrownBy(() -> drain(filter)).isInstanceOf(IOException.class);
            }
        }
    }

    private static void assertBroken(String words, byte[] bytes) {
        assertThatThrownBy(() -> run(bytes, Scope.CONTROL))
                .isInstanceOf(ProtocolBroken.class)
                .hasMessageContaining(words);
    }

    /** An update of one rectangle, one pixel high or square. */
    private static byte[] rectangle(int x, int width, int encoding, int... rest) {
        var bytes = ByteBuffer.allocate(16 + rest.length).putInt(1);
        bytes.putShort((short) x).putShort((short) 0);
        bytes.putShort((short) width).putShort((short) (width == 2 ? 2 : 1));
        return bytes.putInt(encoding).put(bytes(rest)).array();
    }

    private static byte[] bytes(int... values) {
        var bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    /** What passes of a stream. */
    private static byte[] run(byte[] bytes, Scope scope) throws IOException {
        var out = new ByteArrayOutputStream();
        runToTheEnd(filter(channel(bytes), out, scope));
        return out.toByteArray();
    }

    private static byte[] passed(Recorded recorded, int piece) throws IOException {
        var out = new ByteArrayOutputStream();
        var source =
                new ByteArrayInputStream(recorded.messages) {
                    @Override
                    public int read(byte[] into, int offset, int length) {
                        return super.read(into, offset, Math.min(length, piece));
                    }
                };
        var init = recorded.init;
        runToTheEnd(
                new ServerFilter(
                        new Passage(Channels.newChannel(source), it -> put(it, out)),
                        Scope.VIEW,
                        init.getShort(0),
                        init.getShort(2),
                        PixelFormat.read(init, 4)));
        return out.toByteArray();
    }

    private static void runToTheEnd(ServerFilter filter) throws IOException {
        try {
            drain(filter);
        } catch (EOFException e) {
            assertThat(e).hasMessageContaining("closed the connection");
        }
    }

    private static void drain(ServerFilter filter) throws IOException {
        while (true) {
            filter.one();
        }
    }

    private static ServerFilter filter(
            ReadableByteChannel from, ByteArrayOutputStream out, Scope scope) {
        var passage = new Passage(from, it -> put(it, out));
        return new ServerFilter(passage, scope, 320, 200, FOUR_BYTES);
    }

    private static void put(ByteBuffer piece, ByteArrayOutputStream out) {
        var bytes = new byte[piece.remaining()];
        piece.get(bytes);
        out.writeBytes(bytes);
    }

    private static ReadableByteChannel channel(byte[] bytes) {
        return Channels.newChannel(new ByteArrayInputStream(bytes));
    }

    private record Recorded(ByteBuffer init, byte[] messages) {}

    private static Recorded recorded(String encoding) throws IOException {
        try (var in = ServerFilterTest.class.getResourceAsStream("/rfb/" + encoding + ".bin.gz")) {
            var all =
                    ByteBuffer.wrap(new GZIPInputStream(Objects.requireNonNull(in)).readAllBytes());
            var messages = new byte[all.limit() - 24 - all.getInt(20)];
            all.get(24 + all.getInt(20), messages);
            return new Recorded(all, messages);
        }
    }
}
