package dev.handwright.adapter.vlm;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaException;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.ValidationLimitExceededException;
import com.networknt.schema.regex.RegularExpression;
import dev.handwright.agent.SchemaCheck;
import dev.handwright.base.BoundedRegex;
import dev.handwright.base.Json;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * JSON Schemas, draft 2020-12 unless {@code $schema} names another. References lead only within a
 * schema and to the drafts themselves: nothing is ever fetched.
 */
public final class JsonSchemas implements SchemaCheck {
    private static final List<String> DRAFTS =
            List.of("https://json-schema.org/", "http://json-schema.org/");

    /** What one look may take: schemas and keywords held against values, and their nesting. */
    private static final long STEPS = 200_000;

    private static final int DEPTH = 500;

    private final SchemaRegistryConfig config =
            SchemaRegistryConfig.builder()
                    .formatAssertionsEnabled(true)
                    .regularExpressionFactory(JsonSchemas::bounded)
                    .executionContextCustomizer((context, _) ->
                            context.executionConfig(
                                    it -> it.maxEvaluationSteps(STEPS).maxEvaluationDepth(DEPTH)))
                    .build();

    @Override
    public SchemaCheck.Schema of(String schema) throws BadSchema {
        try {
            var tree = Json.mapper().readTree(schema);
            requireSchema(tree);
            var compiled = registry().getSchema(tree);
            compiled.initializeValidators();
            problems(compiled, "null"); // one that is endless by itself costs no answer of a model
            return data -> problems(compiled, data);
        } catch (SchemaException | JacksonException e) {
            throw new BadSchema(
                    "the schema cannot be used: " + String.valueOf(e.getMessage()).strip());
        } catch (ValidationLimitExceededException | StackOverflowError e) {
            throw tooMuch();
        }
    }

    private static List<String> problems(com.networknt.schema.Schema compiled, String data)
            throws BadSchema {
        try {
            return said(compiled.validate(data, InputFormat.JSON));
        } catch (ValidationLimitExceededException | StackOverflowError e) {
            throw tooMuch();
        }
    }

    private static BadSchema tooMuch() {
        return new BadSchema(
                "the schema cannot be used: it takes more than %d steps, or is nested deeper than %d; make it simpler"
                        .formatted(STEPS, DEPTH));
    }

    private void requireSchema(JsonNode tree) throws BadSchema {
        var draft =
                SpecificationVersion.fromDialectId(tree.path("$schema").asString(""))
                        .orElse(SpecificationVersion.DRAFT_2020_12);
        var itself = registry().getSchema(SchemaLocation.of(draft.getDialectId()));
        var problems = said(itself.validate(tree));
        if (!problems.isEmpty()) {
            throw new BadSchema("the schema is none: " + String.join("; ", problems));
        }
    }

    /** What takes too long does not match. */
    private static RegularExpression bounded(String regex) {
        var pattern = Pattern.compile(regex);
        return text -> {
            try {
                return BoundedRegex.find(pattern, text);
            } catch (BoundedRegex.TooLong e) {
                return false;
            }
        };
    }

    /** One for each schema: it remembers what it has read, by identifiers that schemas give. */
    private SchemaRegistry registry() {
        return SchemaRegistry.withDefaultDialect(
                SpecificationVersion.DRAFT_2020_12,
                builder ->
                        builder.schemaRegistryConfig(config)
                                .schemaLoader(
                                        loader -> loader.allow(iri -> isDraft(iri.toString()))));
    }

    private static boolean isDraft(String iri) {
        return DRAFTS.stream().anyMatch(iri::startsWith);
    }

    private static List<String> said(List<Error> errors) {
        return errors.stream()
                .map(it -> it.getInstanceLocation() + ": " + it.getMessage())
                .map(String::strip)
                .distinct()
                .collect(Collectors.toList());
    }
}
