package dev.handwright.edge.cli;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The files of a workflow on this machine.
 *
 * @param name what it is called when nobody says otherwise
 * @param files each with {@code filename} and {@code content}
 */
record WorkflowSource(String name, List<Map<String, String>> files) {
    private static final String PYTHON = "workflow.py";
    private static final String JAVA = "Workflow.java";

    /**
     * A folder gives {@code Workflow.java}, or {@code workflow.py} and the Python files beside it;
     * a file is sent alone, as the main file of its language.
     *
     * @throws ApiClient.Failure when there is no workflow there, with what to do
     */
    static WorkflowSource read(Path path) {
        var absolute = path.toAbsolutePath().normalize();
        try {
            if (Files.isDirectory(absolute)) {
                return folder(absolute);
            }
            if (!Files.isRegularFile(absolute)) {
                throw failure("There is no file " + path + ".");
            }
            var file = nameOf(absolute);
            var main =
                    file.endsWith(".py")
                            ? PYTHON
                            : file.endsWith(".java")
                                    ? JAVA
                                    : failWith(path + " is neither a .py nor a .java file.");
            boolean usual = file.equals(main);
            var parent = Optional.ofNullable(absolute.getParent()).map(WorkflowSource::nameOf);
            var name = usual ? parent.orElse(file) : file.replaceFirst("\\.[a-z]+$", "");
            return new WorkflowSource(name, List.of(one(main, absolute)));
        } catch (IOException e) {
            throw failure(path + " cannot be read: " + e);
        }
    }

    private static WorkflowSource folder(Path folder) throws IOException {
        boolean python = Files.isRegularFile(folder.resolve(PYTHON));
        boolean java = Files.isRegularFile(folder.resolve(JAVA));
        if (python == java) {
            throw failure(
                    python
                            ? "%s has both %s and %s; deploy one of the two files."
                                    .formatted(folder, PYTHON, JAVA)
                            : "%s has no %s and no %s.".formatted(folder, PYTHON, JAVA));
        }
        if (java) {
            return new WorkflowSource(nameOf(folder), List.of(one(JAVA, folder.resolve(JAVA))));
        }
        var files = new ArrayList<Map<String, String>>();
        try (var listed = Files.newDirectoryStream(folder, "*.py")) {
            for (var file : listed) {
                files.add(one(nameOf(file), file));
            }
        }
        return new WorkflowSource(nameOf(folder), files);
    }

    private static Map<String, String> one(String name, Path file) throws IOException {
        try {
            return Map.of("filename", name, "content", Files.readString(file));
        } catch (CharacterCodingException e) {
            throw failure(file + " is not UTF-8 text.");
        }
    }

    private static String nameOf(Path path) {
        return Optional.ofNullable(path.getFileName()).map(Path::toString).orElse("workflow");
    }

    private static String failWith(String sentence) {
        throw failure(sentence);
    }

    private static ApiClient.Failure failure(String sentence) {
        return new ApiClient.Failure(List.of(sentence));
    }
}
