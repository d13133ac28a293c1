package dev.handwright.runs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handwright.adapter.sql.SqlRunStore;
import dev.handwright.fakes.RunHouse;
import dev.handwright.runs.RunStore.Limits;
import dev.handwright.workflows.Workflow;
import dev.handwright.workspaces.Workspace;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which of the runs that wait is taken next. */
@Tag("database")
final class QueueTurnsTest {
    private static final Limits MANY = new Limits(0, 100);

    private @TempDir Path folder;
    private RunHouse house;
    private Workflow one;
    private Workflow two;

    @BeforeEach
    void open() {
        house =
                new RunHouse(
                        folder,
                        new RunSettings(100, 0, 100, Duration.ofDays(7)),
                        (_, _) -> RunHouse.checked());
        one = house.publish("one");
        two = house.publish("two");
    }

    @AfterEach
    void close() {
        house.close();
    }

    @Test
    void theHigherPriorityGoesFirstWhateverItsWorkflow() {
        var usual = add(house.workspace, one, 0);
        var low = add(house.workspace, one, -100);
        var high = add(house.workspace, two, 100);
        var alsoUsual = add(house.workspace, two, 0);
        assertThat(takeAll(MANY)).containsExactly(high, usual, alsoUsual, low);
    }

    @Test
    void workspacesTakeTurnsWhateverTheirPriorityAndAge() {
        var mine = new ArrayList<Run.Id>();
        for (int i = 0; i < 3; i++) {
            mine.add(add(house.workspace, i == 1 ? two : one, 100));
        }
        var theirs = new ArrayList<Run.Id>();
        var workflow = strangers();
        for (int i = 0; i < 3; i++) {
            theirs.add(add(house.stranger, workflow, -100));
        }
        assertThat(takeAll(MANY))
                .containsExactly(
                        mine.get(0),
                        theirs.get(0),
                        mine.get(1),
                        theirs.get(1),
                        mine.get(2),
                        theirs.get(2));
    }

    @Test
    void whoHasWaitedLongestForATurnHasItFirst() {
        add(house.workspace, one, 0);
        assertThat(takeAll(MANY)).hasSize(1);
        var mine = add(house.workspace, one, 0);
        var theirs = add(house.stranger, strangers(), 0);
        assertThat(takeAll(MANY)).containsExactly(theirs, mine);
    }

    @Test
    void oneAtItsLimitLetsOthersPass() {
        var first = add(house.workspace, one, 0);
        add(house.workspace, one, 0);
        var other = add(house.workspace, two, -1);
        assertThat(takeAll(new Limits(0, 1))).containsExactly(first, other);
    }

    @Test
    void aWorkspaceAtItsLimitLetsOthersPass() {
        var first = add(house.workspace, one, 0);
        var second = add(house.workspace, two, 0);
        add(house.workspace, one, 0);
        var workflow = strangers();
        var theirs = add(house.stranger, workflow, 0);
        assertThat(takeAll(new Limits(2, 100))).containsExactly(first, theirs, second);
    }

    @Test
    void theOldestIsFoundWhateverItsPriority() {
        var oldest = house.clock.instant().truncatedTo(ChronoUnit.MILLIS);
        add(house.workspace, one, -5);
        add(house.workspace, one, 5);
        add(house.workspace, two, 0);
        assertThat(house.store.oldestQueued()).contains(oldest);
        takeAll(MANY);
        assertThat(house.store.oldestQueued()).isEmpty();
    }

    /** The clock goes on between two, so that turns have an order. */
    private List<Run.Id> takeAll(Limits limits) {
        var taken = new ArrayList<Run.Id>();
        while (true) {
            house.clock.pass(Duration.ofSeconds(1));
            var run = house.store.take("w", limits, house.clock.instant(), _ -> Optional.empty());
            if (run.isEmpty()) {
                return taken;
            }
            taken.add(run.get().id());
        }
    }

    private Workflow strangers() {
        return house.publish(house.stranger, "theirs");
    }

    private Run.Id add(Workspace.Id workspace, Workflow workflow, int priority) {
        var at = house.clock.instant().truncatedTo(ChronoUnit.MILLIS);
        house.clock.pass(Duration.ofSeconds(1));
        var run =
                new Run(
                        new Run.Id(house.ids.uuid()),
                        workspace,
                        workflow.id(),
                        1,
                        "{}",
                        Optional.empty(),
                        at,
                        at,
                        priority,
                        0,
                        Optional.empty(),
                        new Run.State.Queued());
        new SqlRunStore(house.database).add(run, Optional.empty(), Optional.empty());
        return run.id();
    }
}
