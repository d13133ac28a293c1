package dev.handwright.sdk.inside;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class JsonTextTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "{\"a\":[1,-2.5,true,false,null,{}],\"b\":\"ü \\\" \\\\ \\n 😀\"}",
                "[]",
                "123456789012345678901234567890",
                "\"\\u0001\"",
                "\"\\ud800\""
            })
    void whatIsReadIsWrittenTheSame(String text) {
        assertThat(JsonText.write(JsonText.read(text))).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[1,]",
                "{\"a\"}",
                "\"",
                "\"\\x\"",
                "1 2",
                "nul",
                "01x",
                "{a:1}",
                "\"\\u12\""
            })
    void whatIsNoJsonIsRefused(String text) {
        assertThatThrownBy(() -> JsonText.read(text)).isInstanceOf(JsonText.BadJson.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {100_000})
    void depthIsLimited(int depth) {
        assertThatThrownBy(() -> JsonText.read("[".repeat(depth)))
                .isInstanceOf(JsonText.BadJson.class)
                .hasMessageContaining("nested too deeply");
    }
}
