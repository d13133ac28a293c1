package dev.handwright.tools;

import dev.handwright.desktops.Cursor;
import dev.handwright.desktops.Pixels;
import dev.handwright.desktops.Screen;
import dev.handwright.desktops.Veil;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ref.SoftReference;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Takes pictures of one desktop. It remembers what it saw, so that only what changed is encoded
 * anew, and can tell what changed since an earlier picture. For many threads, one look at a time.
 */
public final class Camera {
    private static final byte[] NOTHING = {};

    /** For so long a display server is thought to answer. */
    private static final Duration HEARD = Duration.ofSeconds(1);

    /** A key for hashes that nobody attacks. */
    private static final long ALONE = 0x9e37_79b9_7f4a_7c15L;

    private final Screen screen;
    private final Veil veil;
    private final PixelPool pool;
    private final Encoders encoders;
    private final String prefix;
    private final ReentrantLock lock = new ReentrantLock(true);
    private final Tiles tiles; // all below guarded by lock

    /** What was encoded: of use for the next look, but gladly given up when memory is short. */
    private SoftReference<PngStripes> png = new SoftReference<>(null);

    private SoftReference<JpegStripes> jpeg = new SoftReference<>(null);
    private SoftReference<Kept> kept = new SoftReference<>(null);
    private long version;
    private long heardAt = System.nanoTime();
    private Cursor cursor = new Cursor(Cursor.Shape.NONE, 0, 0);

    /**
     * A picture that may be wanted again.
     *
     * @param look without the known frame
     */
    private record Kept(Look look, long version, Encoded encoded) {}

    private record Encoded(byte[] bytes, int width, int height) {}

    /** What an action led to. */
    public record Seen(Picture picture, boolean settled, Duration settleTime, List<Area> changed) {}

    /**
     * @param prefix of frame ids; another one for each camera there ever was
     */
    Camera(
            Screen screen,
            Veil veil,
            PixelPool pool,
            Tiles tiles,
            Encoders encoders,
            String prefix) {
        this.screen = screen;
        this.veil = veil;
        this.encoders = encoders;
        this.pool = pool;
        this.tiles = tiles;
        this.prefix = prefix;
    }

    /** A camera that shares nothing with those of other desktops. */
    static Camera alone(Screen screen) {
        return new Camera(
                screen, new Veil(), new PixelPool(), new Tiles(ALONE, ALONE), Encoders.OWN, "f");
    }

    /**
     * Types a secret, as nobody sees: what shows of it is not in this desktop's pictures, and none
     * is taken meanwhile.
     */
    void typing(Typing work) throws ActionRefused, InterruptedException {
        try (var _ = veil.typing(screen)) {
            work.type();
        }
    }

    /** Something else is about to be done. */
    void acting() {
        veil.acting();
    }

    /** Types. */
    interface Typing {
        void type() throws ActionRefused, InterruptedException;
    }

    /**
     * Takes a picture now.
     *
     * @throws ActionRefused for a region outside the screen
     */
    public Picture look(Look look) throws ActionRefused {
        return look(look, Optional.empty()).picture();
    }

    /**
     * To be called before an action whose outcome is then looked at by {@link #settle}.
     *
     * @return the frame now
     */
    public String mark() {
        screen.watch();
        lock.lock();
        try (var loan = pool.borrow(prefix, bytes(Look.PLAIN))) {
            takeIn(loan);
            return frame(true);
        } finally {
            lock.unlock();
        }
    }

    /** Whether anything on the screen is another than in a frame; the pointer does not count. */
    public boolean hasChanged(String since) {
        lock.lock();
        try (var loan = pool.borrow(prefix, bytes(Look.PLAIN))) {
            takeIn(loan);
            return tiles.newest(0, tiles.height(), false) > number(since);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes a picture when nothing has changed for {@code quiet}, or else after {@code atMost}. A
     * blinking text cursor is no change. Half of the quiet time before its end the picture is made,
     * so that then only what changed since is to be encoded.
     *
     * @param before from {@link #mark}
     * @return with the time until the last change came, and what changed since the frame that the
     *     caller knows, or since {@code before}
     */
    public Seen settle(String before, Duration quiet, Duration atMost, Look look)
            throws ActionRefused, InterruptedException {
        var stillness = screen.settle(quiet, atMost, () -> prepare(look));
        var shot = look(look, Optional.of(look.known().orElse(before)));
        return new Seen(shot.picture(), stillness.still(), stillness.lastChange(), shot.changed());
    }

    private void prepare(Look look) {
        try {
            var _ = look(look, Optional.empty());
        } catch (ActionRefused e) {
            // The look that follows is refused, and the caller told.
        }
    }

    private record Shot(Picture picture, List<Area> changed) {}

    private Shot look(Look look, Optional<String> since) throws ActionRefused {
        lock.lock();
        try (var loan = pool.borrow(prefix, bytes(look))) {
            var pixels = takeIn(loan);
            check(look);
            var changed =
                    since.isEmpty()
                            ? List.<Area>of()
                            : tiles.since(number(since.get()), look.cursor());
            if (look.known().isPresent() && isUnchanged(look)) {
                return new Shot(picture(look, new Encoded(NOTHING, 0, 0), true), changed);
            }
            return new Shot(picture(look, drawnAndEncoded(pixels, look), false), changed);
        } finally {
            lock.unlock();
        }
    }

    /** What is under the pointer is put back, as the next look builds on these pixels. */
    private Encoded drawnAndEncoded(Pixels pixels, Look look) throws ActionRefused {
        if (!look.cursor()) {
            return encoded(pixels, look);
        }
        var under = cursor.drawOn(pixels);
        try {
            return encoded(pixels, look);
        } finally {
            under.restore();
        }
    }

    /** What a look takes at most: the screen, and the picture that is made of it, twice. */
    private long bytes(Look look) {
        var screenSize = screen.size();
        long picture =
                look.size()
                        .map(it -> (long) it.width() * Math.max(it.height(), screenSize.height()))
                        .orElse((long) screenSize.width() * screenSize.height());
        return 4 * ((long) screenSize.width() * screenSize.height() + 2 * picture);
    }

    private Pixels takeIn(PixelPool.Loan loan) {
        var now = veil.read(screen, () -> room(loan));
        heardAt = System.nanoTime();
        var pixels = loan.pixels();
        boolean changed = tiles.take(pixels, version + 1);
        if (!now.equals(cursor)) {
            area(cursor).ifPresent(it -> tiles.stampOverlay(it, version + 1));
            cursor = now;
            area(cursor).ifPresent(it -> tiles.stampOverlay(it, version + 1));
            changed = true;
        }
        if (changed) {
            version++;
        }
        return pixels;
    }

    /** All desktops share it, so a display server must have shown that it does not hang. */
    private Pixels room(PixelPool.Loan loan) {
        if (System.nanoTime() - heardAt > HEARD.toNanos()) {
            screen.barrier();
        }
        return loan.pixels();
    }

    /** What of the pointer is on the screen. */
    private Optional<Area> area(Cursor cursor) {
        int left = Math.max(0, cursor.left());
        int top = Math.max(0, cursor.top());
        int right = Math.min(tiles.width(), cursor.left() + cursor.shape().width());
        int bottom = Math.min(tiles.height(), cursor.top() + cursor.shape().height());
        return left < right && top < bottom
                ? Optional.of(new Area(left, top, right - left, bottom - top))
                : Optional.empty();
    }

    private void check(Look look) throws ActionRefused {
        var region = look.region();
        if (region.isPresent() && !region.get().isWithin(tiles.width(), tiles.height())) {
            var area = region.get();
            throw new ActionRefused(
                    "the region %d,%d to %d,%d is not within the screen, which is %dx%d"
                            .formatted(
                                    area.x(),
                                    area.y(),
                                    area.x() + area.width(),
                                    area.y() + area.height(),
                                    tiles.width(),
                                    tiles.height()));
        }
    }

    private boolean isUnchanged(Look look) {
        long known = number(look.known().orElseThrow());
        return tiles.newest(0, tiles.height(), look.cursor()) <= known;
    }

    /** Whole screens at full size go by stripes; other pictures are made whole, and one is kept. */
    private Encoded encoded(Pixels pixels, Look look) throws ActionRefused {
        boolean whole = look.region().isEmpty() && look.size().isEmpty();
        if (whole && look.format() == Look.Format.PNG) {
            return whole(pixels, png().encode(pixels, it -> stripeVersion(it, look.cursor())));
        }
        if (whole && look.format() == Look.Format.JPEG) {
            return whole(
                    pixels,
                    jpeg().encode(pixels, look.quality(), it -> stripeVersion(it, look.cursor())));
        }
        var bare = look.withoutKnown();
        var last = kept.get();
        if (last == null || !last.look().equals(bare) || last.version() != version) {
            last = new Kept(bare, version, encodedAnew(pixels, bare));
            kept = new SoftReference<>(last);
        }
        return last.encoded();
    }

    private PngStripes png() {
        var stripes = png.get();
        if (stripes == null) {
            stripes = new PngStripes(encoders.deflation());
            png = new SoftReference<>(stripes);
        }
        return stripes;
    }

    private JpegStripes jpeg() {
        var stripes = jpeg.get();
        if (stripes == null) {
            stripes = new JpegStripes();
            jpeg = new SoftReference<>(stripes);
        }
        return stripes;
    }

    private static Encoded whole(Pixels pixels, byte[] bytes) {
        return new Encoded(bytes, pixels.width(), pixels.height());
    }

    private Encoded encodedAnew(Pixels pixels, Look look) throws ActionRefused {
        var area = look.region().orElse(new Area(0, 0, pixels.width(), pixels.height()));
        var size = look.size().orElse(new Scaling.Size(area.width(), area.height()));
        var resampled = new Pixels();
        Resampler.resample(pixels, area, resampled, size);
        var bytes =
                switch (look.format()) {
                    case PNG -> PngStripes.encode(resampled, encoders.deflation());
                    case JPEG -> JpegStripes.encode(resampled, look.quality());
                    case WEBP -> webp(resampled, look.quality());
                };
        return new Encoded(bytes, size.width(), size.height());
    }

    private byte[] webp(Pixels pixels, int quality) throws ActionRefused {
        var encoder =
                encoders.webp()
                        .orElseThrow(() ->
                                new ActionRefused("webp cannot be made here; use png or jpeg"));
        try {
            return encoder.encode(pixels, quality);
        } catch (IOException e) {
            throw new UncheckedIOException("no WebP was made", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a WebP was made", e);
        }
    }

    /** Other pixels, another number, also between those with the pointer and those without. */
    private long stripeVersion(int stripe, boolean withCursor) {
        int first = stripe * PngStripes.ROWS;
        int end = Math.min(first + PngStripes.ROWS, tiles.height());
        boolean drawn =
                withCursor
                        && area(cursor)
                                .filter(it -> it.y() < end && first < it.y() + it.height())
                                .isPresent();
        return tiles.newest(first, end, withCursor) * 2 + (drawn ? 1 : 0);
    }

    private Picture picture(Look look, Encoded encoded, boolean unchanged) {
        return new Picture(
                encoded.bytes(),
                look.format().mediaType(),
                frame(look.cursor()),
                encoded.width(),
                encoded.height(),
                unchanged);
    }

    private String frame(boolean withCursor) {
        return prefix + "-" + tiles.newest(0, tiles.height(), withCursor);
    }

    /** The number of a frame of this camera; of any other, one before the first. */
    private long number(String frame) {
        if (frame.startsWith(prefix + "-")) {
            try {
                long number = Long.parseLong(frame.substring(prefix.length() + 1));
                return number <= version ? number : 0;
            } catch (NumberFormatException e) {
                return 0;
            }
        }
        return 0;
    }
}
