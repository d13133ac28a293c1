package dev.handwright.viewing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handwright.desktops.Desktop;
import dev.handwright.fakes.Await;
import dev.handwright.tools.Control;
import dev.handwright.tools.Control.Person;
import dev.handwright.tools.Keys;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.ClosedChannelException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

final class ViewerTest {
    private static final HexFormat HEX = HexFormat.of();
    private static final String HANDSHAKE = "524642203030332e3030380a" + "0101";
    private static final String CTRL_DOWN = "040100000000ffe3";
    private static final String CTRL_UP = "040000000000ffe3";
    private static final String ZHE_DOWN = "0401000001000436";
    private static final String ZHE_UP = "0400000001000436";
    private static final String MOVED = "050000640064";
    private static final String PRESSED = "050100640064";
    private static final Person ANN = new Person("ann");
    private static final Person BOB = new Person("bob");

    private final Control control = new Control(Control.Rules.DEFAULT);
    private final Screen screen = new Screen();
    private final Browser browser = new Browser();

    @Test
    void aPressTakesTheDesktopAndAMoveDoesNot() throws IOException {
        var viewer = viewer(Scope.CONTROL);
        receive(viewer, MOVED);
        assertThat(screen.written).isEmpty();
        receive(viewer, PRESSED + MOVED);
        assertThat(screen.written).containsExactly(PRESSED, MOVED);
        assertThat(control.holder()).contains(ANN);
        assertThat(browser.texts).last().asString().contains("\"control\":\"you\"");
    }

    @Test
    void nobodyActsOnADesktopThatAnotherPersonHas() throws IOException {
        control.take(BOB);
        var viewer = viewer(Scope.CONTROL);
        assertThat(browser.texts).last().asString().contains("\"control\":\"person\"");
        receive(viewer, PRESSED + CTRL_DOWN + CTRL_UP);
        assertThat(screen.written).isEmpty();
        viewer.received("{\"type\": \"take\"}");
        receive(viewer, CTRL_DOWN);
        assertThat(screen.written).containsExactly(CTRL_DOWN);
    }

    @Test
    void whatIsHeldComesUpWhenTheDesktopIsTakenAway() throws IOException {
        var viewer = viewer(Scope.CONTROL);
        receive(viewer, PRESSED + CTRL_DOWN);
        control.take(BOB);
        Await.that(() -> screen.written.size() == 3);
        assertThat(screen.written).last().isEqualTo(CTRL_UP + MOVED);
        receive(viewer, CTRL_UP + MOVED);
        assertThat(screen.written).hasSize(3);
    }

    @Test
    void whatIsHeldComesUpWhenTheViewerIsClosed() throws IOException {
        var viewer = viewer(Scope.CONTROL);
        receive(viewer, CTRL_DOWN);
        viewer.close(Ending.REVOKED);
        assertThat(screen.written).containsExactly(CTRL_DOWN, CTRL_UP);
        assertThat(browser.ending).isEqualTo(Ending.REVOKED);
        assertThat(screen.isOpen()).isFalse();
    }

    @Test
    void aClosedViewerActsNoMoreWhateverItsBrowserSends() throws IOException {
        var viewer = viewer(Scope.CONTROL);
        viewer.close(Ending.REVOKED);
        viewer.received("{\"type\": \"take\"}");
        receive(viewer, PRESSED + CTRL_DOWN);
        assertThat(control.holder()).isEmpty();
        assertThat(screen.written).isEmpty();
    }

    @Test
    void aWatcherCannotTakeTheDesktop() throws IOException {
        var viewer = viewer(Scope.VIEW);
        receive(viewer, PRESSED + CTRL_DOWN);
        assertThat(control.holder()).isEmpty();
        viewer.received("{\"type\": \"take\"}");
        assertThat(control.holder()).isEmpty();
        assertThat(browser.ending).isEqualTo(Ending.BROKEN);
        assertThat(screen.written).isEmpty();
    }

    @Test
    void whatThePersonPressesGetsItsKeyFirst() throws IOException {
        var viewer = viewer(Scope.CONTROL);
        receive(viewer, ZHE_DOWN + ZHE_UP);
        assertThat(screen.written).containsExactly("prepared 1000436", ZHE_DOWN, ZHE_UP);
    }

    @Test
    void whoMayNotActChangesNoKeyboard() throws IOException {
        receive(viewer(Scope.VIEW), ZHE_DOWN + ZHE_UP);
        control.take(BOB);
        receive(viewer(Scope.CONTROL), ZHE_DOWN + ZHE_UP);
        assertThat(screen.written).isEmpty();
    }

    @Test
    void bytesThatAreNoRfbCloseBothEnds() throws IOException {
        receive(viewer(Scope.CONTROL), "63");
        assertThat(browser.ending).isEqualTo(Ending.BROKEN);
        assertThat(screen.isOpen()).isFalse();
    }

    @Test
    void aDisplayServerThatTakesNothingHoldsUpNobodyWhoClosesAViewer() throws Exception {
        var viewer = viewer(Scope.CONTROL);
        receive(viewer, CTRL_DOWN);
        screen.stopped = true;
        Thread.ofVirtual().start(() -> viewer.close(Ending.TOO_LONG));
        Await.that(() -> !screen.isOpen());
    }

    @Test
    void neitherDoesOneThatKeepsAPersonsInputWaiting() throws Exception {
        var viewer = viewer(Scope.CONTROL);
        screen.stopped = true;
        var acting = Thread.ofVirtual().start(() -> receive(viewer, CTRL_DOWN));
        Await.that(() -> acting.getState() == Thread.State.WAITING);
        Thread.ofVirtual().start(() -> viewer.close(Ending.TOO_LONG));
        Await.that(() -> !screen.isOpen());
        acting.join();
    }

    @Test
    void aScreenThatGoesClosesTheViewer() throws IOException {
        viewer(Scope.VIEW);
        screen.close();
        Await.that(() -> browser.ending == Ending.SCREEN_GONE);
    }

    /** One that has shaken hands. */
    private Viewer viewer(Scope scope) throws IOException {
        var grant =
                new Grant(new Desktop.Id("dsk_1"), "view_1", scope, Instant.EPOCH, Instant.EPOCH);
        var init = HEX.parseHex("04000300" + "2018000100ff00ff00ff100800000000" + "00000000");
        var wire = new DesktopWire(screen, init);
        var viewer = new Viewer(grant, ANN, wire, browser, control, new NotedHands());
        viewer.start();
        receive(viewer, HANDSHAKE);
        return viewer;
    }

    private static void receive(Viewer viewer, String hex) {
        viewer.received(ByteBuffer.wrap(HEX.parseHex(hex)));
    }

    /** A display server that says nothing and notes each message. */
    private static final class Screen implements ByteChannel {
        final List<String> written = new CopyOnWriteArrayList<>();
        volatile boolean stopped;
        private final CountDownLatch closed = new CountDownLatch(1);

        @Override
        public int read(ByteBuffer into) throws IOException {
            try {
                closed.await();
                return -1;
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }

        @Override
        public int write(ByteBuffer from) throws IOException {
            if (stopped) {
                var _ = read(from);
                throw new ClosedChannelException();
            }
            var bytes = new byte[from.remaining()];
            from.get(bytes);
            written.add(HEX.formatHex(bytes));
            return bytes.length;
        }

        @Override
        public boolean isOpen() {
            return closed.getCount() > 0;
        }

        @Override
        public void close() {
            closed.countDown();
        }
    }

    private final class NotedHands implements Hands {
        @Override
        public void use() {}

        @Override
        public void prepare(int symbol) {
            if (Keys.lacksKey(symbol)) {
                screen.written.add("prepared %x".formatted(symbol));
            }
        }
    }

    private static final class Browser implements Link {
        final List<String> texts = new CopyOnWriteArrayList<>();
        volatile Ending ending = Ending.STOPPING;

        @Override
        public void bytes(ByteBuffer bytes) {
            bytes.position(bytes.limit());
        }

        @Override
        public void text(String json) {
            texts.add(json);
        }

        @Override
        public void ping() {}

        @Override
        public void close(Ending why) {
            ending = why;
        }
    }
}
