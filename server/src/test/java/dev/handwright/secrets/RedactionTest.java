package dev.handwright.secrets;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handwright.base.Json;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RedactionTest {
    @Test
    void eachSecretIsTakenOutWhereverItStands() {
        var redaction = new Redaction(List.of(new Secret("hunter2"), new Secret("hunter22\n")));

        assertThat(redaction.of("hunter22, hunter2 and xhunter2x")).isEqualTo("***, *** and x***x");
    }

    @Test
    void insideJsonToo() {
        var secret = "pass\"word\\\u00fc\n1";
        var redaction = new Redaction(List.of(new Secret(secret)));

        assertThat(redaction.of(Json.write(List.of(secret)))).isEqualTo("[\"***\"]");
    }

    @Test
    void whatIsInEveryTextStays() {
        assertThat(new Redaction(List.of(new Secret("a"), new Secret(""))).of("a cat"))
                .isEqualTo("a cat");
    }
}
