package dev.handwright.edge.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ByteRangeTest {
    @ParameterizedTest
    @CsvSource({
        "bytes=0-0,0,1",
        "bytes=0-9,0,10",
        "bytes=2-,2,8",
        "bytes=9-9,9,1",
        "bytes=5-99999,5,5",
        "bytes=-3,7,3",
        "bytes=-999,0,10"
    })
    void aPartOfTen(String header, long first, long length) {
        assertThat(of(header)).isEqualTo(new ByteRange.Part(first, length));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=10-", "bytes=10-20", "bytes=-0"})
    void nothingOfTen(String header) {
        assertThat(of(header)).isEqualTo(new ByteRange.Unsatisfiable());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "bytes=-",
                "bytes=5-2",
                "bytes=0-1,3-4",
                "items=0-1",
                "bytes=a-b",
                "bytes="
            })
    void whatCannotBeReadIsTheWhole(String header) {
        assertThat(of(header)).isEqualTo(new ByteRange.Whole());
    }

    @Test
    void anEmptyFileHasNoPart() {
        assertThat(ByteRange.of(Optional.of("bytes=0-"), 0))
                .isEqualTo(new ByteRange.Unsatisfiable());
        assertThat(ByteRange.of(Optional.empty(), 0)).isEqualTo(new ByteRange.Whole());
    }

    private static ByteRange of(String header) {
        return ByteRange.of(Optional.of(header), 10);
    }
}
