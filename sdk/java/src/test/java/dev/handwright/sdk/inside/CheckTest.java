package dev.handwright.sdk.inside;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What publishing says of good and bad Java workflows, and how good ones run. */
final class CheckTest {
    private static final String COMPACT =
            """
            import dev.handwright.sdk.*;

            enum Kind { SHORT, LONG }
            record Visit(java.time.LocalDate day, Optional<Visit> before) {}
            record Params(String name, int count, Optional<String> note, List<Visit> visits,
                    Kind kind, boolean urgent, double price, Map<String, Integer> more) {
                Params {
                    if (count > 100) {
                        throw new IllegalArgumentException("count is at most 100");
                    }
                }
            }
            record Result(String text, Optional<String> note, List<Visit> visits) {}

            Result run(Params params) {
                return new Result(
                        params.name() + params.count() + params.kind() + params.urgent()
                                + params.price() + params.more(),
                        params.note(), params.visits());
            }
            """;

    private static final String PARAMS =
            """
            {"name":"Zoë","count":"5","visits":[{"day":"2026-11-22"}],"kind":"LONG",
             "urgent":"yes","price":2,"more":{"a":1.0},"unknown":null}
            """;

    @Test
    void aCompactSourceIsCheckedAndRuns() {
        var end = run(COMPACT, PARAMS);
        assertThat(JsonText.write(end.get("result")))
                .isEqualTo(
                        "{\"text\":\"Zoë5LONGtrue2.0{a=1}\","
                                + "\"visits\":[{\"day\":\"2026-11-22\"}]}");
    }

    @Test
    @SuppressWarnings("unchecked")
    void schemasAreTakenFromTheRecords() {
        var params = (Map<String, Object>) checked(COMPACT).getOrDefault("params", Map.of());
        assertThat(params.get("required"))
                .isEqualTo(List.of("name", "count", "visits", "kind", "urgent", "price", "more"));
        assertThat(JsonText.write(params))
                .contains(
                        "\"count\":{\"type\":\"integer\"}",
                        "\"$ref\":\"#/$defs/Visit\"",
                        "\"SHORT\",\"LONG\"",
                        "\"format\":\"date\"");
    }

    @Test
    void everyBadParamIsNamed() {
        var end =
                run(
                        COMPACT,
                        """
                        {"count":"many","visits":[{"day":"today"}],"kind":"BROAD","urgent":7,
                         "price":"x","more":[]}
                        """);
        assertThat(end.get("type")).isEqualTo("ValidationError");
        assertThat(String.valueOf(end.get("message")))
                .isEqualTo(
                        "ValidationError: name: Field required; count: Input should be a valid"
                                + " integer; visits.0.day: Input should be a valid date; kind:"
                                + " Input should be one of SHORT, LONG; urgent: Input should be a"
                                + " valid boolean; price: Input should be a valid number; more:"
                                + " Input should be an object");
    }

    @Test
    void aRecordsOwnCheckIsAValidationErrorToo() {
        var end = run(COMPACT, PARAMS.replace("\"5\"", "101"));
        assertThat(end.get("message")).isEqualTo("ValidationError: count is at most 100");
    }

    @Test
    void aClassWithAStaticRunWorksToo() {
        var source =
                """
                package some.place;
                public class Workflow {
                    record In(int a) {}
                    record Out(int b) {}
                    public static Out run(In in) { return new Out(in.a() + 1); }
                }
                """;
        assertThat(run(source, "{\"a\":1}").get("result")).isEqualTo(Map.of("b", 2));
    }

    @Test
    void allowedHostsAreTold() {
        var source =
                """
                record In(int a) {}
                record Out(int b) {}
                %s List<String> ALLOWED_HOSTS = List.of(%s);
                Out run(In in) { return new Out(in.a()); }
                """;
        var good = Map.of("Workflow.java", source.formatted("static final", "\"*.example.com\""));
        assertThat(Check.check(good).get("hosts")).isEqualTo(List.of("*.example.com"));
        for (var wrong :
                List.of(source.formatted("final", "\"a.b\""), source.formatted("static", ""))) {
            assertThat(Check.check(Map.of("Workflow.java", wrong)).toString())
                    .contains("ALLOWED_HOSTS must be a static List<String>");
        }
    }

    @Test
    void retriesAreTold() {
        var source =
                """
                record In(int a) {}
                record Out(int b) {}
                static final int RETRIES = %d;
                Out run(In in) { return new Out(in.a()); }
                """;
        var good = Map.of("Workflow.java", source.formatted(2));
        assertThat(Check.check(good).get("retries")).isEqualTo(2);
        assertThat(Check.check(Map.of("Workflow.java", source.formatted(11))).toString())
                .contains("RETRIES must be a static int, 0 to 10");
    }

    @Test
    void secureParamsAreReferences() {
        var source =
                """
                import dev.handwright.sdk.*;
                public class Workflow {
                    record In(int a) {}
                    record SecureParams(Secure password) {}
                    record Out(String text) {}
                    Out run(In in, SecureParams secret) { return new Out("" + secret); }
                }
                """;
        assertThat(JsonText.write(checked(source).get("secure"))).contains("writeOnly");
        assertThat(run(source, "{\"a\":1}").get("message"))
                .isEqualTo("ValidationError: secure_params.password: Field required");
    }

    @Test
    void everyCompilerErrorHasItsLine() {
        assertThat(problems("record A() {}\nint x = ;\nvoid run( {\n"))
                .extracting(it -> it.get("line"))
                .contains(2, 3);
        assertThat(problems("class Workflow {\n  String a = 1;\n  int b = \"\";\n}"))
                .extracting(it -> it.get("line"))
                .containsExactly(2, 3);
    }

    @Test
    void aWorkflowWithoutAFittingRunIsRefused() {
        assertThat(messages("class Other {}")).containsExactly("there is no class Workflow in it");
        assertThat(messages("class Workflow {}"))
                .first()
                .asString()
                .startsWith("there is no method run");
        assertThat(messages("class Workflow { int run(String a) { return 1; } }"))
                .containsExactly(
                        "String must be a record",
                        "run must return a record, not int: Result run(Params params), where both"
                                + " are records");
        assertThat(messages("class Workflow { record A(Thread t) {} A run(A a) { return a; } }"))
                .first()
                .asString()
                .startsWith("t of A is a java.lang.Thread, which has no JSON form");
        assertThat(Check.check(Map.of("Other.java", "")).get("end")).isEqualTo("refused");
    }

    @Test
    void problemsOfRunHaveItsLine() {
        var found = problems("class Workflow {\n\n  int run(String a) { return 1; }\n}");
        assertThat(found).extracting(it -> it.get("line")).containsOnly(3);
    }

    @Test
    void whatIsThrownBecomesTypeAndMessage() {
        assertThat(thrown("throw new IllegalStateException(\"no\");"))
                .isEqualTo("IllegalStateException|no");
        assertThat(thrown("throw new IllegalStateException();"))
                .isEqualTo(
                        "IllegalStateException|IllegalStateException: the workflow failed without"
                                + " a message, at line 3 of Workflow.java.");
        assertThat(thrown("return null;"))
                .isEqualTo("NullPointerException|run returned null, not a record");
        assertThat(thrown("return run(in);"))
                .startsWith("StackOverflowError|StackOverflowError: the workflow failed")
                .contains("(calls that never return)");
        assertThat(thrown("throw new OutOfMemoryError(\"Java heap space\");"))
                .isEqualTo("OutOfMemoryError|Java heap space (the sandbox has 512 MiB of memory)");
    }

    private String thrown(String body) {
        var source = "class Workflow { record A(int a) {}\n A run(A in) {\n%s } }".formatted(body);
        var end = run(source, "{\"a\":1}");
        return end.get("type") + "|" + end.get("message");
    }

    private static Map<String, Object> checked(String source) {
        var end = Check.check(Map.of("Workflow.java", source));
        assertThat(end.get("end")).as(end.toString()).isEqualTo("checked");
        return end;
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> problems(String source) {
        var end = Check.check(Map.of("Workflow.java", source));
        assertThat(end.get("end")).isEqualTo("refused");
        return (List<Map<String, Object>>) end.getOrDefault("problems", List.of());
    }

    private static List<Object> messages(String source) {
        return problems(source).stream().map(it -> it.getOrDefault("message", "")).toList();
    }

    private static Map<String, Object> run(String source, String params) {
        var classes = new LinkedHashMap<String, byte[]>();
        for (var it : (List<?>) checked(source).getOrDefault("classes", List.of())) {
            var file = (Map<?, ?>) it;
            var name = String.valueOf(file.get("name"));
            classes.put(
                    name.substring(0, name.length() - ".class".length()),
                    Base64.getDecoder().decode(String.valueOf(file.get("content"))));
        }
        return Execution.execute(
                classes,
                JsonText.read(params),
                List.of(),
                new Sentences(Map.of("memory", 512L << 20)));
    }
}
