package dev.handwright.runs;

import dev.handwright.base.ByteSize;
import dev.handwright.base.Json;
import dev.handwright.secrets.Redaction;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log of one run while it is executed: a file of JSON lines {@code {"seq", "at", "stream",
 * "line"}}, each appended whole. {@code stream} is stdout, stderr, a level of logging, {@code
 * notice} (our words) or {@code step} (what the run is at), or {@code agent}, whose lines are JSON
 * again. For many threads.
 */
public final class RunLog {
    private static final Logger LOG = LoggerFactory.getLogger(RunLog.class);

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    /** A longer line is cut. */
    private static final int LINE_LIMIT = 16 * 1024;

    /** Steps and notices may go so far beyond the limit, so that a log always tells the end. */
    private static final int RESERVE = 64 * 1024;

    private final Path file;
    private final ByteSize limit;
    private final Clock clock;

    /** Guards all that follows. */
    private final ReentrantLock lock = new ReentrantLock();

    private final Condition changed = lock.newCondition();
    private final RandomAccessFile out;

    /** Bytes of whole lines; what the file has beyond them is a line that the disk did not take. */
    private long written;

    private long seq;
    private boolean missed;
    private boolean cut;
    private boolean sealed;
    private boolean ended;
    private Redaction redaction = Redaction.NONE;

    /** Goes on after what the file holds, if it is there. */
    RunLog(Path file, ByteSize limit, Clock clock) throws IOException {
        this.file = file;
        this.limit = limit;
        this.clock = clock;
        if (Files.exists(file)) {
            dropTornLine(file);
            try (var lines = Files.lines(file)) {
                seq = lines.count();
            }
            written = Files.size(file);
        }
        out = new RandomAccessFile(file.toFile(), "rw");
    }

    /** From now on every line goes through it. */
    public void redact(Redaction secrets) {
        lock.lock();
        try {
            redaction = secrets;
        } finally {
            lock.unlock();
        }
    }

    /** A line that the code wrote; beyond the limit it is dropped, once with a notice. */
    public void line(String stream, String line) {
        lock.lock();
        try {
            if (cut || sealed) {
                return;
            }
            var now = clock.instant();
            if (!append(stream, line, now, limit.bytes())) {
                cut = true;
                notice(
                        "The log ends here: it has reached its limit of %s. The run goes on."
                                .formatted(limit));
            }
        } finally {
            lock.unlock();
        }
    }

    /** Something worth telling that the run did or that happened to it. */
    public void step(String line) {
        step(line, clock.instant());
    }

    void step(String line, Instant at) {
        ours("step", line, at);
    }

    /**
     * One step of the agent.
     *
     * @param json an object
     */
    public void agent(String json) {
        ours("agent", json, clock.instant());
    }

    /** Something a person should know about the run. */
    public void notice(String line) {
        ours("notice", line, clock.instant());
    }

    private void ours(String stream, String line, Instant at) {
        lock.lock();
        try {
            if (!sealed) {
                append(stream, line, at, limit.bytes() + RESERVE);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Takes no more lines; the file is whole now. */
    Path seal() throws IOException {
        lock.lock();
        try {
            if (!sealed) {
                sealed = true;
                try (out) {
                    out.setLength(written);
                }
            }
            return file;
        } finally {
            lock.unlock();
        }
    }

    /** Followers stop when they have read all. */
    void end() {
        lock.lock();
        try {
            ended = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    Path file() {
        return file;
    }

    /** Bytes of whole lines. */
    long size() {
        lock.lock();
        try {
            return written;
        } finally {
            lock.unlock();
        }
    }

    boolean isEmpty() {
        return size() == 0;
    }

    /**
     * Waits until there is more than {@code read} bytes or the log has ended, {@code atMost}.
     *
     * @return how many bytes of whole lines there are; the same as {@code read} when there is no
     *     more yet, -1 when there will be no more
     */
    long awaitMore(long read, Duration atMost) throws InterruptedException {
        lock.lock();
        try {
            long nanos = atMost.toNanos();
            while (written <= read && !ended && nanos > 0) {
                nanos = changed.awaitNanos(nanos);
            }
            return written <= read && ended ? -1 : written;
        } finally {
            lock.unlock();
        }
    }

    /**
     * A line that the disk does not take is missing: no run fails by that.
     *
     * @return false where the log would be longer than {@code most} bytes
     */
    private boolean append(String stream, String line, Instant at, long most) {
        if (missed && !write(json("notice", "Lines are missing here: the disk took none.", at))) {
            return true;
        }
        var json = json(stream, line, at);
        if (written + json.length > most) {
            return false;
        }
        missed = !write(json);
        return true;
    }

    private boolean write(byte[] json) {
        try {
            out.seek(written);
            out.write(json);
        } catch (IOException e) {
            if (!missed) {
                LOG.warn("the log {} takes no lines now", file.getFileName(), e);
            }
            dropTornLine();
            return false;
        }
        seq++;
        written += json.length;
        changed.signalAll();
        return true;
    }

    /** Who follows the log must not read it before the next line is in its place. */
    private void dropTornLine() {
        try {
            out.setLength(written);
        } catch (IOException e) {
            LOG.debug("half a line stays in the log {}", file.getFileName(), e);
        }
    }

    private byte[] json(String stream, String line, Instant at) {
        var told = redaction.of(line);
        var text = told.length() <= LINE_LIMIT ? told : told.substring(0, LINE_LIMIT) + "…";
        return entry(seq + 1, at, stream, text);
    }

    /** One line of a log. */
    static byte[] entry(long seq, Instant at, String stream, String line) {
        var json =
                "{\"seq\":%d,\"at\":\"%s\",\"stream\":%s,\"line\":%s}\n"
                        .formatted(seq, TIME.format(at), Json.write(stream), Json.write(line));
        return json.getBytes(StandardCharsets.UTF_8);
    }

    /** A crash can leave half a line at the end. */
    private static void dropTornLine(Path file) throws IOException {
        try (var channel =
                java.nio.channels.FileChannel.open(
                        file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            long end = channel.size();
            var one = java.nio.ByteBuffer.allocate(1);
            while (end > 0) {
                one.clear();
                channel.read(one, end - 1);
                if (one.get(0) == '\n') {
                    break;
                }
                end--;
            }
            channel.truncate(end);
        }
    }
}
