package dev.handwright.runs;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.Optional;

/** Reads logs, and follows those that still grow. For many threads. */
public final class LogReader {
    /** How soon it is seen that a run which waited was cancelled. */
    private static final Duration POLL = Duration.ofMillis(500);

    private static final byte[] SEQ = {'{', '"', 's', 'e', 'q', '"', ':'};

    private final RunLogs logs;
    private final Runs runs;
    private final Duration heartbeat;

    /**
     * @param heartbeat how often a follower hears something while there is no new line
     */
    public LogReader(RunLogs logs, Runs runs, Duration heartbeat) {
        this.logs = logs;
        this.runs = runs;
        this.heartbeat = heartbeat;
    }

    /** Takes what is read. An {@code IOException} ends the reading. */
    public interface Sink {
        /**
         * @param json without a line end
         */
        void line(long seq, byte[] json) throws IOException;

        /** All that is there so far has been given. */
        void caughtUp() throws IOException;

        /** Nothing has come for a while. */
        void nothingNew() throws IOException;
    }

    /** All lines that are there now. */
    public void read(Run run, Sink sink) throws IOException {
        var live = logs.live(run.id());
        if (live.isEmpty() || !readLive(live.get(), 0, sink)) {
            readEnded(run, 0, sink);
        }
        sink.caughtUp();
    }

    /** Whether there is anything after {@code seen}, or may come. */
    public boolean hasMore(Run run, long seen) throws IOException {
        if (!run.state().ended() || seen <= 0) {
            return true;
        }
        var any = new boolean[1];
        readEnded(
                run,
                seen,
                new Sink() {
                    @Override
                    public void line(long seq, byte[] json) {
                        any[0] = true;
                    }

                    @Override
                    public void caughtUp() {}

                    @Override
                    public void nothingNew() {}
                });
        return any[0];
    }

    /** Lines after {@code seen} as they come, until the run has ended. */
    public void follow(Run run, long seen, Sink sink) throws IOException, InterruptedException {
        var now = Optional.of(run);
        long last = seen;
        var waited = Duration.ZERO;
        while (now.isPresent()) {
            var live = logs.live(run.id());
            if (live.isPresent() && followLive(live.get(), last, sink)) {
                return;
            }
            if (now.get().state().ended()) {
                readEnded(now.get(), last, sink);
                sink.caughtUp();
                return;
            }
            if (last < 1) {
                last = 1;
                give(RunLog.entry(1, run.createdAt(), "step", "queued"), 0, sink);
                sink.caughtUp();
            }
            logs.awaitOpened(POLL);
            waited = waited.plus(POLL);
            if (waited.compareTo(heartbeat) >= 0) {
                waited = Duration.ZERO;
                sink.nothingNew();
            }
            now = runs.get(run.workspace(), run.id());
        }
    }

    /** False where the file has just become an artifact. */
    private static boolean readLive(RunLog log, long seen, Sink sink) throws IOException {
        try (var in = new BufferedInputStream(Files.newInputStream(log.file()))) {
            giveLines(in, log.size(), seen, sink);
            return true;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private boolean followLive(RunLog log, long seen, Sink sink)
            throws IOException, InterruptedException {
        try (var in = new BufferedInputStream(Files.newInputStream(log.file()))) {
            long read = 0;
            while (true) {
                long there = log.awaitMore(read, heartbeat);
                if (there < 0) {
                    return true;
                }
                if (there == read) {
                    sink.nothingNew();
                } else {
                    giveLines(in, there - read, seen, sink);
                    read = there;
                    sink.caughtUp();
                }
            }
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private void readEnded(Run run, long seen, Sink sink) throws IOException {
        var kept = logs.kept(run.id());
        if (kept.isPresent()) {
            long size = kept.get().size();
            try (var in = new BufferedInputStream(logs.artifacts().read(kept.get(), 0, size))) {
                giveLines(in, size, seen, sink);
            }
            return;
        }
        // It never ran.
        give(RunLog.entry(1, run.createdAt(), "step", "queued"), seen, sink);
        var end = run.state().finished();
        if (end.isPresent()) {
            give(RunLog.entry(2, end.get(), "step", run.state().word()), seen, sink);
        }
    }

    /** Gives the whole lines in the next {@code size} bytes. */
    private static void giveLines(InputStream in, long size, long seen, Sink sink)
            throws IOException {
        var line = new ByteArrayOutputStream(256);
        for (long i = 0; i < size; i++) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException("a log has %d bytes less than it had".formatted(size - i));
            }
            line.write(next);
            if (next == '\n') {
                give(line.toByteArray(), seen, sink);
                line.reset();
            }
        }
    }

    private static void give(byte[] line, long seen, Sink sink) throws IOException {
        long seq = seq(line);
        if (seq > seen) {
            sink.line(seq, java.util.Arrays.copyOf(line, line.length - 1));
        }
    }

    /** The number that each line begins with. */
    private static long seq(byte[] line) {
        long seq = 0;
        for (int i = SEQ.length; i < line.length && line[i] >= '0' && line[i] <= '9'; i++) {
            seq = seq * 10 + (line[i] - '0');
        }
        return seq;
    }
}
