package dev.handwright;

import java.util.List;

/** Why the program does not start; each problem is a sentence with what to do about it. */
public final class CannotStart extends RuntimeException {
    private final List<String> problems;

    CannotStart(List<String> problems) {
        super(String.join("\n", problems));
        this.problems = List.copyOf(problems);
    }

    public List<String> problems() {
        return problems;
    }
}
