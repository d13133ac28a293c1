package dev.handwright.workflows;

/**
 * What a workflow is written in, told by its files: {@code workflow.py} or {@code Workflow.java}.
 */
public enum Language {
    PYTHON,
    JAVA
}
