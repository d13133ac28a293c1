package dev.handwright.viewing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handwright.desktops.Desktop;
import dev.handwright.desktops.DisplaySize;
import dev.handwright.desktops.NetworkRules;
import dev.handwright.fakes.FakeClock;
import dev.handwright.fakes.FakeDesktops;
import dev.handwright.tools.Control;
import dev.handwright.tools.Control.Person;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class ViewersTest {
    private static final Desktop.Id DESKTOP = new Desktop.Id("dsk_1");

    @Test
    void aBrowserThatGoesBeforeItIsGreetedKeepsNoPlace() {
        var host = new FakeDesktops();
        host.start(DESKTOP, DisplaySize.DEFAULT, NetworkRules.NONE);
        var clock = new FakeClock();
        var settings = new ViewSettings(Duration.ofMinutes(1), Duration.ofHours(1), 2);
        var grant = new Grant(DESKTOP, "view_1", Scope.CONTROL, clock.instant(), clock.instant());
        var control = new Control(Control.Rules.DEFAULT);
        try (var viewers = new Viewers(host, settings, clock)) {
            assertThatThrownBy(() ->
                            viewers.open(
                                    grant,
                                    new Person("ann"),
                                    control,
                                    new NoHands(),
                                    new GoneBrowser()))
                    .isInstanceOf(IOException.class);
            assertThat(viewers.count(DESKTOP)).isZero();
        }
    }

    private static final class NoHands implements Hands {
        @Override
        public void use() {}

        @Override
        public void prepare(int symbol) {}
    }

    private static final class GoneBrowser implements Link {
        @Override
        public void bytes(ByteBuffer bytes) throws IOException {
            throw new IOException("it has gone");
        }

        @Override
        public void text(String json) {}

        @Override
        public void ping() {}

        @Override
        public void close(Ending ending) {}
    }
}
