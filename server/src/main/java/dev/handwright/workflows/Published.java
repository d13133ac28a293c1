package dev.handwright.workflows;

/** A workflow with its newest version. */
public record Published(Workflow workflow, Version version) {}
