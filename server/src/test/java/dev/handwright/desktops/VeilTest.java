package dev.handwright.desktops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handwright.fakes.FakeScreen;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class VeilTest {
    private static final int WHITE = 0xffffff;
    private static final int GREY = 0x808080;
    private static final int X = 300;
    private static final int Y = 200;
    private static final int WIDTH = 120;
    private static final int HEIGHT = 12;

    private final FakeScreen screen = new FakeScreen();
    private final Veil veil = new Veil();

    @BeforeEach
    void page() {
        screen.paint(0, 0, 1024, 768, WHITE);
        letters(X - 80, Y, 60, 1); // a label
        letters(X - 80, Y + 40, 200, 2);
    }

    @Test
    void whatWasTypedIsBlankAndNothingElse() {
        type(3);

        var seen = look();
        assertThat(share(seen, X, Y, GREY)).isEqualTo(1);
        assertThat(seen.rgb(X - 20, Y)).isEqualTo(WHITE);
        assertThat(share(seen, X - 80, Y + 40, GREY)).isZero();
    }

    @Test
    void itStaysBlankWhileMoreIsTypedThere() {
        type(3);
        letters(X + WIDTH - 20, Y, 60, 4);
        assertThat(share(look(), X, Y, GREY)).isEqualTo(1);

        letters(X, Y, WIDTH, 5); // as dots that are shown as letters, on the same page
        assertThat(share(look(), X, Y, GREY)).isEqualTo(1);
    }

    @Test
    void itIsBlankWhereverItIsMoved() {
        type(3);
        screen.paint(0, 0, 1024, 768, WHITE);
        letters(X + 7, Y + 333, WIDTH, 3);

        var seen = look();
        assertThat(share(seen, X + 7, Y + 333, GREY)).isEqualTo(1);
        assertThat(seen.rgb(100, 100)).isEqualTo(WHITE);
    }

    @Test
    void anotherPageIsSeenAndTheOldOneBlankAgainWhenItComesBack() {
        type(3);
        var old = screen.pixels.clone();
        screen.paint(0, 0, 1024, 768, WHITE);
        letters(X - 40, Y - 30, 300, 7);
        letters(X, Y, WIDTH, 8);
        assertThat(share(look(), X, Y, GREY)).isZero();

        screen.pixels = old;
        assertThat(share(look(), X, Y, GREY)).isEqualTo(1);
    }

    @Test
    void anEmptiedFieldIsSeen() {
        type(3);
        screen.paint(X, Y, WIDTH, HEIGHT, WHITE);
        assertThat(look().rgb(X, Y)).isEqualTo(WHITE);
    }

    @Test
    void whatShowsLateIsBlankUntilSomethingElseIsDone() {
        try (var _ = veil.typing(screen)) {
            letters(X, Y, WIDTH, 3);
        }
        letters(X - 80, Y + 100, WIDTH, 9);
        assertThat(share(look(), X - 80, Y + 100, GREY)).isEqualTo(1);
        assertThat(share(look(), X, Y, GREY)).isEqualTo(1);

        veil.acting();
        letters(X - 80, Y + 200, WIDTH, 10);
        assertThat(share(look(), X - 80, Y + 200, GREY)).isZero();
        assertThat(share(look(), X - 80, Y + 100, GREY)).isEqualTo(1);
    }

    @Test
    void anotherPageThatComesWhileTypingIsSeen() {
        try (var _ = veil.typing(screen)) {
            screen.paint(0, 0, 1024, 768, 0x204080);
        }
        assertThat(look().rgb(X, Y)).isEqualTo(0x204080);
    }

    @Test
    void thePixelsOfABlankedPictureAreNotBuiltUpon() {
        var pixels = new Pixels();
        var _ = veil.read(screen, () -> pixels);
        assertThat(pixels.holds(screen)).isTrue();

        type(3);
        var _ = veil.read(screen, () -> pixels);
        assertThat(pixels.holds(screen)).isFalse();
        assertThat(pixels.isFresh(0, 1)).isTrue();
    }

    @Test
    void thereIsNoPictureWhileItIsTyped() {
        assertThat(veil.frame(screen)).isPresent();
        try (var _ = veil.typing(screen)) {
            letters(X, Y, WIDTH, 3);
            assertThat(veil.frame(screen)).isEmpty();
        }
        var frame = veil.frame(screen).orElseThrow();
        var seen = new Bitmap(frame.width(), frame.height(), frame.bgrx());
        assertThat(share(seen, X, Y, GREY)).isEqualTo(1);
        assertThat(new Bitmap(1024, 768, screen.pixels).rgb(X, Y)).isNotEqualTo(GREY);
    }

    @Test
    void theNextServerBlanksTheSame() {
        var kept = new AtomicReference<byte[]>();
        var first = new Veil(kept::set);
        type(first, 3);

        var next = new Veil(kept::set, screen, kept.get());
        assertThat(share(look(next), X, Y, GREY)).isEqualTo(1);
        assertThat(share(look(next), X - 80, Y + 40, GREY)).isZero();
        screen.paint(0, 0, 1024, 768, WHITE);
        letters(X + 7, Y + 333, WIDTH, 3);
        assertThat(share(look(next), X + 7, Y + 333, GREY)).isEqualTo(1);
        assertThat(look(next).rgb(100, 100)).isEqualTo(WHITE);
    }

    @Test
    void aServerThatDiesWhileItTypesHasSaidSoBefore() {
        var kept = new AtomicReference<byte[]>();
        byte[] before;
        try (var _ = new Veil(kept::set).typing(screen)) {
            before = kept.get();
            letters(X, Y, WIDTH, 3);
        }
        var next = new Veil(kept::set, screen, before);
        assertThat(share(look(next), X, Y, GREY)).isEqualTo(1);
    }

    @Test
    void whatShowedLateIsKnownToTheNextServerAndWhatCameAfterThatIsSeen() {
        var kept = new AtomicReference<byte[]>();
        var first = new Veil(kept::set);
        try (var _ = first.typing(screen)) {
            letters(X, Y, WIDTH, 3);
        }
        letters(X - 80, Y + 100, WIDTH, 9);
        var _ = look(first);
        first.acting();
        letters(X - 80, Y + 200, WIDTH, 10);

        var next = new Veil(kept::set, screen, kept.get());
        var seen = look(next);
        assertThat(share(seen, X - 80, Y + 100, GREY)).isEqualTo(1);
        assertThat(share(seen, X - 80, Y + 200, GREY)).isZero();
    }

    @Test
    void whatCannotBeKeptIsNotTyped() {
        var full =
                new Veil(_ -> {
                    throw new UncheckedIOException(new IOException("full"));
                });
        assertThatThrownBy(() -> full.typing(screen)).hasMessageContaining("full");
        assertThat(full.frame(screen)).isPresent(); // it goes on
    }

    @Test
    void nothingIsDoneWhileWhatShowsIsNotKept() {
        var full = new AtomicBoolean();
        var wary =
                new Veil(_ -> {
                    if (full.get()) {
                        throw new UncheckedIOException(new IOException("full"));
                    }
                });
        try (var _ = wary.typing(screen)) {
            letters(X, Y, WIDTH, 3);
            full.set(true);
        }
        assertThat(share(look(wary), X, Y, GREY)).isEqualTo(1);
        assertThatThrownBy(wary::acting).hasMessageContaining("full");
        full.set(false);
        wary.acting();
    }

    private void type(int seed) {
        type(veil, seed);
    }

    private void type(Veil veil, int seed) {
        try (var _ = veil.typing(screen)) {
            letters(X, Y, WIDTH, seed);
        }
        veil.acting();
    }

    /** Something like a line of text, the same for the same seed. */
    private void letters(int x, int y, int width, int seed) {
        var random = new Random(seed);
        for (int column = x; column < x + width; column += 2) {
            int from = random.nextInt(HEIGHT - 2);
            screen.paint(column, y, 2, HEIGHT, WHITE - 1);
            screen.paint(column, y + from, 2, HEIGHT - from, random.nextInt(0x404040));
        }
    }

    private Bitmap look() {
        return look(veil);
    }

    private Bitmap look(Veil veil) {
        var pixels = new Pixels();
        var _ = veil.read(screen, () -> pixels);
        return new Bitmap(pixels.width(), pixels.height(), pixels.bgrx());
    }

    /** How much of the place has that colour. */
    private static double share(Bitmap seen, int x, int y, int colour) {
        int count = 0;
        for (int row = y; row < y + HEIGHT; row++) {
            for (int column = x; column < x + WIDTH; column++) {
                count += seen.rgb(column, row) == colour ? 1 : 0;
            }
        }
        return (double) count / (WIDTH * HEIGHT);
    }
}
