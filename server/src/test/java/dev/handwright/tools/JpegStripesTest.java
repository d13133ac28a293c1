package dev.handwright.tools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handwright.desktops.Pixels;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An independent decoder reads what we wrote. */
final class JpegStripesTest {
    private final Random random = new Random(3);

    @ParameterizedTest
    @CsvSource({"1,1,80,40", "8,8,80,40", "333,211,90,40", "640,400,50,32", "641,65,100,45"})
    void smoothPicturesAreNearlyTheSame(int width, int height, int quality, double decibels)
            throws IOException {
        var pixels = new Pixels();
        pixels.fit(width, height);
        for (int i = 0; i < width * height; i++) {
            int row = i / width;
            double x = i % width * 0.02;
            double y = row * 0.03;
            pixels.bgrx()[i * 4] = (byte) (127 + 120 * Math.sin(x));
            pixels.bgrx()[i * 4 + 1] = (byte) (127 + 120 * Math.cos(y));
            pixels.bgrx()[i * 4 + 2] = (byte) (127 + 120 * Math.sin(x + y));
        }
        assertThat(likeness(pixels, JpegStripes.encode(pixels, quality))).isGreaterThan(decibels);
    }

    /** The worst that can be coded: every coefficient large, bytes of ones everywhere. */
    @Test
    void noiseIsStillThePicture() throws IOException {
        var pixels = new Pixels();
        pixels.fit(200, 150);
        for (int round = 0; round < 5; round++) {
            random.nextBytes(pixels.bgrx());
            assertThat(likeness(pixels, JpegStripes.encode(pixels, 100))).isGreaterThan(38);
            assertThat(likeness(pixels, JpegStripes.encode(pixels, 1))).isGreaterThan(5);
        }
    }

    @Test
    void extremesOfBlackAndWhiteDoNotOverflow() throws IOException {
        var pixels = new Pixels();
        pixels.fit(64, 64);
        for (int i = 0; i < 64 * 64 * 4; i++) {
            pixels.bgrx()[i] = (byte) (random.nextBoolean() ? 255 : 0);
        }
        assertThat(likeness(pixels, JpegStripes.encode(pixels, 100))).isGreaterThan(35);
    }

    @Test
    void plainColoursStayWhatTheyAre() throws IOException {
        var pixels = new Pixels();
        pixels.fit(64, 96);
        for (int rgb : new int[] {0, 0xffffff, 0xff0000, 0x00ff00, 0x0000ff, 0x336699}) {
            for (int i = 0; i < 64 * 96; i++) {
                pixels.bgrx()[i * 4] = (byte) rgb;
                pixels.bgrx()[i * 4 + 1] = (byte) (rgb >> 8);
                pixels.bgrx()[i * 4 + 2] = (byte) (rgb >> 16);
            }
            assertThat(likeness(pixels, JpegStripes.encode(pixels, 80))).isGreaterThan(40);
        }
    }

    /** The peak signal to noise ratio, in decibels; 100 for the same. */
    static double likeness(Pixels pixels, byte[] file) throws IOException {
        var image = image(file);
        assertThat(image.getWidth()).isEqualTo(pixels.width());
        assertThat(image.getHeight()).isEqualTo(pixels.height());
        double sum = 0;
        int count = pixels.width() * pixels.height();
        for (int i = 0; i < count; i++) {
            int rgb = image.getRGB(i % pixels.width(), i / pixels.width());
            for (int colour = 0; colour < 3; colour++) {
                int difference =
                        (rgb >> (colour * 8) & 0xff) - (pixels.bgrx()[i * 4 + colour] & 0xff);
                sum += difference * difference;
            }
        }
        return sum == 0 ? 100 : 10 * Math.log10(255 * 255 * 3.0 * count / sum);
    }

    private static BufferedImage image(byte[] file) throws IOException {
        return ImageIO.read(new ByteArrayInputStream(file));
    }
}
