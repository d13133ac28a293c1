package dev.handwright.tools;

import dev.handwright.desktops.Pixels;

/**
 * Cuts a part out of a picture and brings it to a size. Each new pixel is the weighted mean of all
 * old ones around it (a cubic filter as wide as the new pixel), so that thin lines and small text
 * fade instead of vanishing; the same filter enlarges smoothly.
 *
 * @see <a href="https://doi.org/10.1109/TASSP.1981.1163711">Keys, Cubic convolution
 *     interpolation</a>
 */
final class Resampler {
    private static final int BITS = 14;
    private static final int HALF = 1 << (BITS - 1);

    private Resampler() {}

    /** Writes the area of {@code from} into {@code to}, which is given that size. */
    static void resample(Pixels from, Area area, Pixels to, Scaling.Size size) {
        to.fit(size.width(), size.height());
        if (size.width() == area.width() && size.height() == area.height()) {
            cut(from, area, to);
            return;
        }
        var middle = new Pixels();
        middle.fit(size.width(), area.height());
        var across = new Weights(area.width(), size.width());
        Workers.share(area.height(), () -> row -> squeezeRow(from, area, row, middle, across));
        var down = new Weights(area.height(), size.height());
        Workers.share(size.height(), () -> row -> mixRows(middle, row, to, down));
    }

    private static void cut(Pixels from, Area area, Pixels to) {
        for (int y = 0; y < area.height(); y++) {
            System.arraycopy(
                    from.bgrx(),
                    ((area.y() + y) * from.width() + area.x()) * 4,
                    to.bgrx(),
                    y * area.width() * 4,
                    area.width() * 4);
        }
    }

    private static void squeezeRow(Pixels from, Area area, int row, Pixels to, Weights weights) {
        var source = from.bgrx();
        var target = to.bgrx();
        int start = ((area.y() + row) * from.width() + area.x()) * 4;
        int out = row * to.width() * 4;
        for (int x = 0; x < to.width(); x++, out += 4) {
            int at = start + weights.first[x] * 4;
            int weight = x * weights.taps;
            int blue = HALF;
            int green = HALF;
            int red = HALF;
            for (int i = 0; i < weights.taps; i++, at += 4) {
                int factor = weights.factors[weight + i];
                blue += (source[at] & 0xff) * factor;
                green += (source[at + 1] & 0xff) * factor;
                red += (source[at + 2] & 0xff) * factor;
            }
            target[out] = clamped(blue);
            target[out + 1] = clamped(green);
            target[out + 2] = clamped(red);
        }
    }

    private static void mixRows(Pixels from, int row, Pixels to, Weights weights) {
        int length = to.width() * 4;
        var sums = new int[length];
        var source = from.bgrx();
        for (int i = 0; i < weights.taps; i++) {
            int at = (weights.first[row] + i) * length;
            int factor = weights.factors[row * weights.taps + i];
            for (int x = 0; x < length; x++) {
                sums[x] += (source[at + x] & 0xff) * factor;
            }
        }
        var target = to.bgrx();
        int out = row * length;
        for (int x = 0; x < length; x++) {
            target[out + x] = clamped(sums[x] + HALF);
        }
    }

    private static byte clamped(int sum) {
        return (byte) Math.clamp(sum >> BITS, 0, 255);
    }

    /**
     * For each new pixel the first old one that counts and the weights of all that do, which sum up
     * to 1 in fixed point.
     */
    private static final class Weights {
        final int taps;
        final int[] first;
        final int[] factors;

        Weights(int from, int to) {
            double scale = (double) from / to;
            double spread = Math.max(scale, 1);
            taps = Math.min(from, (int) Math.ceil(spread * 4) + 1);
            first = new int[to];
            factors = new int[to * taps];
            var exact = new double[taps];
            for (int i = 0; i < to; i++) {
                double centre = (i + 0.5) * scale - 0.5;
                first[i] = Math.clamp((long) Math.ceil(centre - spread * 2), 0, from - taps);
                double sum = 0;
                for (int tap = 0; tap < taps; tap++) {
                    exact[tap] = cubic((first[i] + tap - centre) / spread);
                    sum += exact[tap];
                }
                round(exact, sum, i);
            }
        }

        /** What rounding leaves over goes to the largest weight. */
        private void round(double[] exact, double sum, int pixel) {
            int left = 1 << BITS;
            int largest = 0;
            for (int tap = 0; tap < taps; tap++) {
                int factor = (int) Math.round(exact[tap] / sum * (1 << BITS));
                factors[pixel * taps + tap] = factor;
                left -= factor;
                largest = exact[tap] > exact[largest] ? tap : largest;
            }
            factors[pixel * taps + largest] += left;
        }

        private static double cubic(double distance) {
            double x = Math.abs(distance);
            if (x < 1) {
                return (1.5 * x - 2.5) * x * x + 1;
            }
            return x < 2 ? ((-0.5 * x + 2.5) * x - 4) * x + 2 : 0;
        }
    }
}
