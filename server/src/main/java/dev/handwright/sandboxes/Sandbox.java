package dev.handwright.sandboxes;

import java.io.IOException;
import java.io.OutputStream;

/** One started job. Close it always; closing kills what still runs and removes every file. */
public interface Sandbox extends AutoCloseable {
    SandboxId id();

    /** Waits for the end of the job, however it comes; interrupting the wait leaves it running. */
    SandboxEnd await() throws InterruptedException;

    /** Kills all of its processes; {@code await} then returns. Takes effect within a second. */
    void kill();

    /**
     * Writes the files left in {@code /assets} and {@code /artifacts} as one zip. All processes are
     * killed first; only regular files are taken and no link is followed.
     *
     * @return what was taken, and a sentence for each thing left out; nothing is written when there
     *     are no files
     */
    Collected collect(OutputStream zip) throws IOException;

    /**
     * Lets its code go on without this server, for {@link SandboxHost#adopt} of the next one: calls
     * that are not answered yet will be asked again, {@code await} returns {@code Left}, and the
     * other methods do nothing more. Nothing happens where its end has come or it has been killed.
     */
    void leave();

    @Override
    void close();

    /**
     * @param notices what was left out and why, for the run's log
     */
    record Collected(int files, long bytes, java.util.List<String> notices) {
        public Collected {
            notices = java.util.List.copyOf(notices);
        }
    }
}
