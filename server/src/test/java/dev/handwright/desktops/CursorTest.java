package dev.handwright.desktops;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class CursorTest {
    @Test
    void whatIsUnderItComesBackAlsoWhereItLeavesTheScreen() {
        var pixels = new Pixels();
        pixels.fit(20, 10);
        for (int i = 0; i < pixels.bgrx().length; i++) {
            pixels.bgrx()[i] = (byte) i;
        }
        var before = pixels.bgrx().clone();
        var opaque = new int[64];
        java.util.Arrays.fill(opaque, 0xff123456);
        var shape = new Cursor.Shape(8, 8, 3, 3, opaque);
        for (int x = -4; x < 28; x++) {
            for (int y = -4; y < 18; y++) {
                var under = new Cursor(shape, x, y).drawOn(pixels);
                boolean inside = x >= 0 && x < 20 && y >= 0 && y < 10;
                if (inside) {
                    assertThat(pixels.bgrx()).isNotEqualTo(before);
                }
                under.restore();
                assertThat(pixels.bgrx()).isEqualTo(before);
            }
        }
    }
}
