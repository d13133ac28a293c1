package dev.handwright.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handwright.base.ByteSize;
import dev.handwright.fakes.Await;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A server whose disk is full for a while: what it accepted stays, and it goes on by itself. */
@Tag("check")
final class FullDiskIT {
    private static final String SLOW =
            """
            import time
            from pydantic import BaseModel

            class Params(BaseModel):
                pass

            class Result(BaseModel):
                pass

            def run(params: Params) -> Result:
                print("begun", flush=True)
                time.sleep(3)
                for i in range(200):
                    print("x" * 100, flush=True)
                with open("/assets/made.txt", "w") as file:
                    file.write("made")
                return Result()
            """;

    private final List<String> accepted = new ArrayList<>();

    @Test
    void runsAreRefusedWhileNothingCanBeStored() throws Exception {
        try (var disk = new SmallDisk(ByteSize.mebibytes(64));
                var server = on(disk)) {
            var workflow = CrashLoad.workflow(server);
            disk.fill();
            var refused = startUntilRefused(server, workflow);
            assertThat(refused.status()).as(refused.text()).isEqualTo(503);
            assertThat(refused.text()).contains("cannot store").doesNotContain("SQL");
            assertThat(server.get("/runs").status()).isEqualTo(200);
            disk.empty();
            Await.that(() -> start(server, workflow).status() == 202);
            server.kill();
            allAreThere(server);
        }
    }

    @Test
    void theSameWhereTheDiskCanOnlyBeReadAnyMore() throws Exception {
        try (var disk = new SmallDisk(ByteSize.mebibytes(64));
                var server = on(disk)) {
            var workflow = CrashLoad.workflow(server);
            assertThat(start(server, workflow).status()).isEqualTo(202);
            disk.loseForWriting();
            var refused = startUntilRefused(server, workflow);
            assertThat(refused.status()).as(refused.text()).isEqualTo(503);
            assertThat(server.get("/runs").status()).isEqualTo(200);
            server.kill();
            disk.repair();
            allAreThere(server);
        }
    }

    @Test
    void aRunThatEndsMeanwhileIsEndedWithItsOutputsWhenThereIsRoom() throws Exception {
        try (var disk = new SmallDisk(ByteSize.mebibytes(64));
                var server =
                        RealServer.start(
                                Map.of("storage.data", disk.path().resolve("data").toString()))) {
            var run =
                    server.post("/runs", Map.of("workflow_id", server.publish("workflow.py", SLOW)))
                            .field("messageId");
            Await.that(() -> server.logs(run).contains("begun"));
            disk.fill();
            Await.that(
                    () -> server.log().contains("of run " + run + " could not be stored; trying"));
            assertThat(server.get("/runs/" + run).field("status")).isEqualTo("running");
            disk.empty();
            assertThat(server.ended(run).field("status")).isEqualTo("completed");
            assertThat(server.get("/runs/" + run).text())
                    .contains(run + "/assets.zip", run + "/logs.jsonl");
            assertThat(server.logs(run)).contains("Lines are missing here", "completed");
        }
    }

    private static RealServer on(SmallDisk disk) {
        return RealServer.startWithoutRooms(
                Map.of(
                        "storage.data",
                        disk.path().resolve("data").toString(),
                        "runs.concurrency",
                        "0"));
    }

    private void allAreThere(RealServer server) throws Exception {
        server.startAgain();
        for (var run : accepted) {
            assertThat(server.get("/runs/" + run).field("status")).isEqualTo("queued");
        }
    }

    /** SQLite's log has room for some that were written before. */
    private RealServer.Answer startUntilRefused(RealServer server, String workflow) {
        for (int i = 0; i < 5000; i++) {
            var answer = start(server, workflow);
            if (answer.status() != 202) {
                return answer;
            }
        }
        throw new AssertionError("such a disk takes everything");
    }

    private RealServer.Answer start(RealServer server, String workflow) {
        var answer = server.post("/runs", Map.of("workflow_id", workflow));
        if (answer.status() == 202) {
            accepted.add(answer.field("messageId"));
        }
        return answer;
    }
}
