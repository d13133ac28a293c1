package dev.handwright.adapter.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handwright.desktops.Pixels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Tag("check")
@Timeout(60)
final class CwebpEncoderIT {
    private static final int WIDTH = 301;
    private static final int HEIGHT = 97;

    private final Pixels pixels = new Pixels();

    @BeforeEach
    void paint() {
        pixels.fit(WIDTH, HEIGHT);
        for (int i = 0; i < WIDTH * HEIGHT; i++) {
            pixels.bgrx()[i * 4] = (byte) (i % WIDTH);
            pixels.bgrx()[i * 4 + 1] = (byte) (i / WIDTH * 2);
            pixels.bgrx()[i * 4 + 2] = (byte) (i % WIDTH / 8 * 8);
        }
    }

    @Test
    void theHighestQualityLosesNothing(@TempDir Path folder) throws Exception {
        assertThat(decoded(new CwebpEncoder().encode(pixels, 100), folder)).isEqualTo(rgb());
    }

    @Test
    void aLowerQualityIsSmallerAndNearlyTheSame(@TempDir Path folder) throws Exception {
        var good = new CwebpEncoder().encode(pixels, 90);
        var bad = new CwebpEncoder().encode(pixels, 10);
        assertThat(bad.length).isLessThan(good.length);
        var shown = decoded(good, folder);
        var wanted = rgb();
        double sum = 0;
        for (int i = 0; i < wanted.length; i++) {
            int difference = (shown[i] & 0xff) - (wanted[i] & 0xff);
            sum += difference * difference;
        }
        assertThat(10 * Math.log10(255 * 255 * (double) wanted.length / sum)).isGreaterThan(32);
    }

    private byte[] rgb() {
        var rgb = new byte[WIDTH * HEIGHT * 3];
        for (int i = 0; i < WIDTH * HEIGHT; i++) {
            rgb[i * 3] = pixels.bgrx()[i * 4 + 2];
            rgb[i * 3 + 1] = pixels.bgrx()[i * 4 + 1];
            rgb[i * 3 + 2] = pixels.bgrx()[i * 4];
        }
        return rgb;
    }

    /** Red, green and blue of each pixel, as another program reads it. */
    private static byte[] decoded(byte[] webp, Path folder) throws IOException {
        var file = Files.write(folder.resolve("picture.webp"), webp);
        var bitmap = folder.resolve("picture.ppm");
        Command.run("/usr/bin/dwebp", "-quiet", "-ppm", file.toString(), "-o", bitmap.toString());
        var bytes = Files.readAllBytes(bitmap);
        return Arrays.copyOfRange(bytes, bytes.length - WIDTH * HEIGHT * 3, bytes.length);
    }
}
