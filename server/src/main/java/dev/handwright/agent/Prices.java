package dev.handwright.agent;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** What a million tokens cost, in US dollars. */
public record Prices(
        BigDecimal input, BigDecimal output, BigDecimal cacheRead, BigDecimal cacheWrite) {
    /** In millionths of a dollar, rounded up. */
    public long micros(Usage usage) {
        return times(input, usage.input())
                .add(times(output, usage.output()))
                .add(times(cacheRead, usage.cacheRead()))
                .add(times(cacheWrite, usage.cacheWrite()))
                .setScale(0, RoundingMode.UP)
                .longValueExact();
    }

    /** Dollars a million are millionths of a dollar each. */
    private static BigDecimal times(BigDecimal price, long tokens) {
        return price.multiply(BigDecimal.valueOf(tokens));
    }
}
