package dev.handwright.worker;

import dev.handwright.runs.RunLog;
import dev.handwright.sandboxes.SandboxHost;
import dev.handwright.sandboxes.SandboxLimits;
import dev.handwright.worker.StopSwitch.Reason;

/** Goes on with a run's code where it lives, else starts it in a new sandbox. For one run. */
final class CodeStart {
    private final SandboxHost sandboxes;
    private final SandboxLimits limits;
    private final Journal journal;
    private final Patience patience;
    private final StopSwitch stop;

    CodeStart(
            SandboxHost sandboxes,
            SandboxLimits limits,
            Journal journal,
            Patience patience,
            StopSwitch stop) {
        this.sandboxes = sandboxes;
        this.limits = limits;
        this.journal = journal;
        this.patience = patience;
        this.stop = stop;
    }

    /** The journal names its sandbox when it returns. */
    RunningCode start(RunTask task, RunPlace place, Workplace workplace, RunLog log)
            throws InterruptedException, Patience.Stopped {
        if (place.sandbox().isPresent()) {
            var calls = calls(task, workplace, log);
            var id = place.sandbox().get();
            var living = patience.await(log, () -> sandboxes.adopt(id, limits, calls));
            if (living.isPresent()) {
                log.notice("The server was restarted. The code went on.");
                return new RunningCode(living.get(), calls, false);
            }
            calls.end();
        }
        var calls = calls(task, workplace, log);
        boolean anew = place.sandbox().isPresent() || calls.earlier() > 0;
        if (anew) {
            log.notice(
                    ("The server was restarted, and the code's sandbox is gone. The code is started"
                                    + " again; its %d calls until then are answered as they were.")
                            .formatted(calls.earlier()));
        }
        var sandbox = patience.await(log, () -> sandboxes.start(task.job(), limits, calls));
        var code = new RunningCode(sandbox, calls, anew);
        boolean kept = false;
        try {
            patience.awaitDone(log, () -> journal.put(place.in(sandbox.id())));
            kept = true;
            return code;
        } finally {
            if (!kept) {
                code.close();
            }
        }
    }

    private JournalledCalls calls(RunTask task, Workplace workplace, RunLog log)
            throws InterruptedException, Patience.Stopped {
        var earlier = patience.await(log, journal::earlier);
        var calls = patience.await(log, () -> workplace.calls(task.secrets()));
        return new JournalledCalls(
                journal,
                earlier,
                new ToldCalls(new PatientCalls(calls), log),
                it -> stop.stop(new Reason.Nondeterministic(it)));
    }
}
