package dev.handwright;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaModifier.FINAL;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** The house and its one-way doors (docs/internals/architecture.md). */
final class ArchitectureTest {
    private static final String ROOT = "dev.handwright";

    /** Inner to outer; a feature may use those before it. Changing this needs an ADR. */
    private static final List<String> FEATURES =
            List.of(
                    "workspaces",
                    "secrets",
                    "artifacts",
                    "retention",
                    "nodes",
                    "desktops",
                    "tools",
                    "viewing",
                    "agent",
                    "sandboxes",
                    "workflows",
                    "runs",
                    "schedules",
                    "webhooks",
                    "worker");

    private static final List<String> EDGES = List.of("edge.http", "edge.rpc", "edge.cli");

    private static final List<String> ADAPTERS =
            List.of("adapter.sql", "adapter.local", "adapter.blobs", "adapter.web", "adapter.vlm");

    private static final JavaClasses CLASSES =
            new ClassFileImporter()
                    .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                    .importPackages(ROOT);

    @Test
    void everyPackageHasItsPlaceInTheList() {
        var known = new TreeSet<String>();
        known.add(ROOT);
        known.add(ROOT + ".base");
        FEATURES.forEach(it -> known.add(in(it)));
        EDGES.forEach(it -> known.add(in(it)));
        ADAPTERS.forEach(it -> known.add(in(it)));
        var found = new TreeSet<String>();
        CLASSES.forEach(it -> found.add(it.getPackageName()));
        assertThat(known)
                .as("a package that is not in ArchitectureTest's lists: add it, in its place")
                .containsAll(found);
    }

    @Test
    void baseKnowsNothingOfOurs() {
        noClasses()
                .that()
                .resideInAPackage(in("base"))
                .should()
                .dependOnClassesThat(
                        ours().and(DescribedPredicate.not(resideInAPackage(in("base")))))
                .check(CLASSES);
    }

    @Test
    void featuresUseOnlyFeaturesBeforeThem() {
        for (int i = 0; i < FEATURES.size(); i++) {
            var allowed = new ArrayList<String>();
            allowed.add(in("base"));
            FEATURES.subList(0, i + 1).forEach(it -> allowed.add(in(it)));
            noClasses()
                    .that()
                    .resideInAPackage(in(FEATURES.get(i)))
                    .should()
                    .dependOnClassesThat(
                            ours().and(
                                            DescribedPredicate.not(
                                                    resideInAnyPackage(
                                                            allowed.toArray(new String[0])))))
                    .allowEmptyShould(true)
                    .check(CLASSES);
        }
    }

    @Test
    void edgesAndAdaptersKnowOnlyFeatures() {
        var outside = new ArrayList<>(EDGES);
        outside.addAll(ADAPTERS);
        for (var one : outside) {
            var others = new ArrayList<>(outside);
            others.remove(one);
            noClasses()
                    .that()
                    .resideInAPackage(in(one))
                    .should()
                    .dependOnClassesThat(
                            resideInAnyPackage(
                                            others.stream()
                                                    .map(ArchitectureTest::in)
                                                    .toArray(String[]::new))
                                    .or(resideInAPackage(ROOT)))
                    .allowEmptyShould(true)
                    .check(CLASSES);
        }
    }

    @Test
    void eachTechnologyHasOneHome() {
        home(
                List.of("adapter.sql"),
                "java.sql..",
                "javax.sql..",
                "org.jdbi..",
                "org.sqlite..",
                "org.postgresql..",
                "com.zaxxer..");
        home(List.of("adapter.sql", "schedules"), "com.github.kagkarlsson..");
        home(List.of("adapter.blobs"), "software.amazon.awssdk..");
        home(List.of("adapter.web", "adapter.vlm", "edge.cli"), "java.net.http..");
        home(List.of("adapter.vlm"), "com.networknt..");
        home(List.of("adapter.web"), "org.eclipse.jetty.client..");
        home(
                List.of("edge.http"),
                "io.javalin..",
                "org.eclipse.jetty.server..",
                "jakarta.servlet..");
        home(List.of("edge.cli"), "picocli..");
        home(List.of("adapter.local"), "java.lang.foreign..");
        noClasses()
                .that()
                .resideOutsideOfPackages(
                        in("base"), "dev.handwright", ROOT + ".edge..", ROOT + ".adapter..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("tools.jackson..")
                .check(CLASSES);
        noClasses()
                .that()
                .resideOutsideOfPackage(in("adapter.local"))
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.lang.ProcessBuilder")
                .orShould()
                .callMethod(Runtime.class, "exec", String[].class)
                .check(CLASSES);
    }

    @Test
    void noStateIsStatic() {
        fields().that().areStatic().should().haveModifier(FINAL).check(CLASSES);
        noClasses()
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.lang.ThreadLocal")
                .check(CLASSES);
    }

    @Test
    void timeAndIdentifiersComeThroughTheConstructor() {
        for (var call :
                List.of(
                        "java.time.Instant.now",
                        "java.time.Clock.systemUTC",
                        "java.lang.System.currentTimeMillis",
                        "java.util.UUID.randomUUID")) {
            onlyInRoot(call);
        }
    }

    @Test
    void onlyTheRootReadsTheEnvironmentOrEndsTheProcess() {
        onlyInRoot("java.lang.System.getenv");
        onlyInRoot("java.lang.System.exit");
        onlyInRoot("java.lang.Runtime.halt");
    }

    @Test
    void namesSayWhatAThingIs() {
        noClasses()
                .should()
                .haveSimpleNameEndingWith("Impl")
                .orShould()
                .haveSimpleNameEndingWith("Util")
                .orShould()
                .haveSimpleNameEndingWith("Utils")
                .orShould()
                .haveSimpleNameEndingWith("Helper")
                .orShould()
                .haveSimpleNameEndingWith("Manager")
                .check(CLASSES);
    }

    @Test
    void everyPackageIsNullMarked() {
        classes()
                .should(
                        new com.tngtech.archunit.lang.ArchCondition<JavaClass>(
                                "be in a package whose package-info is @NullMarked") {
                            @Override
                            public void check(
                                    JavaClass item,
                                    com.tngtech.archunit.lang.ConditionEvents events) {
                                boolean marked =
                                        item.getPackage().isAnnotatedWith(NullMarked.class)
                                                || item.getSimpleName().equals("package-info");
                                if (!marked) {
                                    events.add(
                                            com.tngtech.archunit.lang.SimpleConditionEvent.violated(
                                                    item, item.getPackageName() + " is not"));
                                }
                            }
                        })
                .check(CLASSES);
    }

    private static void home(List<String> homes, String... technology) {
        noClasses()
                .that()
                .resideOutsideOfPackages(
                        homes.stream().map(ArchitectureTest::in).toArray(String[]::new))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(technology)
                .check(CLASSES);
    }

    private static void onlyInRoot(String call) {
        int dot = call.lastIndexOf('.');
        var type = call.substring(0, dot);
        var method = call.substring(dot + 1);
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT)
                .should()
                .accessTargetWhere(
                        new DescribedPredicate<com.tngtech.archunit.core.domain.JavaAccess<?>>(
                                call) {
                            @Override
                            public boolean test(
                                    com.tngtech.archunit.core.domain.JavaAccess<?> access) {
                                AccessTarget target = access.getTarget();
                                return target.getOwner().getFullName().equals(type)
                                        && target.getName().equals(method);
                            }
                        })
                .check(CLASSES);
    }

    private static DescribedPredicate<JavaClass> ours() {
        return resideInAPackage(ROOT + "..");
    }

    private static String in(String part) {
        return ROOT + "." + part;
    }
}
