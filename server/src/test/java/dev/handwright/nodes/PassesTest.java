package dev.handwright.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handwright.fakes.FakeClock;
import dev.handwright.workspaces.ApiKey;
import dev.handwright.workspaces.Caller;
import dev.handwright.workspaces.KeyScope;
import dev.handwright.workspaces.Workspace;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What another node believes. */
final class PassesTest {
    private static final Node.Id HERE = new Node.Id("node_" + "0".repeat(26));
    private static final Node.Id THERE = new Node.Id("node_" + "1".repeat(26));
    private static final Caller CALLER =
            new Caller(new Workspace.Id("ws_1"), new ApiKey.Id("key_1"), Set.of(KeyScope.DESKTOPS));

    private final FakeClock clock = new FakeClock();
    private final Passes here = new Passes(new byte[32], HERE, clock);
    private final Passes there = new Passes(new byte[32], THERE, clock);
    private final String pass = here.issue(THERE, "GET", "/a?b=c", Optional.of(CALLER));

    @Test
    void theCallerIsVouchedFor() {
        assertThat(there.check(pass, "GET", "/a?b=c"))
                .contains(new Passes.Pass(Optional.of(CALLER)));
        var open = here.issue(THERE, "GET", "/a", Optional.empty());
        assertThat(there.check(open, "GET", "/a")).contains(new Passes.Pass(Optional.empty()));
    }

    @Test
    void itIsForOneNodeAndOneRequest() {
        assertThat(here.check(pass, "GET", "/a?b=c")).isEmpty();
        assertThat(there.check(pass, "POST", "/a?b=c")).isEmpty();
        assertThat(there.check(pass, "GET", "/a?b=d")).isEmpty();
    }

    @Test
    void itEnds() {
        clock.pass(Duration.ofMinutes(5));
        assertThat(there.check(pass, "GET", "/a?b=c")).isPresent();
        clock.pass(Duration.ofSeconds(2));
        assertThat(there.check(pass, "GET", "/a?b=c")).isEmpty();
    }

    @Test
    void nobodyElseMakesOne() {
        var key = new byte[32];
        key[0] = 1;
        var forged = new Passes(key, HERE, clock).issue(THERE, "GET", "/a", Optional.of(CALLER));
        assertThat(there.check(forged, "GET", "/a")).isEmpty();
        int dot = pass.indexOf('.');
        var changed = pass.substring(0, dot - 1) + "A" + pass.substring(dot);
        for (var bad : new String[] {"", ".", "a.b", "a.!", changed, pass.substring(0, dot)}) {
            assertThat(there.check(bad, "GET", "/a?b=c")).as(bad).isEmpty();
        }
    }
}
