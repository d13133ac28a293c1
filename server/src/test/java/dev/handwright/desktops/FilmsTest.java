package dev.handwright.desktops;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.handwright.artifacts.Artifact;
import dev.handwright.artifacts.Artifacts;
import dev.handwright.artifacts.UrlSigner;
import dev.handwright.base.Metrics;
import dev.handwright.fakes.Await;
import dev.handwright.fakes.Away;
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
import java.util.ArrayList;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
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
    private final Away away = new Away();
    private final AtomicInteger closed = new AtomicInteger();
    private boolean recordsNothing;
    private volatile CountDownLatch slowly = new CountDownLatch(0);
    private Films films;
    private Session session;
    private Desktop.Id desktop;

    @BeforeEach
    void start() throws InterruptedException {
        var store = away.over(FilmStore.class, new MemoryFilmStore());
        films = new Films(new Writer(), folder, artifacts, store, clock, ids);
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
    void aFilmIsKeptOnceTheDatabaseIsBack() {
        films.start(WORKSPACE, session);
        away.during("add");
        var stopping = Thread.ofVirtual().start(() -> films.stop(desktop));
        Await.that(() -> away.refused() > 0 || !stopping.isAlive());
        away.during();
        Await.that(() -> !stopping.isAlive());
        assertThat(films.last(WORKSPACE, desktop)).isPresent();
    }

    @Test
    void whileOneBeginsSlowlyOthersAreNotHeldUp() throws InterruptedException {
        slowly = new CountDownLatch(1);
        var starts = new ArrayList<Thread>();
        for (int i = 0; i < 2; i++) {
            starts.add(Thread.ofVirtual().start(() -> films.start(WORKSPACE, session)));
        }
        Await.that(() -> starts.stream().allMatch(it -> it.getState() == Thread.State.WAITING));
        var looking = Thread.ofVirtual().start(() -> films.since(desktop));
        Await.that(() -> !looking.isAlive());
        slowly.countDown();
        for (var start : starts) {
            start.join();
        }
        assertThat(films.since(desktop)).isPresent();
        assertThat(closed).as("one of the two was too many").hasValue(1);
        films.stop(desktop);
        assertThat(folder).isEmptyDirectory();
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
            try {
                slowly.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
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
        public void close() {
            closed.incrementAndGet();
        }
    }
}
