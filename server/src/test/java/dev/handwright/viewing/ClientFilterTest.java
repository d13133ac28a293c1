package dev.handwright.viewing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class ClientFilterTest {
    private static final HexFormat HEX = HexFormat.of();
    private static final String VERSION = ascii("RFB 003.008\n");
    private static final String HANDSHAKE = VERSION + "0101";
    private static final String FORMAT = "00000000" + "20180001" + "00ff00ff00ff" + "100800000000";
    private static final String REQUEST = "03000000000004000300";
    private static final String KEY = "0401000000000061";
    private static final String POINTER = "050100640064";
    private static final String TEXT = "0600000000000003616263";
    private static final String FENCE = "f8000000800000010141";

    private final Seen seen = new Seen();

    @Test
    void theHandshakeIsAnsweredHere() throws IOException {
        accept(Scope.VIEW, HANDSHAKE);
        assertThat(seen.events).containsExactly("viewer 0101", "viewer 00000000", "ready");
    }

    @Test
    void aWatcherAsksForPicturesAndDoesNothingElse() throws IOException {
        accept(Scope.VIEW, HANDSHAKE + FORMAT + REQUEST + KEY + POINTER + TEXT + FENCE);
        assertThat(seen.afterHandshake())
                .containsExactly(
                        "format 4", "desktop " + FORMAT, "desktop " + REQUEST, "desktop " + FENCE);
    }

    @Test
    void whoMayTakeOverSendsInput() throws IOException {
        accept(Scope.CONTROL, HANDSHAKE + KEY + POINTER + TEXT);
        assertThat(seen.afterHandshake())
                .containsExactly("key 97 true " + KEY, "pointer 1 " + POINTER, "text " + TEXT);
    }

    @Test
    void encodingsThatCannotBeFilteredAreNotAskedFor() throws IOException {
        // Tight, JPEG, QEMU's keys, extended clipboard, quality 6
        var asked = "02000005" + "00000007" + "00000015" + "fffffefe" + "c0a1e5ce" + "ffffffe6";
        accept(Scope.VIEW, HANDSHAKE + asked);
        assertThat(seen.afterHandshake()).containsExactly("desktop 0200000200000007ffffffe6");
        seen.events.clear();
        accept(Scope.CONTROL, HANDSHAKE + asked);
        assertThat(seen.afterHandshake())
                .containsExactly("desktop 0200000300000007c0a1e5ceffffffe6");
    }

    @Test
    void nobodyResizesTheScreen() throws IOException {
        accept(Scope.CONTROL, HANDSHAKE + "fb00032002580100" + "00".repeat(16) + REQUEST);
        assertThat(seen.afterHandshake()).containsExactly("desktop " + REQUEST);
    }

    @Test
    void whatIsUnknownOrTooLargeEndsTheConnection() {
        assertBroken("RFB 3.8", ascii("RFB 003.003\n"));
        assertBroken("not offered", VERSION + "02");
        assertBroken("type 99", HANDSHAKE + "63");
        assertBroken("type 255", HANDSHAKE + "ff00000100000061");
        assertBroken("text of 1048577", HANDSHAKE + "0600000000100001");
        assertBroken("text of 2147483648", HANDSHAKE + "0600000080000000");
        assertBroken("list of 257", HANDSHAKE + "02000101");
        assertBroken("list of 65", HANDSHAKE + "f8000000000000004141");
        assertBroken("another pixel format", HANDSHAKE + REQUEST + FORMAT);
        assertBroken("a pixel of 24 bits", HANDSHAKE + FORMAT.replaceFirst("2018", "1818"));
    }

    @Test
    void whereTheBytesAreCutChangesNothing() throws IOException {
        var random = new Random(42);
        var messages = List.of(REQUEST, KEY, POINTER, TEXT, FENCE);
        for (int round = 0; round < 200; round++) {
            var stream = new StringBuilder(HANDSHAKE + FORMAT);
            for (int i = 0; i < 30; i++) {
                stream.append(messages.get(random.nextInt(messages.size())));
            }
            var bytes = HEX.parseHex(stream);
            var scope = random.nextBoolean() ? Scope.VIEW : Scope.CONTROL;
            var whole = new Seen();
            new ClientFilter(scope, whole).accept(ByteBuffer.wrap(bytes));
            var cut = new Seen();
            var filter = new ClientFilter(scope, cut);
            for (int at = 0; at < bytes.length; ) {
                int piece = Math.min(bytes.length - at, 1 + random.nextInt(20));
                filter.accept(ByteBuffer.wrap(bytes, at, piece));
                at += piece;
            }
            assertThat(cut.events).isEqualTo(whole.events);
        }
    }

    @Test
    void aLongTextIsSteppedOverForAWatcher() throws IOException {
        var filter = new ClientFilter(Scope.VIEW, seen);
        filter.accept(ByteBuffer.wrap(HEX.parseHex(HANDSHAKE + "0600000000100000")));
        for (int i = 0; i < 1024; i++) {
            filter.accept(ByteBuffer.allocate(1024));
        }
        filter.accept(ByteBuffer.wrap(HEX.parseHex(REQUEST)));
        assertThat(seen.afterHandshake()).containsExactly("desktop " + REQUEST);
    }

    @Test
    void hostileBytesEndItAndNothingElse() {
        var random = new Random(20260102);
        for (int round = 0; round < 5_000; round++) {
            var noise = new byte[random.nextInt(300)];
            random.nextBytes(noise);
            var scope = random.nextBoolean() ? Scope.VIEW : Scope.CONTROL;
            seen.events.clear();
            try {
                accept(scope, HANDSHAKE + HEX.formatHex(noise));
            } catch (IOException e) {
                assertThat(e).isInstanceOf(ProtocolBroken.class);
            }
            assertThat(seen.events).noneMatch(it -> scope == Scope.VIEW && it.startsWith("key"));
        }
    }

    private void assertBroken(String words, String hex) {
        assertThatThrownBy(() -> accept(Scope.CONTROL, hex))
                .isInstanceOf(ProtocolBroken.class)
                .hasMessageContaining(words);
    }

    private void accept(Scope scope, String hex) throws IOException {
        new ClientFilter(scope, seen).accept(ByteBuffer.wrap(HEX.parseHex(hex)));
    }

    private static String ascii(String text) {
        return HEX.formatHex(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static final class Seen implements ClientFilter.Peer {
        final List<String> events = new ArrayList<>();

        List<String> afterHandshake() {
            return events.subList(events.indexOf("ready") + 1, events.size());
        }

        @Override
        public void toViewer(byte[] bytes) {
            events.add("viewer " + HEX.formatHex(bytes));
        }

        @Override
        public void ready() {
            events.add("ready");
        }

        @Override
        public void format(PixelFormat format) {
            events.add("format " + format.bytes());
        }

        @Override
        public void toDesktop(ByteBuffer message) {
            events.add("desktop " + hex(message));
        }

        @Override
        public void key(ByteBuffer message, int keysym, boolean down) {
            events.add("key %d %s %s".formatted(keysym, down, hex(message)));
        }

        @Override
        public void pointer(ByteBuffer message, int buttons) {
            events.add("pointer %d %s".formatted(buttons, hex(message)));
        }

        @Override
        public void text(ByteBuffer message) {
            events.add("text " + hex(message));
        }

        private static String hex(ByteBuffer message) {
            var bytes = new byte[message.remaining()];
            message.get(message.position(), bytes);
            return HEX.formatHex(bytes);
        }
    }
}
