package dev.handwright.worker;

import dev.handwright.artifacts.Artifact;
import dev.handwright.artifacts.Artifacts;
import dev.handwright.base.Unavailable;
import dev.handwright.runs.Run;
import dev.handwright.runs.RunLog;
import dev.handwright.sandboxes.Sandbox;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps what one run has made as its artifacts. */
final class RunOutputs {
    private static final Logger LOG = LoggerFactory.getLogger(RunOutputs.class);

    private final Artifacts artifacts;
    private final Path temporary;
    private final Run.Id run;

    /**
     * @param temporary a folder for the zip while it is made
     */
    RunOutputs(Artifacts artifacts, Path temporary, Run.Id run) {
        this.artifacts = artifacts;
        this.temporary = temporary;
        this.run = run;
    }

    /** Where a film comes from. */
    interface Film {
        Optional<InputStream> recording() throws IOException;
    }

    /**
     * May be repeated.
     *
     * @throws Unavailable while the launcher or the database is away
     */
    void collect(Sandbox sandbox, RunLog log) throws IOException {
        var zip = Files.createTempFile(temporary, "assets-", ".zip");
        try {
            Sandbox.Collected collected;
            try (var out = Files.newOutputStream(zip)) {
                collected = sandbox.collect(out);
            }
            if (collected.files() > 0) {
                try (var content = Files.newInputStream(zip)) {
                    artifacts.keep(run.value(), Artifact.Kind.ASSETS, content);
                }
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
    void keepRecording(Film film, RunLog log) {
        try {
            var recording = film.recording();
            if (recording.isPresent()) {
                try (var content = recording.get()) {
                    artifacts.keep(run.value(), Artifact.Kind.RECORDING, content);
                }
            }
        } catch (IOException | UncheckedIOException e) {
            LOG.error("the recording of run {} is lost", run, e);
            log.notice("The recording of this run was lost.");
        }
    }
}
