package dev.handwright.fakes;

import java.util.Queue;

/** Keeps each task for the test to run. */
public final class LaterExecutor extends InlineExecutor {
    private final Queue<Runnable> tasks;

    public LaterExecutor(Queue<Runnable> tasks) {
        this.tasks = tasks;
    }

    @Override
    public void execute(Runnable command) {
        tasks.add(command);
    }
}
