package dev.handwright.artifacts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handwright.fakes.FakeClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class UrlSignerTest {
    private static final String PATH = "/artifacts/a/assets.zip";

    private final FakeClock clock = new FakeClock();
    private final UrlSigner signer = new UrlSigner(new byte[32], clock);
    private final String url = signer.sign(PATH, clock.instant().plusSeconds(60));
    private final String expires = url.replaceAll(".*expires=(\\d+)&.*", "$1");
    private final String signature = url.replaceAll(".*signature=", "");

    @Test
    void itHoldsForItsPathUntilItsTime() {
        assertThat(signer.holds(PATH, expires, signature)).isTrue();
        clock.pass(Duration.ofSeconds(59));
        assertThat(signer.holds(PATH, expires, signature)).isTrue();
        clock.pass(Duration.ofSeconds(1));
        assertThat(signer.holds(PATH, expires, signature)).isFalse();
    }

    @Test
    void itHoldsForNoOtherPathTimeOrKey() {
        assertThat(signer.holds(PATH + "/", expires, signature)).isFalse();
        assertThat(signer.holds("/artifacts/b/assets.zip", expires, signature)).isFalse();
        assertThat(signer.holds(PATH, expires + "0", signature)).isFalse();
        assertThat(signer.holds(PATH, "x", signature)).isFalse();
        assertThat(signer.holds(PATH, expires, "")).isFalse();
        var other = new UrlSigner(new byte[] {1}, clock);
        assertThat(other.holds(PATH, expires, signature)).isFalse();
    }
}
