package dev.handwright.retention;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handwright.adapter.sql.SqlRetentionStore;
import dev.handwright.artifacts.Artifact;
import dev.handwright.fakes.RunHouse;
import dev.handwright.runs.Run;
import dev.handwright.runs.RunLinks;
import dev.handwright.workflows.Workflow;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is removed after its days, and what stays. */
@Tag("database")
final class RetentionsTest {
    private RunHouse house;
    private Retentions retentions;
    private Workflow workflow;

    @BeforeEach
    void open(@TempDir Path folder) {
        house = new RunHouse(folder);
        retentions =
                new Retentions(new SqlRetentionStore(house.database), house.artifacts, house.clock);
        workflow = house.publish("one");
    }

    @AfterEach
    void close() {
        house.close();
    }

    @Test
    void withoutARuleNothingIsRemoved() throws IOException {
        var run = ended();
        pass(40_000);
        assertThat(kinds(run)).hasSize(2);
        assertThat(retentions.days(house.workspace)).isEmpty();
    }

    @Test
    void aRecordingGoesBeforeTheOtherFilesAndTheseBeforeTheRun() throws IOException {
        var run = ended();
        rules(Map.of(Kept.RECORDINGS, 7, Kept.FILES, 30, Kept.RUNS, 365));
        pass(6);
        assertThat(kinds(run)).containsExactly(Artifact.Kind.ASSETS, Artifact.Kind.RECORDING);
        pass(2);
        assertThat(kinds(run)).containsExactly(Artifact.Kind.ASSETS);
        pass(30);
        assertThat(kinds(run)).isEmpty();
        assertThat(house.runs.get(house.workspace, run)).isPresent();
        pass(365);
        assertThat(house.runs.get(house.workspace, run)).isEmpty();
        assertThat(rowsOf(run)).isZero();
    }

    @Test
    void aRunGoesWithItsFiles() throws IOException {
        var run = ended();
        rules(Map.of(Kept.RUNS, 1));
        pass(2);
        assertThat(house.runs.get(house.workspace, run)).isEmpty();
        assertThat(kinds(run)).isEmpty();
    }

    @Test
    void whatHasNotEndedOrIsNotDeliveredStays() throws IOException {
        var queued = house.start(workflow);
        rules(Map.of(Kept.RUNS, 1));
        pass(30);
        assertThat(house.runs.get(house.workspace, queued)).isPresent();
        var taken = house.queue.take().orElseThrow();
        assertThat(house.queue.end(completed(taken), RunLinks.NONE)).isTrue();
        pass(30);
        assertThat(house.runs.get(house.workspace, queued)).isPresent();
        deliverAll();
        pass(1);
        assertThat(house.runs.get(house.workspace, queued)).isEmpty();
    }

    @Test
    void aRuleIsForItsWorkspaceAlone() throws IOException {
        var run = ended();
        retentions.set(house.stranger, Map.of(Kept.RUNS, 1));
        pass(30);
        assertThat(house.runs.get(house.workspace, run)).isPresent();
        assertThat(retentions.days(house.stranger)).isEqualTo(Map.of(Kept.RUNS, 1));
        retentions.set(house.stranger, Map.of());
        assertThat(retentions.days(house.stranger)).isEmpty();
    }

    /** A run with two files, its events delivered. */
    private Run.Id ended() throws IOException {
        var run = house.start(workflow);
        var taken = house.queue.take().orElseThrow();
        for (var kind : new Artifact.Kind[] {Artifact.Kind.ASSETS, Artifact.Kind.RECORDING}) {
            house.artifacts.keep(run.value(), kind, new ByteArrayInputStream(new byte[3]));
        }
        assertThat(house.queue.end(completed(taken), RunLinks.NONE)).isTrue();
        deliverAll();
        return run;
    }

    private Run completed(Run run) {
        var started = run.state().started().orElseThrow();
        var at = house.clock.instant();
        return run.in(new Run.State.Completed(started, at, "{}"), at);
    }

    private void deliverAll() {
        house.database.write(
                handle -> handle.execute("update webhook_event set state = 'delivered'"));
    }

    private void rules(Map<Kept, Integer> days) {
        retentions.set(house.workspace, days);
    }

    private void pass(int days) {
        house.clock.pass(Duration.ofDays(days));
        retentions.sweep(() -> true);
    }

    private List<Artifact.Kind> kinds(Run.Id run) {
        return house.artifacts.of(run.value()).stream().map(Artifact::kind).toList();
    }

    private int rowsOf(Run.Id run) {
        return house.database.read(handle ->
                handle.createQuery(
                                "select (select count(*) from webhook_event where run_id = :run)"
                                        + " + (select count(*) from artifact where run_id = :run)")
                        .bind("run", run.toString())
                        .mapTo(Integer.class)
                        .one());
    }
}
