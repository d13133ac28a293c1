package dev.handwright.workflows;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the door says of secure params, with the schema that pydantic makes of a model. */
final class SecureSchemaTest {
    private static final SecureSchema SCHEMA =
            SecureSchema.read(
                    """
                    {"type":"object","required":["password"],"properties":{
                      "password":{"title":"Password","type":"string","writeOnly":true,
                                  "minLength":8,"maxLength":12},
                      "pin":{"anyOf":[{"type":"string","pattern":"^[0-9]{4}$"},{"type":"null"}]}}}
                    """);

    @Test
    void goodOnesAreTaken() {
        assertThat(SCHEMA.problems(Map.of("password", "pässwörd"))).isEmpty();
        assertThat(SCHEMA.problems(Map.of("password", "12345678", "pin", "0815"))).isEmpty();
        var withNull = new HashMap<String, @Nullable Object>(Map.of("password", "12345678"));
        withNull.put("pin", null);
        assertThat(SCHEMA.problems(withNull)).isEmpty();
    }

    @Test
    void eachProblemIsSaidWithoutTheValue() {
        assertThat(SCHEMA.problems(Map.of()))
                .containsExactly("Missing required secure parameter: password");
        assertThat(SCHEMA.problems(Map.of("password", "geheim")))
                .containsExactly(
                        "secure_workflow_params.password: it must have at least 8 characters");
        assertThat(SCHEMA.problems(Map.of("password", "geheim".repeat(3))))
                .containsExactly(
                        "secure_workflow_params.password: it must have at most 12 characters");
        assertThat(SCHEMA.problems(Map.of("password", 47110815)))
                .containsExactly("secure_workflow_params.password: it must be a string");
        assertThat(SCHEMA.problems(Map.of("password", "12345678", "pin", "geheim")))
                .containsExactly(
                        "secure_workflow_params.pin: it does not fit the pattern of its field");
        assertThat(SCHEMA.problems(Map.of("password", "12345678", "typo", "geheim")))
                .containsExactly("secure_workflow_params.typo: there is no such field");
        assertThat(SCHEMA.problems(Map.of("password", "1234\u00075678")))
                .containsExactly(
                        "secure_workflow_params.password: it holds a control character, which"
                                + " cannot be typed");
    }

    @ParameterizedTest
    @ValueSource(strings = {".*.*.*.*.*=", "(a|b)*="})
    @Timeout(10)
    void aPatternThatWouldTakeForEverIsGivenUp(String pattern) {
        var schema =
                SecureSchema.read(
                        "{\"properties\":{\"code\":{\"type\":\"string\",\"pattern\":\"%s\"}}}"
                                .formatted(pattern));
        assertThat(schema.problems(Map.of("code", "a".repeat(10_000))))
                .containsExactly(
                        "secure_workflow_params.code: the pattern of its field takes too long on"
                                + " this value");
        assertThat(schema.problems(Map.of("code", "a".repeat(20) + "="))).isEmpty();
    }
}
