package dev.handwright.worker;

import dev.handwright.base.Unavailable;
import dev.handwright.sandboxes.SandboxCalls;
import java.io.OutputStream;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Looks at the desktop's files again while the launcher, which does that, is away. */
final class PatientCalls implements SandboxCalls {
    private static final String FILES = "drive.";

    private final SandboxCalls calls;
    private final TryAgain tryAgain = new TryAgain();
    private volatile boolean paused;

    PatientCalls(SandboxCalls calls) {
        this.calls = calls;
    }

    @Override
    public @Nullable Object call(
            long id, String method, Map<String, @Nullable Object> params, OutputStream bytes)
            throws CallFailed {
        while (true) {
            try {
                return calls.call(id, method, params, bytes);
            } catch (Unavailable e) {
                if (method.startsWith(FILES) && paused) {
                    throw new Unanswered("the server is stopping");
                }
                if (!method.startsWith(FILES) || !tryAgain.afterPause()) {
                    throw new CallFailed(
                            "RPCError", "the server cannot do this now: " + e.getMessage());
                }
            }
        }
    }

    @Override
    public void pause() {
        paused = true;
        calls.pause();
    }

    @Override
    public void end() {
        tryAgain.giveUp();
        calls.end();
    }

    @Override
    public void log(String stream, String line) {
        calls.log(stream, line);
    }
}
