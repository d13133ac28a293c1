package dev.handwright.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handwright.workspaces.Workspace;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What every {@link StepStore} does. */
public abstract class StepStoreContract {
    protected static final Workspace.Id WORKSPACE = new Workspace.Id("ws_1");

    /** Runs of that workspace. */
    protected static final UUID RUN = new UUID(0, 1);

    protected static final UUID OTHER = new UUID(0, 2);

    private static final Instant NOON = Instant.parse("2026-01-02T12:00:00Z");

    protected abstract StepStore store();

    @Test
    void aStepIsKeptWhole() {
        var store = store();
        var step =
                new Step(
                        RUN,
                        1,
                        WORKSPACE,
                        NOON,
                        "execute",
                        "any/open-model",
                        "Zoë's \"button\"\n",
                        List.of("{\"action\":\"key\"}", "{}"),
                        new Usage(1, 2, 3, 4_000_000_000L),
                        5,
                        Duration.ofMillis(6),
                        Duration.ofMillis(7),
                        Optional.of("It was stopped."));
        store.add(step);
        store.add(step(2, NOON));
        assertThat(store.of(RUN, 0, 10)).containsExactly(step, step(2, NOON));
    }

    @Test
    void stepsAreReadInPages() {
        var store = store();
        for (int number = 1; number <= 5; number++) {
            store.add(step(number, NOON));
        }
        store.add(of(OTHER, 1, NOON));
        assertThat(store.of(RUN, 2, 2)).extracting(Step::number).containsExactly(3, 4);
        assertThat(store.of(RUN, 5, 2)).isEmpty();
        assertThat(store.count(RUN)).isEqualTo(5);
        assertThat(store.count(new UUID(0, 3))).isZero();
    }

    @Test
    void whatWasSpentIsSummedByRunAndByWorkspaceSince() {
        var store = store();
        store.add(step(1, NOON));
        store.add(step(2, NOON.plusSeconds(1)));
        store.add(of(OTHER, 1, NOON.plusSeconds(2)));
        assertThat(store.spentBy(RUN)).isEqualTo(new Spent(2, new Usage(20, 40, 60, 80), 100));
        assertThat(store.spentBy(WORKSPACE, NOON.plusSeconds(1)).calls()).isEqualTo(2);
        assertThat(store.spentBy(WORKSPACE, NOON.plusSeconds(3))).isEqualTo(Spent.NOTHING);
        assertThat(store.spentBy(new Workspace.Id("ws_2"), NOON)).isEqualTo(Spent.NOTHING);
    }

    private static Step step(int number, Instant at) {
        return of(RUN, number, at);
    }

    private static Step of(UUID run, int number, Instant at) {
        return new Step(
                run,
                number,
                WORKSPACE,
                at,
                "verify",
                "m",
                "",
                List.of(),
                new Usage(10, 20, 30, 40),
                50,
                Duration.ZERO,
                Duration.ZERO,
                Optional.empty());
    }
}
