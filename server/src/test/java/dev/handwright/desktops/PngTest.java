package dev.handwright.desktops;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PngTest {
    @ParameterizedTest
    @CsvSource({"1,1", "3,7", "641,480"})
    void anIndependentReaderSeesEveryPixel(int width, int height) throws IOException {
        var bgrx = new byte[width * height * 4];
        new Random(42).nextBytes(bgrx);
        var png = Png.encode(new Screen.Frame(width, height, bgrx, 1));
        var image = ImageIO.read(new ByteArrayInputStream(png));
        assertThat(image.getWidth()).isEqualTo(width);
        assertThat(image.getHeight()).isEqualTo(height);
        for (int i = 0; i < width * height; i++) {
            int rgb = image.getRGB(i % width, i / width) & 0xffffff;
            int expected =
                    (bgrx[i * 4 + 2] & 0xff) << 16
                            | (bgrx[i * 4 + 1] & 0xff) << 8
                            | (bgrx[i * 4] & 0xff);
            assertThat(rgb).isEqualTo(expected);
        }
    }

    @Test
    void aPlainPictureIsSmall() {
        assertThat(Png.encode(new Screen.Frame(1024, 768, new byte[1024 * 768 * 4], 1)))
                .hasSizeLessThan(20_000);
    }
}
