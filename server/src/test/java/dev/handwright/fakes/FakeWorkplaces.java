package dev.handwright.fakes;

import dev.handwright.desktops.NetworkRules;
import dev.handwright.runs.Run;
import dev.handwright.runs.RunLog;
import dev.handwright.sandboxes.SandboxCalls;
import dev.handwright.secrets.Secret;
import dev.handwright.worker.Workplace;
import dev.handwright.worker.Workplaces;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Workplaces without desktops: every call is noted in the log and answered with its name. */
public final class FakeWorkplaces implements Workplaces {
    private final AtomicInteger open = new AtomicInteger();
    private volatile boolean none;

    /** From now on there is no desktop to be had. */
    public void takeAway() {
        none = true;
    }

    /** Workplaces that were opened and not closed. */
    public int open() {
        return open.get();
    }

    @Override
    public Workplace open(Run run, NetworkRules network, RunLog log) {
        if (none) {
            throw new NoWorkplace("No desktop is free.", new IllegalStateException());
        }
        open.incrementAndGet();
        return new Place(log);
    }

    private final class Place implements Workplace, SandboxCalls {
        private final RunLog log;

        Place(RunLog log) {
            this.log = log;
        }

        @Override
        public SandboxCalls calls(Map<String, Secret> secrets) {
            return this;
        }

        @Override
        public Optional<InputStream> recording() {
            return Optional.of(new ByteArrayInputStream("film".getBytes(StandardCharsets.UTF_8)));
        }

        @Override
        public void close() {
            open.decrementAndGet();
        }

        @Override
        public @Nullable Object call(
                long id, String method, Map<String, @Nullable Object> params, OutputStream bytes) {
            return method;
        }

        @Override
        public void log(String stream, String line) {
            log.line(stream, line);
        }
    }
}
