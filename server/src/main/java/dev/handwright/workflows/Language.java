package dev.handwright.workflows;

/**
 * What a workflow is written in, told by its files: {@code workflow.py} or {@code Workflow.java}.
 */
public enum Language {
    PYTHON("workflow.py"),
    JAVA("Workflow.java");

    private final String mainFile;

    Language(String mainFile) {
        this.mainFile = mainFile;
    }

    /** The file that holds {@code run}. */
    public String mainFile() {
        return mainFile;
    }

    /** {@code python} or {@code java}, as on the wire and in a sandbox's job. */
    public String word() {
        return switch (this) {
            case PYTHON -> "python";
            case JAVA -> "java";
        };
    }
}
