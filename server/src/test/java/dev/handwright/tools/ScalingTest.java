package dev.handwright.tools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handwright.desktops.DisplaySize;
import dev.handwright.tools.Action.Point;
import org.junit.jupiter.api.Test;

final class ScalingTest {
    private static final DisplaySize SCREEN = new DisplaySize(1024, 768);

    @Test
    void cornersStayWithinTheScreen() {
        var scaling = new Scaling(new Scaling.Size(512, 384), SCREEN);
        assertThat(scaling.toScreen(new Point(0, 0))).isEqualTo(new Point(1, 1));
        assertThat(scaling.toScreen(new Point(511, 383))).isEqualTo(new Point(1023, 767));
        assertThat(scaling.toPicture(new Point(1023, 767))).isEqualTo(new Point(511, 383));
    }

    @Test
    void thereAndBackIsTheSamePixelOfASmallerPicture() {
        for (int width : new int[] {1, 7, 333, 1000, 1024}) {
            var scaling = new Scaling(new Scaling.Size(width, 500), SCREEN);
            for (int x = 0; x < width; x++) {
                var there = scaling.toScreen(new Point(x, 0));
                assertThat(scaling.toPicture(there).x()).isEqualTo(x);
            }
        }
    }

    @Test
    void aPlaceOutsideStaysOutside() {
        var scaling = new Scaling(new Scaling.Size(512, 384), SCREEN);
        assertThat(scaling.toScreen(new Point(512, -1))).isEqualTo(new Point(1025, -1));
        assertThat(scaling.toScreen(new Point(Integer.MAX_VALUE, 0)).x()).isGreaterThan(1023);
    }

    @Test
    void theSameSizeChangesNothing() {
        var scaling = new Scaling(new Scaling.Size(1024, 768), SCREEN);
        for (int x = 0; x < 1024; x++) {
            assertThat(scaling.toScreen(new Point(x, 0))).isEqualTo(new Point(x, 0));
        }
    }
}
