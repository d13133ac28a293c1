package dev.handwright;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Style that a machine can hold (docs/internals/style.md); every message says what to do. */
final class TidyTest {
    private static final int FILE_LINES = 400;
    private static final int METHOD_LINES = 60;

    /** Words and calls we do not want, each with what to write instead. */
    private static final Map<String, String> BANNED = new LinkedHashMap<>();

    static {
        BANNED.put("\\bTO" + "DO\\b", "do it, or file an issue");
        BANNED.put("\\bFIX" + "ME\\b", "fix it, or file an issue");
        BANNED.put("\\bX" + "XX\\b", "say what is meant, or file an issue");
        BANNED.put("@Dis" + "abled", "repair the test or delete it");
        BANNED.put("Thread\\.sle" + "ep", "await a condition with a deadline, or set the clock");
        BANNED.put("assumeT" + "rue|assumeF" + "alse", "a check that cannot run fails");
        BANNED.put("System\\.out\\.print", "log it, or write to the command's output");
        BANNED.put("printStackT" + "race", "log it once, at the edge");
        BANNED.put("catch \\(Throwable", "catch what you can handle");
        BANNED.put("not implemen" + "ted", "finish it, or leave it out");
        BANNED.put("UnsupportedOpera" + "tionException", "do not offer what you cannot do");
    }

    /** A line that opens a method or constructor at the first level of a class. */
    private static final Pattern METHOD_OPENS =
            Pattern.compile("^ {4}(?! )(?!.*\\b(class|record|interface|enum)\\b).*\\).*\\{$");

    @Test
    void filesAreShort() {
        var long_ =
                sources(".java")
                        .filter(file -> lines(file).size() > FILE_LINES)
                        .map(file -> file + ": over " + FILE_LINES + " lines; split it by idea")
                        .toList();
        assertThat(long_).isEmpty();
    }

    @Test
    void methodsAreShort() {
        var problems = new ArrayList<String>();
        sources(".java").forEach(file -> longMethods(file, problems));
        assertThat(problems).isEmpty();
    }

    @Test
    void nothingBannedIsWritten() {
        var problems = new ArrayList<String>();
        sources(".java", ".py", ".sh", ".ts")
                .filter(file -> !file.endsWith("TidyTest.java"))
                .forEach(file -> banned(file, problems));
        assertThat(problems).isEmpty();
    }

    @Test
    void everyDocumentHasOneTitle() {
        var problems = new ArrayList<String>();
        sources(".md")
                .forEach(file -> {
                    var text = String.join("\n", lines(file)).replaceAll("(?s)```.*?```", "");
                    long titles = text.lines().filter(it -> it.startsWith("# ")).count();
                    if (titles != 1) {
                        problems.add(file + ": " + titles + " titles (#), not one");
                    }
                });
        assertThat(problems).isEmpty();
    }

    private static void longMethods(Path file, List<String> problems) {
        var lines = lines(file);
        int opened = -1;
        for (int i = 0; i < lines.size(); i++) {
            var line = lines.get(i);
            if (METHOD_OPENS.matcher(line).find()) {
                opened = i;
            } else if (line.equals("    }") && opened >= 0) {
                if (i - opened + 1 > METHOD_LINES) {
                    problems.add(
                            "%s:%d: a method of %d lines, over %d; give its parts names"
                                    .formatted(file, opened + 1, i - opened + 1, METHOD_LINES));
                }
                opened = -1;
            }
        }
    }

    private static void banned(Path file, List<String> problems) {
        var lines = lines(file);
        for (int i = 0; i < lines.size(); i++) {
            for (var entry : BANNED.entrySet()) {
                if (Pattern.compile(entry.getKey()).matcher(lines.get(i)).find()) {
                    problems.add(
                            "%s:%d: %s; %s"
                                    .formatted(
                                            file, i + 1, lines.get(i).strip(), entry.getValue()));
                }
            }
        }
    }

    /** Files of ours, from the root of the repository. */
    static Stream<Path> sources(String... endings) {
        var found = new ArrayList<Path>();
        try {
            Files.walkFileTree(root(), new Sources(List.of(endings), found));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found.stream();
    }

    /** Stays out of what builds and tools write, also while they write it. */
    private static final class Sources extends SimpleFileVisitor<Path> {
        private static final Set<String> NOT_OURS =
                Set.of("target", "build", "node_modules", ".git", ".venv");

        private final List<String> endings;
        private final List<Path> found;

        Sources(List<String> endings, List<Path> found) {
            this.endings = endings;
            this.found = found;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            return NOT_OURS.contains(String.valueOf(folder.getFileName()))
                    ? FileVisitResult.SKIP_SUBTREE
                    : FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (attributes.isRegularFile()
                    && endings.stream().anyMatch(file.toString()::endsWith)) {
                found.add(file);
            }
            return FileVisitResult.CONTINUE;
        }
    }

    static Path root() {
        var here = Path.of("").toAbsolutePath();
        return Files.exists(here.resolve("Makefile"))
                ? here
                : java.util.Objects.requireNonNull(here.getParent());
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(file.toString(), e);
        }
    }
}
