package dev.handwright.adapter.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handwright.tools.Deflation;
import dev.handwright.tools.ZlibDeflation;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Tag("check")
@Timeout(60)
final class IsalDeflationIT {
    private final Random random = new Random(11);
    private final Deflation isal = IsalDeflation.load().orElseThrow();

    @Test
    void whatIsInflatedIsWhatWasDeflatedWhateverItIs() throws Exception {
        try (var stream = isal.open()) {
            for (int round = 0; round < 3000; round++) {
                assertInflates(stream, data(1 + random.nextInt(1 << random.nextInt(1, 15))));
            }
            for (int length : List.of(1, 1 << 17, (1 << 17) + 1, 300_000, 1 << 20)) {
                assertInflates(stream, data(length));
                assertInflates(stream, noise(length));
                assertInflates(stream, new byte[length]);
            }
        }
    }

    @Test
    void aPieceNeedsNothingOfThePieceBefore() throws Exception {
        var data = noise(20_000);
        try (var stream = isal.open();
                var fresh = isal.open()) {
            var _ = stream.deflate(data, data.length);
            assertThat(stream.deflate(data, data.length))
                    .isEqualTo(fresh.deflate(data, data.length));
        }
    }

    @Test
    void itIsNoLargerThanZlibsByMuch() throws Exception {
        var data = data(100_000);
        try (var stream = isal.open();
                var zlib = new ZlibDeflation().open()) {
            assertThat(stream.deflate(data, data.length).length)
                    .isLessThan(zlib.deflate(data, data.length).length * 3 / 2);
        }
    }

    private void assertInflates(Deflation.Stream stream, byte[] data) throws DataFormatException {
        int length = data.length == 1 ? 1 : data.length - random.nextInt(2);
        var deflated = new ByteArrayOutputStream();
        deflated.writeBytes(stream.deflate(data, length));
        var after = deflated.size();
        deflated.writeBytes(stream.deflate(data, length)); // as the next stripe
        deflated.writeBytes(new byte[] {3, 0});
        var inflater = new Inflater(true);
        inflater.setInput(deflated.toByteArray());
        var inflated = new byte[2 * length + 1];
        int count = 0;
        while (!inflater.finished()) {
            count += inflater.inflate(inflated, count, inflated.length - count);
            assertThat(inflater.needsInput() && !inflater.finished()).isFalse();
        }
        inflater.end();
        assertThat(count).as("%d bytes, %d deflated", length, after).isEqualTo(2 * length);
        assertThat(Arrays.equals(data, 0, length, inflated, 0, length)).isTrue();
        assertThat(Arrays.equals(data, 0, length, inflated, length, 2 * length)).isTrue();
    }

    /** Rows of pixels of few colours, many alike, as on a screen. */
    private byte[] data(int length) {
        var data = new byte[length];
        int colours = 1 << random.nextInt(9);
        int stride = 3 * (1 + random.nextInt(1000)) + 1;
        for (int i = 0; i < length; i++) {
            data[i] =
                    switch (random.nextInt(20)) {
                        case 0 -> (byte) random.nextInt(colours);
                        case 1, 2, 3 -> i < stride ? 0 : data[i - stride];
                        default -> i < 3 ? 0 : data[i - 3];
                    };
        }
        return data;
    }

    private byte[] noise(int length) {
        var noise = new byte[length];
        random.nextBytes(noise);
        return noise;
    }
}
