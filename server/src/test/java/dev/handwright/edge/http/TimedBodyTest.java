package dev.handwright.edge.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Bodies that come at the client's pace. */
final class TimedBodyTest {
    private long now = Long.MAX_VALUE - 1; // it may wrap

    @Test
    void aByteNowAndThenIsAnEnd() {
        var body = body(1, 20_000);
        assertThatThrownBy(() -> body.readNBytes(1000))
                .isInstanceOfSatisfying(
                        Problem.class, it -> assertThat(it.status()).isEqualTo(408));
    }

    @Test
    void aFewPiecesWithinTheTimeAreTaken() throws IOException {
        assertThat(body(1, 10_000).readNBytes(3)).hasSize(3);
    }

    @Test
    void aLargeOneMayTakeLongerAtTheLowestRate() throws IOException {
        assertThat(body(16 * 1024, 1000).readNBytes(10 << 20)).hasSize(10 << 20);
    }

    @Test
    void belowTheLowestRateItEnds() {
        var body = body(16 * 1024, 1100);
        assertThatThrownBy(() -> body.readNBytes(10 << 20)).isInstanceOf(Problem.class);
    }

    /** Endless. */
    private TimedBody body(int piece, long milliseconds) {
        var pieces =
                new InputStream() {
                    @Override
                    public int read() {
                        throw new AssertionError("one by one");
                    }

                    @Override
                    public int read(byte[] into, int at, int length) {
                        int count = Math.min(piece, length);
                        now += count == 0 ? 0 : TimeUnit.MILLISECONDS.toNanos(milliseconds);
                        return count;
                    }
                };
        return new TimedBody(pieces, () -> now);
    }
}
