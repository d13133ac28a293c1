package dev.handwright.workflows;

/** A file as an author sends it: its name, and its text. */
public record NewFile(String filename, String content) {}
