package dev.handwright.tools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handwright.fakes.FakeScreen;
import dev.handwright.tools.Action.Button;
import dev.handwright.tools.Action.Point;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class KeysAfterClickTest {
    private final FakeScreen screen = new FakeScreen();
    private final Toolbox toolbox = new Toolbox(screen);

    @Test
    void keysWaitForWhatTheClickBeforeThemLeadsTo() throws Exception {
        toolbox.perform(new Action.Click(Optional.of(new Point(5, 5)), Button.LEFT, 1));
        toolbox.perform(new Action.Type("a", Duration.ZERO));
        toolbox.perform(new Action.Down(Optional.of(new Point(5, 5))));
        toolbox.perform(new Action.Press(List.of("a")));
        assertThat(screen.events.subList(4, 6)).containsExactly("press 61", "release 61");
        assertThat(screen.reactions)
                .containsExactly(
                        "expected after 1",
                        "awaited after 4",
                        "expected after 8",
                        "awaited after 10");
    }

    @Test
    void theyWaitForWhatAShortcutLeadsToAndForNoOtherKey() throws Exception {
        toolbox.perform(new Action.Press(List.of("shift", "a")));
        toolbox.perform(new Action.Press(List.of("ctrl", "l")));
        assertThat(screen.reactions)
                .containsExactly("awaited after 0", "awaited after 5", "expected after 5");
    }
}
