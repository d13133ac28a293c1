package dev.handwright.fakes;

import dev.handwright.agent.Spent;
import dev.handwright.agent.Step;
import dev.handwright.agent.StepStore;
import dev.handwright.workspaces.Workspace;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/** Steps in memory. */
public final class MemoryStepStore implements StepStore {
    private final List<Step> steps = new CopyOnWriteArrayList<>();

    @Override
    public void add(Step step) {
        steps.add(step);
    }

    @Override
    public List<Step> of(UUID run, int after, int limit) {
        return of(run).stream().filter(it -> it.number() > after).limit(limit).toList();
    }

    public List<Step> of(UUID run) {
        return steps.stream().filter(it -> it.run().equals(run)).toList();
    }

    @Override
    public int count(UUID run) {
        return of(run).size();
    }

    @Override
    public Spent spentBy(UUID run) {
        return sum(it -> it.run().equals(run));
    }

    @Override
    public Spent spentBy(Workspace.Id workspace, Instant since) {
        return sum(it -> it.workspace().equals(workspace) && !it.at().isBefore(since));
    }

    private Spent sum(Predicate<Step> which) {
        var spent = Spent.NOTHING;
        for (var step : steps) {
            if (which.test(step)) {
                spent = spent.plus(step.usage(), step.micros());
            }
        }
        return spent;
    }
}
