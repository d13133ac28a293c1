package dev.handwright.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handwright.fakes.Await;
import dev.handwright.fakes.FakeScreen;
import dev.handwright.tools.Action.Point;
import dev.handwright.tools.Control.Person;
import dev.handwright.tools.Control.Rules;
import dev.handwright.tools.Control.WhilePerson;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class ControlTest {
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Duration SHORT = Duration.ofMillis(20);
    private static final Person ANN = new Person("ann");
    private static final Person BOB = new Person("bob");
    private static final Action MOVE = new Action.Move(new Point(1, 2));

    private final FakeScreen screen = new FakeScreen();

    @Test
    void theAgentWaitsUntilThePersonGivesBack() throws Exception {
        var control = new Control(new Rules(WhilePerson.WAIT, LONG, LONG));
        control.take(ANN);
        var moved = move(control);
        control.release(BOB);
        assertThat(moved).isNotDone();
        assertThat(screen.events).isEmpty();
        control.release(ANN);
        moved.join();
        assertThat(screen.events).contains("pointer 1,2 0");
    }

    @Test
    void aPersonWhoDoesNothingHasGivenBack() {
        var control = new Control(new Rules(WhilePerson.WAIT, LONG, SHORT));
        control.take(ANN);
        move(control).join();
        assertThat(control.holder()).isEmpty();
    }

    @Test
    void theWaitHasALimit() {
        var control = new Control(new Rules(WhilePerson.WAIT, SHORT, LONG));
        control.take(ANN);
        assertRefusedForNow(control);
    }

    @Test
    void theAgentIsRefusedWhereTheRulesSaySo() {
        var control = new Control(new Rules(WhilePerson.REFUSE, LONG, LONG));
        control.take(ANN);
        assertRefusedForNow(control);
    }

    @Test
    void lookingIsAllowedWhileAPersonControls() throws Exception {
        var control = new Control(new Rules(WhilePerson.REFUSE, LONG, LONG));
        control.take(ANN);
        assertThat(new Toolbox(screen, control).perform(new Action.AwaitStill(SHORT, SHORT)).done())
                .isTrue();
    }

    @Test
    void onlyWhoHasTheDesktopActs() {
        var control = new Control(Rules.DEFAULT);
        assertThat(control.use(ANN)).isFalse();
        assertThat(control.takeIfFree(ANN)).isTrue();
        assertThat(control.takeIfFree(BOB)).isFalse();
        assertThat(control.use(ANN)).isTrue();
        control.take(BOB);
        assertThat(control.use(ANN)).isFalse();
        assertThat(control.holds(BOB)).isTrue();
    }

    @Test
    void eachChangeIsTold() {
        var control = new Control(Rules.DEFAULT);
        var told = new AtomicInteger();
        Runnable listener = told::incrementAndGet;
        control.onChange(listener);
        control.take(ANN);
        control.take(ANN); // which is none
        control.release(ANN);
        control.forget(listener);
        control.take(ANN);
        assertThat(told).hasValue(2);
    }

    private void assertRefusedForNow(Control control) {
        assertThatThrownBy(() -> move(control).join())
                .isInstanceOf(CompletionException.class)
                .cause()
                .hasMessageContaining("a person controls this desktop")
                .satisfies(it -> assertThat(((ActionRefused) it).onlyNow()).isTrue());
        assertThat(screen.events).isEmpty();
    }

    /** Returns when the action is under way, or done. */
    private CompletableFuture<Void> move(Control control) {
        var toolbox = new Toolbox(screen, control);
        var done = new CompletableFuture<Void>();
        var thread =
                Thread.ofPlatform()
                        .start(() -> {
                            try {
                                toolbox.perform(MOVE);
                                done.complete(null);
                            } catch (ActionRefused | InterruptedException e) {
                                done.completeExceptionally(e);
                            }
                        });
        Await.that(() -> done.isDone() || thread.getState() == Thread.State.TIMED_WAITING);
        return done;
    }
}
