package dev.handwright.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.LongUnaryOperator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class SoakQuantityTest {
    private static final List<Long> RUNS = samples(it -> 4 * it);

    @Test
    void whatOnlyGrowsWhileWarmingUpIsFlat() {
        assertThat(isFlat(SoakQuantity.SERVER_FILES, it -> 50 + Math.min(it, 10) + it % 3))
                .isTrue();
    }

    @Test
    void aLeakOfOneFileARunIsNotFlat() {
        assertThat(isFlat(SoakQuantity.SERVER_FILES, it -> 50 + 4 * it)).isFalse();
    }

    @Test
    void oneHighSampleIsNoLeak() {
        assertThat(isFlat(SoakQuantity.SERVER_THREADS, it -> it == 38 ? 500 : 40)).isTrue();
    }

    @Test
    void whatEachRunLeavesIsFlatWhenItIsTheSame() {
        assertThat(isFlat(SoakQuantity.DATA, it -> 1000 * it)).isTrue();
        assertThat(SoakQuantity.DATA.judge(samples(it -> 1000 * it), RUNS).after()).isEqualTo(250);
    }

    @Test
    void whatEachRunLeavesIsNotFlatWhenItIsEverMore() {
        assertThat(isFlat(SoakQuantity.DATA, it -> 200 * it * it)).isFalse();
    }

    private static boolean isFlat(SoakQuantity quantity, LongUnaryOperator sample) {
        return quantity.judge(samples(sample), RUNS).isFlat();
    }

    private static List<Long> samples(LongUnaryOperator sample) {
        return LongStream.range(0, 40).map(sample).boxed().toList();
    }
}
