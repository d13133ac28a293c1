package dev.handwright.desktops;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.handwright.artifacts.Artifact;
import dev.handwright.artifacts.Artifacts;
import dev.handwright.artifacts.UrlSigner;
import dev.handwright.base.Metrics;
import dev.handwright.fakes.CountingIds;
import dev.handwright.fakes.FakeClock;
import dev.handwright.fakes.FakeDesktops;
import dev.handwright.fakes.MemoryArtifactStore;
import dev.handwright.fakes.MemoryBlobStore;
import dev.handwright.fakes.MemoryFilmStore;
import dev.handwright.fakes.MemoryVeilStore;
import dev.handwright.workspaces.Workspace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FilmsTest {
    private static final Workspace.Id WORKSPACE = new Workspace.Id("ws_1");

    @TempDir private Path folder;
    private final FakeClock clock = new FakeClock();
    private final CountingIds ids = new CountingIds();
    private final Artifacts artifacts =
            new Artifacts(
                    new MemoryArtifactStore(),
                    new MemoryBlobStore(),
                    new UrlSigner(new byte[32], clock),
                    () -> URI.create("https://hand.test"),
                    clock);
    private final DesktopPool pool =
            new DesktopPool(
                    new FakeDesktops(),
                    new DesktopSettings(0, 1, 0, 1, Optional.empty(), DisplaySize.DEFAULT),
                    Set::of,
                    new MemoryVeilStore(),
                    ids,
                    Metrics.none());
    private boolean recordsNothing;
    private Films films;
    private Session session;
    private Desktop.Id desktop;

    @BeforeEach
    void start() throws InterruptedException {
        films = new Films(new Writer(), folder, artifacts, new MemoryFilmStore(), clock, ids);
        session = pool.take();
        desktop = session.desktop().id();
    }

    @AfterEach
    void stop() {
        session.close();
        pool.close();
    }

    @Test
    void switchedOffTheFilmIsKept() throws IOException {
        var since = films.start(WORKSPACE, session);
        assertThat(films.start(WORKSPACE, session)).isEqualTo(since);
        assertThat(films.since(desktop)).contains(since);
        assertThat(films.last(WORKSPACE, desktop)).isEmpty();
        clock.pass(Duration.ofSeconds(5));

        films.stop(desktop);
        films.stop(desktop);

        var film = films.last(WORKSPACE, desktop).orElseThrow();
        assertThat(film.endedAt()).isEqualTo(since.plusSeconds(5));
        var kept = artifacts.of(film.id()).getFirst();
        assertThat(kept.kind()).isEqualTo(Artifact.Kind.RECORDING);
        try (var content = artifacts.read(kept, 0, kept.size())) {
            assertThat(content).hasContent("film");
        }
        assertThat(films.since(desktop)).isEmpty();
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void theEndOfItsDesktopSwitchesItOff() {
        films.start(WORKSPACE, session);
        session.close();
        assertThat(films.since(desktop)).isEmpty();
        assertThat(films.last(WORKSPACE, desktop)).isPresent();
    }

    @Test
    void theEndOfTheServerSwitchesItOff() {
        films.start(WORKSPACE, session);
        films.close();
        assertThat(films.last(WORKSPACE, desktop)).isPresent();
    }

    @Test
    void aFilmWithNothingOnItIsNoFilm() {
        recordsNothing = true;
        films.start(WORKSPACE, session);
        films.stop(desktop);
        assertThat(films.last(WORKSPACE, desktop)).isEmpty();
        assertThat(folder).isEmptyDirectory();
    }

    private final class Writer implements Recorder {
        @Override
        public Recording start(Desktop.Id filmed, Veil veil, Path file) {
            return new Written(file);
        }

        @Override
        public boolean finish(Path file) {
            return false;
        }
    }

    private final class Written implements Recorder.Recording {
        private final Path file;

        Written(Path file) {
            this.file = file;
        }

        @Override
        public boolean finish() {
            try {
                Files.write(file, "film".getBytes(UTF_8));
                return !recordsNothing;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void leave() {}

        @Override
        public void close() {}
    }
}
