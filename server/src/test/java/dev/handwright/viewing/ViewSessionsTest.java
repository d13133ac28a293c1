package dev.handwright.viewing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handwright.desktops.Desktop;
import dev.handwright.fakes.CountingIds;
import dev.handwright.fakes.FakeClock;
import dev.handwright.fakes.FakeDesktops;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ViewSessionsTest {
    private static final Desktop.Id ONE = new Desktop.Id("dsk_1");
    private static final Desktop.Id OTHER = new Desktop.Id("dsk_2");
    private static final ViewSettings SETTINGS =
            new ViewSettings(Duration.ofMinutes(15), Duration.ofHours(1), 3);

    private final FakeClock clock = new FakeClock();
    private final Viewers viewers = new Viewers(new FakeDesktops(), SETTINGS, clock);
    private final ViewSessionStore store = new MemoryStore();
    private final ViewSessions sessions = sessions(new byte[32]);

    @AfterEach
    void close() {
        viewers.close();
    }

    @Test
    void openingAgainIsTheSameSession() {
        var first = sessions.open(ONE, Optional.empty());
        assertThat(first.scope()).isEqualTo(Scope.CONTROL);
        assertThat(sessions.open(ONE, Optional.empty())).isEqualTo(first);
        assertThat(sessions.open(ONE, Optional.of(Scope.CONTROL))).isEqualTo(first);
        assertThat(sessions.find(ONE)).contains(first);
    }

    @Test
    void aTokenIsGoodForItsDesktopAndItsTime() {
        var token = sessions.token(sessions.open(ONE, Optional.empty()));
        sessions.open(OTHER, Optional.empty());
        assertThat(sessions.admit(ONE, token).orElseThrow().scope()).isEqualTo(Scope.CONTROL);
        assertThat(sessions.admit(OTHER, token)).isEmpty();
        clock.pass(Duration.ofMinutes(15));
        assertThat(sessions.admit(ONE, token)).isEmpty();
    }

    @Test
    void aChangedTokenIsWorthNothing() {
        var token = sessions.token(sessions.open(ONE, Optional.of(Scope.VIEW)));
        assertThat(sessions.admit(ONE, token.replace("view.", "control."))).isEmpty();
        for (int i = 0; i < token.length(); i++) {
            char other = token.charAt(i) == '1' ? '2' : '1';
            var changed = token.substring(0, i) + other + token.substring(i + 1);
            assertThat(sessions.admit(ONE, changed)).as(changed).isEmpty();
        }
        assertThat(sessions.admit(ONE, "")).isEmpty();
        var foreign = sessions(new byte[] {1, 2, 3, 4});
        assertThat(foreign.admit(ONE, token)).isEmpty();
    }

    @Test
    void theEndOfASessionEndsItsTokens() {
        var token = sessions.token(sessions.open(ONE, Optional.empty()));
        sessions.end(ONE);
        assertThat(sessions.admit(ONE, token)).isEmpty();
        assertThat(sessions.find(ONE)).isEmpty();
        sessions.open(ONE, Optional.empty());
        assertThat(sessions.admit(ONE, token)).as("of the session before").isEmpty();
    }

    @Test
    void anotherScopeEndsTheTokensOfTheOneBefore() {
        var token = sessions.token(sessions.open(ONE, Optional.of(Scope.CONTROL)));
        sessions.open(ONE, Optional.of(Scope.VIEW));
        assertThat(sessions.admit(ONE, token)).isEmpty();
    }

    @Test
    void aTokenIsRenewedUntilTheWatchHasLastedLongest() {
        var token = sessions.token(sessions.open(ONE, Optional.empty()));
        for (int i = 0; i < 5; i++) {
            clock.pass(Duration.ofMinutes(10));
            token = sessions.renew(sessions.admit(ONE, token).orElseThrow());
        }
        clock.pass(Duration.ofMinutes(10));
        assertThat(sessions.admit(ONE, token)).isEmpty();
    }

    @Test
    void aRunsDesktopIsWatchedOnly() {
        var grant = sessions.admit(ONE, sessions.tokenOfRun(ONE)).orElseThrow();
        assertThat(grant.scope()).isEqualTo(Scope.VIEW);
        assertThat(sessions.admit(OTHER, sessions.tokenOfRun(ONE))).isEmpty();
    }

    private ViewSessions sessions(byte[] key) {
        return new ViewSessions(store, key, viewers, SETTINGS, clock, new CountingIds());
    }

    private static final class MemoryStore implements ViewSessionStore {
        private final Map<Desktop.Id, ViewSession> sessions = new HashMap<>();

        @Override
        public Optional<ViewSession> find(Desktop.Id desktop) {
            return Optional.ofNullable(sessions.get(desktop));
        }

        @Override
        public void put(ViewSession session) {
            sessions.put(session.desktop(), session);
        }

        @Override
        public void remove(Desktop.Id desktop) {
            sessions.remove(desktop);
        }
    }
}
