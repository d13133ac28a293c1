package dev.handwright.workflows;

import dev.handwright.base.Unavailable;
import dev.handwright.sandboxes.Sandbox;
import dev.handwright.sandboxes.SandboxCalls;
import dev.handwright.sandboxes.SandboxEnd;
import dev.handwright.sandboxes.SandboxEnd.Problem;
import dev.handwright.sandboxes.SandboxHost;
import dev.handwright.sandboxes.SandboxJob;
import dev.handwright.sandboxes.SandboxJob.SourceFile;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Has a sandbox look at code; nothing of it is read or run in the server. */
final class CodeCheck {
    /** Checks at a time; publishing must not take the machine from the runs. */
    private static final int AT_ONCE = 2;

    private final SandboxHost sandboxes;
    private final PublishLimits limits;
    private final Semaphore free = new Semaphore(AT_ONCE);

    CodeCheck(SandboxHost sandboxes, PublishLimits limits) {
        this.sandboxes = sandboxes;
        this.limits = limits;
    }

    /**
     * {@code Checked} or {@code Refused}; every other end is told as a problem of the code.
     *
     * @throws SandboxHost.SandboxUnavailable when there is no sandbox to be had in time
     * @throws Unavailable while who starts them is away
     */
    SandboxEnd check(Language language, List<SourceFile> files) {
        try {
            if (!free.tryAcquire(limits.checkTimeout().toMillis(), TimeUnit.MILLISECONDS)) {
                throw new SandboxHost.SandboxUnavailable(
                        "too many checks wait", new IllegalStateException("none became free"));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a check waited", e);
        }
        try {
            return checkNow(language, files);
        } finally {
            free.release();
        }
    }

    private SandboxEnd checkNow(Language language, List<SourceFile> files) {
        var job = new SandboxJob.Check(language.word(), files);
        try (var sandbox = sandboxes.start(job, limits.sandbox(), new NoCalls())) {
            var end = await(sandbox);
            return switch (end) {
                case SandboxEnd.Checked _, SandboxEnd.Refused _ -> end;
                case SandboxEnd.Died died -> problem(language, died.message());
                case SandboxEnd.Raised raised ->
                        problem(language, raised.type() + ": " + raised.message());
                case SandboxEnd.Returned _, SandboxEnd.Left _ ->
                        throw new IllegalStateException("a check neither returns nor is left");
            };
        }
    }

    private SandboxEnd await(Sandbox sandbox) {
        var ended = new CountDownLatch(1);
        var timer = Thread.ofVirtual().name("check-timer").start(() -> killLate(sandbox, ended));
        try {
            return sandbox.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while code was being checked", e);
        } finally {
            ended.countDown();
            timer.interrupt();
        }
    }

    private void killLate(Sandbox sandbox, CountDownLatch ended) {
        try {
            if (!ended.await(limits.checkTimeout().toMillis(), TimeUnit.MILLISECONDS)) {
                sandbox.kill();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // The check has ended; so does this thread.
        }
    }

    private static SandboxEnd problem(Language language, String message) {
        return new SandboxEnd.Refused(List.of(new Problem(language.mainFile(), 0, message)));
    }

    /** Code that is only checked has nothing to ask for. */
    private static final class NoCalls implements SandboxCalls {
        @Override
        public @Nullable Object call(
                long id, String method, Map<String, @Nullable Object> params, OutputStream bytes)
                throws CallFailed {
            throw new CallFailed("RPCError", method + " works only while a workflow runs");
        }

        @Override
        public void log(String stream, String line) {}
    }
}
