package dev.handwright.worker;

import dev.handwright.artifacts.Artifact;
import dev.handwright.artifacts.Artifacts;
import dev.handwright.base.Unavailable;
import dev.handwright.runs.Fence;
import dev.handwright.runs.Run;
import dev.handwright.runs.RunLog;
import dev.handwright.runs.RunLogs;
import dev.handwright.sandboxes.Sandbox;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what one run has made as its artifacts. Where that cannot be stored now, as on a full disk
 * or while the launcher is away, it stays where it is and is tried again.
 */
final class RunOutputs {
    private static final Logger LOG = LoggerFactory.getLogger(RunOutputs.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    /** Bytes that a disk with room takes. */
    private static final int PROBE = 1 << 20;

    private final Artifacts artifacts;
    private final Path temporary;
    private final Run.Id run;
    private final Fence fence;
    private final Duration patience;

    /**
     * @param temporary a folder for the zip while it is made
     * @param patience how long each thing is tried
     */
    RunOutputs(Artifacts artifacts, Path temporary, Run.Id run, Fence fence, Duration patience) {
        this.artifacts = artifacts;
        this.temporary = temporary;
        this.run = run;
        this.fence = fence;
        this.patience = patience;
    }

    /** Where a film comes from; may be asked again. */
    interface Film {
        Optional<InputStream> recording() throws IOException;
    }

    private interface Storing {
        /**
         * @throws Unavailable where it shall be tried again
         */
        void store() throws IOException;
    }

    /**
     * @return false where there are outputs that cannot be stored
     * @throws IOException where the sandbox does not give them
     * @throws Fence.Broken where the run is another's
     */
    boolean collect(Sandbox sandbox, RunLog log) throws IOException, InterruptedException {
        return tried("outputs", log, () -> collectOnce(sandbox, log));
    }

    private void collectOnce(Sandbox sandbox, RunLog log) throws IOException {
        var zip = temporary();
        try {
            Sandbox.Collected collected;
            try (var out = new Spool(zip)) {
                collected = sandbox.collect(out);
            }
            if (collected.files() > 0) {
                keep(Artifact.Kind.ASSETS, Files.newInputStream(zip));
            }
            collected.notices().forEach(log::notice);
            if (collected.files() > 0) {
                log.step("collected %d files".formatted(collected.files()));
            }
        } finally {
            Files.delete(zip);
        }
    }

    /** A film that failed is missed, but does not change how the run ends. */
    void keepRecording(Film film, RunLog log) throws InterruptedException {
        try {
            boolean kept = tried("recording", log, () -> keepOnce(film));
            if (kept) {
                return;
            }
        } catch (IOException e) {
            LOG.error("the recording of run {} is lost", run, e);
        }
        log.notice("The recording of this run was lost.");
    }

    private void keepOnce(Film film) throws IOException {
        try {
            var recording = film.recording();
            if (recording.isPresent()) {
                keep(Artifact.Kind.RECORDING, recording.get());
            }
        } catch (UncheckedIOException e) {
            if (diskTakes()) {
                throw new IOException("the film cannot be made", e);
            }
            throw new Unavailable("the film cannot be made now", e);
        }
    }

    /** The run's log, which takes no more lines then. */
    void keepLog(RunLogs logs, RunLog log) throws InterruptedException {
        try {
            var _ = tried("log", log, () -> keepOnce(logs, log));
        } catch (IOException | UncheckedIOException e) {
            LOG.error("the log of run {} is lost", run, e);
        }
    }

    private void keepOnce(RunLogs logs, RunLog log) throws IOException {
        try {
            logs.keep(run, log);
        } catch (NoSuchFileException e) {
            throw e;
        } catch (IOException e) {
            throw new Unavailable("the log cannot be stored now", e);
        }
    }

    private void keep(Artifact.Kind kind, InputStream content) {
        try (content) {
            artifacts.keep(run.value(), kind, content);
        } catch (IOException e) {
            throw new Unavailable("the %s cannot be stored now".formatted(kind), e);
        }
    }

    private boolean tried(String what, RunLog log, Storing storing)
            throws IOException, InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        for (boolean again = false; ; again = true) {
            fence.pass();
            try {
                storing.store();
                return true;
            } catch (Unavailable e) {
                if (System.nanoTime() > deadline) {
                    LOG.error("the {} of run {} are lost", what, run, e);
                    return false;
                }
                LOG.warn("the {} of run {} could not be stored; trying again", what, run, e);
                if (!again) {
                    log.notice("The %s cannot be stored now; trying again.".formatted(what));
                }
                LockSupport.parkNanos(PAUSE.toNanos());
            }
        }
    }

    private boolean diskTakes() {
        var probe = temporary();
        try {
            Files.write(probe, new byte[PROBE]);
            return true;
        } catch (IOException e) {
            return false;
        } finally {
            var _ = probe.toFile().delete();
        }
    }

    private Path temporary() {
        try {
            return Files.createTempFile(temporary, "assets-", ".zip");
        } catch (IOException e) {
            throw new Unavailable("no temporary file can be made now", e);
        }
    }

    /** A file whose disk may be full. */
    private static final class Spool extends OutputStream {
        private final OutputStream file;

        Spool(Path path) throws IOException {
            file = Files.newOutputStream(path);
        }

        @Override
        public void write(int single) {
            write(new byte[] {(byte) single}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int count) {
            try {
                file.write(bytes, from, count);
            } catch (IOException e) {
                throw new Unavailable("the disk takes nothing now", e);
            }
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
