package dev.handwright.adapter.vlm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handwright.agent.SchemaCheck.BadSchema;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a look at a schema and at data may take. */
@Timeout(30)
final class JsonSchemasTest {
    private final JsonSchemas schemas = new JsonSchemas();

    @Test
    void aSchemaThatDoublesAtEachOfItsPartsIsRefused() {
        var parts =
                IntStream.range(0, 40)
                        .mapToObj(it ->
                                "\"a%d\":{\"allOf\":[{\"$ref\":\"#/$defs/a%d\"},{\"$ref\":\"#/$defs/a%d\"}]}"
                                        .formatted(it, it + 1, it + 1))
                        .collect(Collectors.joining(","));
        refused("{\"$ref\":\"#/$defs/a0\",\"$defs\":{%s,\"a40\":true}}".formatted(parts));
    }

    @Test
    void aSchemaThatIsItsOwnPartIsRefused() {
        refused("{\"$ref\":\"#\"}");
        refused("{\"allOf\":[{\"$ref\":\"#\"}]}");
    }

    @Test
    void aSchemaThatIsNestedTooDeeplyIsRefused() {
        refused("{\"not\":".repeat(400) + "true" + "}".repeat(400));
    }

    @Test
    void whatDoublesOnlyWithTheDataIsRefusedThen() throws Exception {
        var schema = schemas.of("{\"items\":{\"allOf\":[{\"$ref\":\"#\"},{\"$ref\":\"#\"}]}}");
        assertThat(schema.problems("[[1]]")).isEmpty();
        assertThatThrownBy(() -> schema.problems("[".repeat(40) + "]".repeat(40)))
                .isInstanceOf(BadSchema.class)
                .hasMessageContaining("steps");
    }

    @Test
    void aLongListOfRecordsIsRead() throws Exception {
        var schema =
                schemas.of(
                        "{\"type\":\"array\",\"items\":{\"type\":\"object\",\"required\":[\"a\",\"b\"],"
                                + "\"properties\":{\"a\":{\"type\":\"string\"},\"b\":{\"$ref\":\"#/$defs/b\"}}},"
                                + "\"$defs\":{\"b\":{\"type\":\"integer\"}}}");
        var row = "{\"a\":\"x\",\"b\":1}";
        assertThat(schema.problems("[" + (row + ",").repeat(9999) + row + "]")).isEmpty();
    }

    private void refused(String schema) {
        assertThatThrownBy(() -> schemas.of(schema))
                .isInstanceOf(BadSchema.class)
                .hasMessageContaining("it takes more than 200000 steps");
    }
}
