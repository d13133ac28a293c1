package dev.handwright.runs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handwright.base.ByteSize;
import dev.handwright.fakes.FakeClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RunLogTest {
    private static final ByteSize LIMIT = new ByteSize(1000);

    @TempDir private Path folder;

    @Test
    void beyondItsLimitALogTakesOneNoticeAndTheSteps() throws IOException {
        var log = open();
        for (int i = 0; i < 100_000; i++) {
            log.line("stdout", "x".repeat(90));
        }
        log.step("completed");
        var lines = lines(log);
        assertThat(lines).hasSizeLessThan(10);
        assertThat(lines.get(lines.size() - 2))
                .contains("\"notice\"", "reached its limit of 1000 B. The run goes on.");
        assertThat(lines.getLast())
                .isEqualTo(
                        "{\"seq\":%d,\"at\":\"2026-01-02T03:04:05.678Z\",\"stream\":\"step\",\"line\":\"completed\"}"
                                .formatted(lines.size()));
    }

    @Test
    void aLogGoesOnAfterACrashWithoutTheTornLine() throws IOException {
        var before = open();
        before.line("stdout", "first");
        before.line("stdout", "second");
        var file = before.seal();
        Files.writeString(file, "{\"seq\":3,\"at\":\"20", StandardOpenOption.APPEND);
        var after = open();
        after.step("failed");
        assertThat(lines(after)).hasSize(3);
        assertThat(lines(after).getLast()).startsWith("{\"seq\":3,").endsWith("\"failed\"}");
    }

    @Test
    void aSealedLogTakesNothingMore() throws IOException {
        var log = open();
        log.line("stdout", "in time");
        log.seal();
        log.line("stdout", "late");
        log.step("late");
        assertThat(lines(log)).hasSize(1);
    }

    @Test
    void oddCharactersStayInTheirLine() throws IOException {
        var log = open();
        log.line("stdout", "a\nb\u0000\u2028\"\\");
        assertThat(lines(log)).hasSize(1);
        assertThat(lines(log).getFirst()).contains("a\\nb\\u0000");
    }

    private RunLog open() throws IOException {
        return new RunLog(folder.resolve("log"), LIMIT, new FakeClock());
    }

    private static List<String> lines(RunLog log) throws IOException {
        return List.of(Files.readString(log.file()).split("\n"));
    }
}
