package dev.handwright;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Documents cannot lie: code under {@code <!-- from: file#region -->} is that region of a file that
 * runs elsewhere in the tests, links lead somewhere, and words are spelt one way.
 */
final class DocsTest {
    private static final Pattern FROM = Pattern.compile("<!-- from: (\\S+?)#(\\S+) -->");
    private static final Pattern RUN_BY = Pattern.compile("<!-- run by: (\\w+(?:Test|IT)) -->");
    private static final Pattern LINK = Pattern.compile("\\[[^\\]]*\\]\\(([^)\\s]+)\\)");
    private static final Pattern FENCE = Pattern.compile("(?s)```.*?```|`[^`\n]*`");

    /** The wrong spelling, then the right one. */
    private static final List<List<String>> SPELLING =
            List.of(
                    List.of("(?i)\\bweb-hooks?\\b", "webhook"),
                    List.of("\\b(Hand Wright|HandWright)\\b", "Handwright"),
                    List.of("(?i)\\bwork-flows?\\b", "workflow"),
                    List.of("(?i)\\btime-out\\b", "timeout"),
                    List.of("(?i)\\bsand-box\\b", "sandbox"),
                    List.of(
                            "(?i)\\b(recieve|seperate|occured|succesful|neccessary)",
                            "a dictionary"));

    @Test
    void codeInDocumentsIsCutFromFilesThatRun() {
        var problems = new ArrayList<String>();
        documents()
                .forEach(document -> {
                    var lines = lines(document);
                    for (int i = 0; i < lines.size(); i++) {
                        var from = FROM.matcher(lines.get(i));
                        if (from.matches()) {
                            var shown = fence(lines, i + 1);
                            var region = region(from.group(1), from.group(2));
                            if (region.isEmpty()) {
                                problems.add(at(document, i) + "there is no such region");
                            } else if (!region.get().equals(shown)) {
                                problems.add(
                                        at(document, i)
                                                + "differs from the file; it should be\n"
                                                + String.join("\n", region.get()));
                            }
                        }
                    }
                });
        assertThat(problems).isEmpty();
    }

    /** Any other code than shell lines comes from a file, or a test runs it from the document. */
    @Test
    void noOtherCodeIsInDocuments() {
        var problems = new ArrayList<String>();
        documents()
                .forEach(document -> {
                    var lines = lines(document);
                    for (int i = 0; i < lines.size(); i++) {
                        boolean opens = lines.get(i).matches("```(python|java|js|javascript)");
                        if (opens && (i == 0 || !isTested(lines.get(i - 1)))) {
                            problems.add(
                                    at(document, i)
                                            + "say above where it is cut from,"
                                            + " <!-- from: file#region -->, or which test runs it,"
                                            + " <!-- run by: SomeTest -->");
                        }
                    }
                });
        assertThat(problems).isEmpty();
    }

    @Test
    void linksLeadSomewhere() {
        var problems = new ArrayList<String>();
        documents()
                .forEach(document -> {
                    var lines = lines(document);
                    for (int i = 0; i < lines.size(); i++) {
                        var link = LINK.matcher(lines.get(i).replaceAll("`[^`]*`", ""));
                        while (link.find()) {
                            if (!resolves(document, link.group(1))) {
                                problems.add(at(document, i) + link.group(1) + " is not there");
                            }
                        }
                    }
                });
        assertThat(problems).isEmpty();
    }

    @Test
    void wordsAreSpeltOneWay() {
        var problems = new ArrayList<String>();
        documents()
                .forEach(document -> {
                    var prose = FENCE.matcher(String.join("\n", lines(document))).replaceAll("");
                    for (var word : SPELLING) {
                        var found = Pattern.compile(word.getFirst()).matcher(prose);
                        while (found.find()) {
                            problems.add(
                                    document + ": " + found.group() + "; write " + word.getLast());
                        }
                    }
                });
        assertThat(problems).isEmpty();
    }

    private static boolean isTested(String marker) {
        var runBy = RUN_BY.matcher(marker);
        if (!runBy.matches()) {
            return FROM.matcher(marker).matches();
        }
        return TidyTest.sources("/" + runBy.group(1) + ".java").findAny().isPresent();
    }

    private static boolean resolves(Path document, String link) {
        if (link.matches("(https?|mailto):.*")) {
            return true; // others' pages come and go; no test depends on them
        }
        var parts = link.split("#", 2);
        var folder = Optional.ofNullable(document.getParent()).orElseThrow();
        var target = parts[0].isEmpty() ? document : folder.resolve(parts[0]).normalize();
        if (!Files.exists(target)) {
            return false;
        }
        return parts.length == 1
                || !target.toString().endsWith(".md")
                || lines(target).stream()
                        .filter(it -> it.startsWith("#"))
                        .anyMatch(it -> anchor(it).equals(parts[1]));
    }

    /** As GitHub makes it: lower case, hyphens for spaces, no punctuation. */
    private static String anchor(String heading) {
        return heading.replaceFirst("^#+ ", "")
                .toLowerCase(java.util.Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{N} -]", "")
                .replace(' ', '-');
    }

    private static List<String> fence(List<String> lines, int opens) {
        var shown = new ArrayList<String>();
        for (int i = opens + 1; i < lines.size() && !lines.get(i).equals("```"); i++) {
            shown.add(lines.get(i));
        }
        return shown;
    }

    /** The lines between {@code region name} and {@code endregion}, in any comment style. */
    private static Optional<List<String>> region(String file, String name) {
        var path = TidyTest.root().resolve(file);
        if (!Files.exists(path)) {
            return Optional.empty();
        }
        var found = new ArrayList<String>();
        boolean inside = false;
        for (var line : lines(path)) {
            if (line.strip().matches("(#|//) region " + Pattern.quote(name))) {
                inside = true;
            } else if (inside && line.strip().matches("(#|//) endregion")) {
                return Optional.of(found);
            } else if (inside) {
                found.add(line);
            }
        }
        return Optional.empty();
    }

    private static List<Path> documents() {
        return TidyTest.sources(".md").toList();
    }

    private static String at(Path document, int line) {
        return document + ":" + (line + 1) + ": ";
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(file.toString(), e);
        }
    }
}
