package dev.handwright.workflows;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handwright.base.Json;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ParamsSchemaTest {
    /** As pydantic writes it for a model with a nested one. */
    private static final String SCHEMA =
            """
            {"$defs": {"Address": {"type": "object", "required": ["street"], "properties": {
                "street": {"type": "string", "minLength": 1},
                "number": {"type": "integer", "minimum": 1, "maximum": 999}}},
              "Color": {"enum": ["red", "green"], "type": "string"}},
             "type": "object", "required": ["NAME", "AGE"], "properties": {
                "NAME": {"type": "string", "maxLength": 5},
                "AGE": {"type": "integer", "exclusiveMinimum": 0},
                "score": {"type": "number"},
                "flag": {"type": "boolean"},
                "born": {"type": "string", "format": "date"},
                "nick": {"anyOf": [{"type": "string"}, {"type": "null"}], "default": null},
                "home": {"$ref": "#/$defs/Address"},
                "color": {"$ref": "#/$defs/Color"},
                "tags": {"type": "array", "items": {"type": "integer"}, "maxItems": 3},
                "amount": {"anyOf": [{"type": "number"}, {"type": "string"}]}}}
            """;

    private static List<String> problems(String params) {
        return ParamsSchema.read(SCHEMA).problems(Json.readObject(params));
    }

    @Test
    void everyMissingParameterIsNamed() {
        assertThat(problems("{}")).containsExactly("Missing required parameters: NAME, AGE");
        assertThat(problems("{\"NAME\":\"x\",\"AGE\":1,\"home\":{}}"))
                .containsExactly("Missing required parameter: home.street");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"AGE\":\"5\"",
                "\"AGE\":5.0",
                "\"AGE\":\" +5 \"",
                "\"AGE\":\"1_000\"",
                "\"AGE\":true",
                "\"AGE\":\"5.0\"",
                "\"AGE\":123456789012345678901234567890",
                "\"score\":\"1e3\"",
                "\"score\":\"nan\"",
                "\"score\":7",
                "\"flag\":\"yes\"",
                "\"flag\":1",
                "\"flag\":\"OFF\"",
                "\"born\":1700000000",
                "\"nick\":null",
                "\"home\":{\"street\":\"a\",\"number\":\"12\"}",
                "\"tags\":[\"1\",2]",
                "\"amount\":\"12.50\"",
                "\"color\":\"RED\"",
                "\"unknown\":{}",
                "\"NAME\":\"12345   \""
            })
    void whatTheModelMayTakeIsLetThrough(String member) {
        assertThat(problems(with(member))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"AGE\":\"five\" | AGE: \"five\" is not an integer",
                "\"AGE\":1.5 | AGE: 1.5 is not an integer",
                "\"AGE\":null | AGE: null is not an integer",
                "\"AGE\":\"0\" | AGE: \"0\" is too small; more than 0",
                "\"AGE\":[1] | AGE: a list is not an integer",
                "\"score\":\"\" | score: \"\" is not a number",
                "\"flag\":2 | flag: 2 is not true or false",
                "\"NAME\":7 | NAME: 7 is not a string",
                "\"NAME\":\"123456\" | NAME: \"123456\" is too long; at most 5 characters",
                "\"nick\":[] | nick: a list is not a string",
                "\"home\":\"x\" | home: \"x\" is not an object",
                "\"color\":\"blue\" | color: \"blue\" is not one of \"red\", \"green\"",
                "\"tags\":\"[1]\" | tags: \"[1]\" is not a list",
                "\"tags\":[1,\"x\"] | tags[1]: \"x\" is not an integer",
                "\"amount\":{} | amount: an object is none of the allowed kinds"
            })
    void whatTheModelWouldRefuseIsRefused(String member, String problem) {
        assertThat(problems(with(member))).containsExactly(problem);
    }

    @Test
    void aSchemaThatRefersToItselfEnds() {
        var schema = ParamsSchema.read("{\"$ref\":\"#\"}");
        assertThat(schema.problems(Json.readObject("{}"))).isEmpty();
    }

    @Test
    @Timeout(20)
    void aSchemaThatBranchesAtEachLevelEndsToo() {
        var again = "{\"$ref\":\"#/$defs/a\"}";
        var schema =
                ParamsSchema.read(
                        "{\"$defs\":{\"a\":{\"allOf\":[%1$s,%1$s,%1$s]}},\"$ref\":\"#/$defs/a\"}"
                                .formatted(again));
        assertThat(schema.problems(Json.readObject("{}"))).isEmpty();
    }

    /** A later member takes the place of an earlier one of the same name. */
    private static String with(String member) {
        var base = new java.util.LinkedHashMap<>(Json.readObject("{\"NAME\":\"x\",\"AGE\":1}"));
        base.putAll(Json.readObject("{" + member.strip() + "}"));
        return Json.write(base);
    }
}
