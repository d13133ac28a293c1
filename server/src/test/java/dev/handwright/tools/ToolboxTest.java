package dev.handwright.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handwright.desktops.Screen;
import dev.handwright.fakes.Await;
import dev.handwright.fakes.FakeScreen;
import dev.handwright.tools.Action.Button;
import dev.handwright.tools.Action.Direction;
import dev.handwright.tools.Action.Point;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

final class ToolboxTest {
    private static final Duration LONG_CLICK = Duration.ofMillis(700);

    private final FakeScreen screen = new FakeScreen();
    private final Toolbox toolbox = new Toolbox(screen);

    @Test
    void aClickMovesPressesAndReleases() throws Exception {
        toolbox.perform(new Action.Click(Optional.of(new Point(0, 0)), Button.RIGHT, 1));
        assertThat(screen.events)
                .containsExactly("pointer 0,0 0", "pointer 0,0 4", "pointer 0,0 0", "barrier");
    }

    @Test
    void aClickWithoutPlaceStaysWhereThePointerIs() throws Exception {
        toolbox.perform(new Action.Move(new Point(1023, 767)));
        screen.events.clear();
        toolbox.perform(new Action.Click(Optional.empty(), Button.LEFT, 2));
        assertThat(screen.events)
                .containsExactly(
                        "pointer 1023,767 1",
                        "pointer 1023,767 0",
                        "barrier",
                        "pointer 1023,767 1",
                        "pointer 1023,767 0",
                        "barrier");
    }

    @Test
    void onceItsGateIsShutNoFurtherKeyOrButtonIsPressed() throws Exception {
        var control = new Control(Control.Rules.DEFAULT);
        var guarded = new Toolbox(screen, control);
        control.guard(() -> {
            if (screen.events.contains("press 61")) {
                throw new Gate.Shut("gone");
            }
        });
        var text = new Action.Type("ab", Duration.ZERO);
        assertThatThrownBy(() -> guarded.perform(text)).isInstanceOf(Gate.Shut.class);
        assertThat(screen.events).containsExactly("press 61", "release 61");
        for (var action :
                List.of(
                        new Action.Click(Optional.empty(), Button.LEFT, 1),
                        new Action.Press(List.of("a")),
                        new Action.Move(new Point(1, 1)))) {
            assertThatThrownBy(() -> guarded.perform(action)).isInstanceOf(Gate.Shut.class);
        }
        assertThat(screen.events).hasSize(2);
    }

    @Test
    void aPlaceOutsideIsRefusedAndNothingIsDone() {
        for (var point : List.of(new Point(1024, 0), new Point(0, 768), new Point(-1, 5))) {
            assertThatThrownBy(() -> toolbox.perform(new Action.Move(point)))
                    .isInstanceOf(ActionRefused.class)
                    .hasMessageContaining(point.x() + "," + point.y())
                    .hasMessageContaining("1024x768");
        }
        assertThat(screen.events).isEmpty();
    }

    @Test
    void aChordIsReleasedInReverse() throws Exception {
        toolbox.perform(new Action.Press(Keys.split("Ctrl+SHIFT+t")));
        assertThat(screen.events)
                .containsExactly(
                        "press ffe3",
                        "press ffe1",
                        "press 54",
                        "release 54",
                        "release ffe1",
                        "release ffe3",
                        "barrier");
    }

    @Test
    void whatIsOnAKeyWithShiftComesWithShift() throws Exception {
        toolbox.perform(new Action.Press(Keys.split("ctrl++")));
        toolbox.perform(new Action.Press(Keys.split("shift+1")));
        assertThat(screen.events.stream().filter(it -> it.startsWith("press")))
                .containsExactly("press ffe3", "press ffe1", "press 2b", "press ffe1", "press 21");
    }

    @Test
    void shiftWithALetterIsItsCapitalInAnyScript() throws Exception {
        toolbox.perform(new Action.Press(Keys.split("shift+é")));
        toolbox.perform(new Action.Press(Keys.split("shift+ж")));
        toolbox.perform(new Action.Press(Keys.split("shift+ß")));
        assertThat(screen.events.stream().filter(it -> it.startsWith("press")))
                .containsExactly(
                        "press ffe1",
                        "press c9",
                        "press ffe1",
                        "press 1000416",
                        "press ffe1",
                        "press df");
    }

    @Test
    void aHeldKeyRepeatsAfterAMoment() throws Exception {
        toolbox.perform(new Action.HoldKey(List.of("shift", "a"), Duration.ofMillis(560)));
        assertThat(screen.events.stream().filter(it -> !it.equals("barrier")))
                .containsExactly(
                        "press ffe1",
                        "press 41",
                        "press 41",
                        "press 41",
                        "release 41",
                        "release ffe1");
    }

    @Test
    void keysAreReleasedWhenAPressFails() {
        screen.breaksAfter = 2;
        assertThatThrownBy(() -> toolbox.perform(new Action.Press(List.of("ctrl", "a"))))
                .isInstanceOf(IllegalStateException.class);
        assertThat(screen.events).contains("release 61", "release ffe3");
    }

    @Test
    void aButtonIsReleasedWhenThePressFails() {
        screen.breaksAfter = 1;
        assertThatThrownBy(
                        () -> toolbox.perform(new Action.Click(Optional.empty(), Button.LEFT, 1)))
                .isInstanceOf(IllegalStateException.class);
        assertThat(screen.events).containsExactly("pointer 512,384 1", "pointer 512,384 0");
    }

    @Test
    void anUnknownKeyIsNamedWithWhatThereIs() {
        assertThatThrownBy(() -> toolbox.perform(new Action.Press(List.of("ctrl", "hyperspace"))))
                .isInstanceOf(ActionRefused.class)
                .hasMessageContaining("'hyperspace'")
                .hasMessageContaining("pagedown");
        assertThat(screen.events).isEmpty();
    }

    @Test
    void textIsTypedCharacterByCharacter() throws Exception {
        toolbox.perform(new Action.Type("aÄ€\r\n\t", Duration.ZERO));
        assertThat(screen.events.stream().filter(it -> it.startsWith("press")))
                .containsExactly("press 61", "press c4", "press 20ac", "press ff0d", "press ff09");
        assertThat(screen.events).endsWith("barrier");
    }

    @Test
    void textThatCannotBeTypedWholeIsNotTypedAtAll() {
        for (var text : List.of("", "bell\u0007", "\ud800")) {
            assertThatThrownBy(() -> toolbox.perform(new Action.Type(text, Duration.ZERO)))
                    .isInstanceOf(ActionRefused.class);
        }
        assertThat(screen.events).isEmpty();
    }

    @Test
    void charactersBeyondLatinGetKeysBeforeTheyAreTyped() throws Exception {
        toolbox.perform(new Action.Type("aжжя", Duration.ZERO));
        assertThat(screen.events).startsWith("assign 2", "press 61", "release 61", "press 1000436");
    }

    @Test
    void textWithMoreCharactersThanSpareKeysGetsThemInPortions() throws Exception {
        var text = new StringBuilder();
        for (int i = 0; i <= Screen.MOST_ASSIGNED; i++) {
            text.appendCodePoint(0x4e00 + i);
        }
        toolbox.perform(new Action.Type(text.toString(), Duration.ZERO));

        assertThat(screen.events).startsWith("assign " + Screen.MOST_ASSIGNED);
        assertThat(screen.events)
                .endsWith("assign 1", "press 1004eb8", "release 1004eb8", "barrier");
    }

    @Test
    void theWheelTurnsStepByStep() throws Exception {
        toolbox.perform(new Action.Scroll(Optional.of(new Point(5, 6)), Direction.DOWN, 2));
        assertThat(screen.events)
                .containsExactly(
                        "pointer 5,6 0",
                        "pointer 5,6 16",
                        "pointer 5,6 0",
                        "barrier",
                        "pointer 5,6 16",
                        "pointer 5,6 0",
                        "barrier");
        assertThatThrownBy(() ->
                        toolbox.perform(new Action.Scroll(Optional.empty(), Direction.UP, 101)))
                .hasMessageContaining("1 to 100");
    }

    @Test
    void chordsSplitAtPlusButPlusIsAKey() {
        assertThat(Keys.split("ctrl+a")).containsExactly("ctrl", "a");
        assertThat(Keys.split("ctrl++")).containsExactly("ctrl", "+");
        assertThat(Keys.split("+")).containsExactly("+");
        assertThat(Keys.split("ctrl+")).containsExactly("ctrl", "");
    }

    @Test
    void aDragPressesOnceAndReleasesOnceAtTheEnd() throws Exception {
        toolbox.perform(
                new Action.Drag(
                        Optional.of(new Point(0, 0)),
                        List.of(new Point(100, 0), new Point(100, 50)),
                        List.of("shift")));
        assertThat(screen.events.stream().filter(it -> !it.equals("barrier")))
                .containsExactly(
                        "press ffe1",
                        "pointer 0,0 0",
                        "pointer 0,0 1",
                        "pointer 50,0 1",
                        "pointer 100,0 1",
                        "pointer 100,25 1",
                        "pointer 100,50 1",
                        "pointer 100,50 0",
                        "release ffe1");
    }

    @Test
    void aDragThatFailsHalfwayReleases() {
        screen.breaksAfter = 5;
        assertThatThrownBy(() ->
                        toolbox.perform(
                                new Action.Drag(
                                        Optional.of(new Point(0, 0)),
                                        List.of(new Point(100, 0), new Point(100, 50)),
                                        List.of("ctrl"))))
                .isInstanceOf(IllegalStateException.class);
        assertThat(screen.events).endsWith("pointer 50,0 0", "release ffe3");
    }

    @Test
    void aDragThatWouldLeaveTheScreenIsNotBegun() {
        assertThatThrownBy(() ->
                        toolbox.perform(
                                new Action.Drag(
                                        Optional.empty(),
                                        List.of(new Point(5, 5), new Point(1024, 5)),
                                        List.of())))
                .isInstanceOf(ActionRefused.class);
        assertThat(screen.events).isEmpty();
    }

    @Test
    void aHeldButtonStaysHeldWhileThePointerMoves() throws Exception {
        toolbox.perform(new Action.Down(Optional.of(new Point(1, 1))));
        toolbox.perform(new Action.Move(new Point(9, 9)));
        var up = toolbox.perform(new Action.Up(Optional.empty()));
        assertThat(screen.events)
                .containsExactly(
                        "pointer 1,1 0",
                        "pointer 1,1 1",
                        "barrier",
                        "pointer 9,9 1",
                        "barrier",
                        "pointer 9,9 0",
                        "barrier");
        assertThat(up.output()).isEmpty();
        assertThat(toolbox.perform(new Action.Up(Optional.empty())).output()).isPresent();
    }

    @Test
    void modifiersAreHeldAroundAClick() throws Exception {
        toolbox.perform(
                new Action.Click(
                        Optional.of(new Point(7, 7)), Button.LEFT, 1, List.of("ctrl", "shift")));
        assertThat(screen.events.stream().filter(it -> !it.equals("barrier")))
                .containsExactly(
                        "press ffe3",
                        "press ffe1",
                        "pointer 7,7 0",
                        "pointer 7,7 1",
                        "pointer 7,7 0",
                        "release ffe1",
                        "release ffe3");
    }

    @Test
    void aDoubleClickIsNotCountedTogetherWithTheClickBefore() throws Exception {
        toolbox.perform(new Action.Click(Optional.of(new Point(7, 7)), Button.LEFT, 1));
        long before = System.nanoTime();
        toolbox.perform(new Action.Click(Optional.of(new Point(8, 8)), Button.LEFT, 2));
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThan(LONG_CLICK);
        before = System.nanoTime();
        toolbox.perform(new Action.Click(Optional.of(new Point(300, 8)), Button.LEFT, 2));
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(LONG_CLICK);
    }

    @Test
    void aHeldKeyIsReleasedAfterItsTime() throws Exception {
        long before = System.nanoTime();
        toolbox.perform(new Action.HoldKey(List.of("a"), Duration.ofMillis(50)));
        assertThat(Duration.ofNanos(System.nanoTime() - before))
                .isGreaterThanOrEqualTo(Duration.ofMillis(50));
        assertThat(screen.events).containsExactly("press 61", "barrier", "release 61", "barrier");
    }

    @Test
    void thePointersPlaceIsKnown() throws Exception {
        toolbox.perform(new Action.Move(new Point(0, 767)));
        var outcome = toolbox.perform(new Action.CursorPosition());
        assertThat(outcome.coordinate()).contains(new Point(0, 767));
        assertThat(outcome.output()).contains("X=0,Y=767");
    }

    @Test
    void whereAPersonPutThePointerTheNextClickIs() throws Exception {
        toolbox.perform(new Action.Move(new Point(1, 1)));
        screen.place = new Screen.Place(40, 50);
        screen.events.clear();
        assertThat(toolbox.perform(new Action.CursorPosition()).output()).contains("X=40,Y=50");
        toolbox.perform(new Action.Click(Optional.empty(), Button.LEFT, 1));
        assertThat(screen.events).containsExactly("pointer 40,50 1", "pointer 40,50 0", "barrier");
    }

    @Test
    void actionsAreDoneInOrderOfArrival() throws Exception {
        var running = new CountDownLatch(1);
        var go = new CountDownLatch(1);
        var threads = new ArrayList<Thread>();
        threads.add(
                started(() ->
                        toolbox.inTurn(() -> {
                            running.countDown();
                            go.await();
                            return 0;
                        })));
        running.await();
        for (int i = 0; i < 20; i++) {
            var to = new Point(i, i);
            var thread = started(() -> toolbox.perform(new Action.Move(to)));
            Await.that(() -> thread.getState() == Thread.State.WAITING);
            threads.add(thread);
        }
        go.countDown();
        for (var thread : threads) {
            thread.join();
        }
        assertThat(screen.events.stream().filter(it -> !it.equals("barrier")))
                .containsExactlyElementsOf(
                        IntStream.range(0, 20).mapToObj("pointer %1$d,%1$d 0"::formatted).toList());
    }

    private static Thread started(Toolbox.Work<?> work) {
        return Thread.ofPlatform()
                .start(() -> {
                    try {
                        work.run();
                    } catch (ActionRefused | InterruptedException e) {
                        throw new AssertionError(e);
                    }
                });
    }

    @Test
    void picturesArePngs() throws Exception {
        var look = Look.PLAIN.of(new Area(10, 20, 1014, 748));
        var part = toolbox.perform(new Action.Screenshot(look)).picture().orElseThrow();
        var image = ImageIO.read(new ByteArrayInputStream(part.bytes()));
        assertThat(image.getWidth()).isEqualTo(1014);
        assertThat(image.getHeight()).isEqualTo(748);
        assertThatThrownBy(() ->
                        toolbox.perform(
                                new Action.Screenshot(Look.PLAIN.of(new Area(10, 20, 1015, 748)))))
                .isInstanceOf(ActionRefused.class);
    }
}
