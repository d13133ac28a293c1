package dev.handwright.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handwright.adapter.local.LauncherClient;
import dev.handwright.adapter.local.RoomId;
import dev.handwright.adapter.sql.Database;
import dev.handwright.adapter.sql.SqlJournalStore;
import dev.handwright.base.Json;
import dev.handwright.fakes.Await;
import dev.handwright.fakes.RawReceiver;
import dev.handwright.runs.Run;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The rules of docs/guides/when-the-server-dies.md that {@link ResumeIT} does not see. */
@Tag("full")
@Timeout(value = 8, unit = TimeUnit.MINUTES)
final class LostDesktopIT {
    private static final Duration LONG = Duration.ofMinutes(2);

    private static final String PYTHON =
            """
            import time
            from pydantic import BaseModel
            from nen import Computer

            class Params(BaseModel):
                moves: int

            class Result(BaseModel):
                moves: int

            def run(params: Params) -> Result:
                print("begun", flush=True)
                for n in range(params.moves):
                    Computer().move(10 + n, 20)
                    time.sleep(0.1)
                return Result(moves=params.moves)
            """;

    private static final String JAVA =
            """
            import dev.handwright.sdk.Computer;

            record Params(int moves) {}

            record Result(int moves) {}

            Result run(Params params) throws InterruptedException {
                IO.println("begun");
                for (int n = 0; n < params.moves(); n++) {
                    new Computer().move(10 + n, 20);
                    TimeUnit.MILLISECONDS.sleep(100);
                }
                return new Result(params.moves());
            }
            """;

    @Test
    void aDesktopThatDiesUnderItsRunEndsItUnlessItMayBeginAnew() throws Exception {
        try (var receiver = new RawReceiver(RawReceiver.answer(200, "", ""));
                var server =
                        RealServer.start(Map.of("runs.concurrency", "2", "desktops.pool", "0"))) {
            var params = Map.of("moves", 80);
            var lost = server.run(server.publish("workflow.py", PYTHON), params, receiver.url());
            var again =
                    server.run(
                            server.publish("workflow.py", PYTHON + "\nRETRIES = 1\n"),
                            params,
                            receiver.url());
            for (var run : List.of(lost, again)) {
                Await.that(LONG, () -> log(server, run).contains("computer.move x=12 "));
            }
            assertThat(killDisplays(server)).isEqualTo(2);

            assertThat(server.ended(lost).field("error_type"))
                    .as(server.log())
                    .isEqualTo("desktop_lost");
            assertThat(server.ended(again).field("status")).as(server.log()).isEqualTo("completed");
            assertThat(log(server, again)).contains("for the 1. of 1 times");
            assertThat(log(server, again).split("begun\"", -1)).hasSize(3);
            Await.that(
                    () -> statuses(receiver, lost).size() + statuses(receiver, again).size() == 4);
            assertThat(statuses(receiver, lost)).containsExactly("processing", "failed");
            assertThat(statuses(receiver, again)).containsExactly("processing", "success");
            Await.that(() -> desktops(server).isEmpty());
        }
    }

    @Test
    void aJavaWorkflowGoesOnAfterAKillAsWell() throws Exception {
        try (var receiver = new RawReceiver(RawReceiver.answer(200, "", ""));
                var server =
                        RealServer.start(Map.of("runs.concurrency", "2", "desktops.pool", "0"))) {
            var workflow = server.publish("Workflow.java", JAVA);
            var params = Map.of("moves", 60);
            var living = server.run(workflow, params, receiver.url());
            var replayed = server.run(workflow, params, receiver.url());
            for (var run : List.of(living, replayed)) {
                Await.that(LONG, () -> log(server, run).contains("computer.move x=12 "));
            }
            server.kill();
            end(server, sandbox(server, replayed));
            server.startAgain();

            for (var run : List.of(living, replayed)) {
                assertThat(server.ended(run).field("status"))
                        .as(log(server, run) + server.log())
                        .isEqualTo("completed");
                // Answered before the kill; a move in its moment may be done again.
                assertThat(log(server, run)).containsOnlyOnce("computer.move x=11 ");
            }
            assertThat(log(server, living)).contains("The code went on.").containsOnlyOnce("begun");
            assertThat(log(server, replayed)).contains("The code is started again");
        }
    }

    private static String log(RealServer server, String run) {
        return server.get("/runs/" + run + "/logs").text();
    }

    /** kill -9 of each Xvnc; how many there were. */
    private static long killDisplays(RealServer server) {
        var users =
                desktops(server).stream()
                        .map(it -> Json.readObject(read(it.resolve("state.json"))).get("uid"))
                        .map(String::valueOf)
                        .toList();
        return ProcessHandle.allProcesses()
                .filter(it -> read(Path.of("/proc/" + it.pid() + "/cmdline")).startsWith("Xvnc"))
                .filter(it -> users.contains(user(it.pid())))
                .filter(ProcessHandle::destroyForcibly)
                .count();
    }

    private static String user(long pid) {
        return read(Path.of("/proc/" + pid + "/status"))
                .lines()
                .filter(it -> it.startsWith("Uid:"))
                .map(it -> it.split("\\s+")[1])
                .findFirst()
                .orElse("");
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return ""; // it has ended meanwhile
        }
    }

    private static String sandbox(RealServer server, String run) {
        try (var database = new Database(server.folder().resolve("data/handwright.db"))) {
            return new SqlJournalStore(database)
                    .place(new Run.Id(UUID.fromString(run)))
                    .flatMap(it -> it.sandbox())
                    .orElseThrow()
                    .value();
        }
    }

    private static void end(RealServer server, String room) throws IOException {
        new LauncherClient(server.folder().resolve("run/launcher.sock")).stop(new RoomId(room));
    }

    private static List<String> statuses(RawReceiver receiver, String run) {
        return receiver.posts().stream()
                .map(post -> Json.readObject(post.text()))
                .filter(event -> run.equals(event.get("message_id")))
                .map(event -> String.valueOf(event.get("status")))
                .distinct()
                .toList();
    }

    private static List<Path> desktops(RealServer server) {
        try (var rooms = Files.list(server.folder().resolve("run/rooms"))) {
            return rooms.filter(it -> it.getFileName().toString().startsWith("dsk_")).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
