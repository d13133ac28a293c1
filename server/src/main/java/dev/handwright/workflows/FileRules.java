package dev.handwright.workflows;

import dev.handwright.sandboxes.SandboxEnd.Problem;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** What a set of files must be before a sandbox looks at them. */
final class FileRules {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}");

    private final PublishLimits limits;

    FileRules(PublishLimits limits) {
        this.limits = limits;
    }

    /** Every rule that is broken; none for good files. */
    List<Problem> problems(List<NewFile> files) {
        var problems = new ArrayList<Problem>();
        if (files.size() > limits.files()) {
            problems.add(
                    whole(
                            "there are %d files; at most %d"
                                    .formatted(files.size(), limits.files())));
        }
        long size = 0;
        var names = new HashSet<String>();
        for (var file : files) {
            size += file.content().getBytes(StandardCharsets.UTF_8).length;
            if (!NAME.matcher(file.filename()).matches()) {
                problems.add(
                        new Problem(
                                file.filename(),
                                0,
                                "a file name has letters, digits, '_', '-' and '.', at most 100,"
                                        + " and no folders"));
            } else if (!names.add(file.filename())) {
                problems.add(new Problem(file.filename(), 0, "this name is there twice"));
            }
        }
        if (size > limits.size().bytes()) {
            problems.add(
                    whole("the files have %d bytes; at most %s".formatted(size, limits.size())));
        }
        mainFileProblem(files).ifPresent(problems::add);
        return problems;
    }

    /** Told by the one main file; call only when there are no problems. */
    static Language language(List<NewFile> files) {
        for (var language : Language.values()) {
            if (has(files, language)) {
                return language;
            }
        }
        throw new IllegalArgumentException("no main file");
    }

    private static Optional<Problem> mainFileProblem(List<NewFile> files) {
        boolean python = has(files, Language.PYTHON);
        boolean java = has(files, Language.JAVA);
        if (!python && !java) {
            return Optional.of(
                    whole("a workflow needs a file workflow.py, or a file Workflow.java"));
        }
        if (python && java) {
            return Optional.of(
                    whole("workflow.py and Workflow.java are both there; leave one out"));
        }
        if (java && files.size() > 1) {
            return Optional.of(whole("a Java workflow is one file, Workflow.java"));
        }
        return Optional.empty();
    }

    private static boolean has(List<NewFile> files, Language language) {
        return files.stream().anyMatch(it -> it.filename().equals(language.mainFile()));
    }

    private static Problem whole(String message) {
        return new Problem("files", 0, message);
    }
}
